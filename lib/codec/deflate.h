/*
 * What libdeflate does: whole zlib streams to write, and the two checksums.
 */
#ifndef TG_CODEC_DEFLATE_H
#define TG_CODEC_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The LEN bytes at DATA as a zlib stream of *STREAM_LEN bytes, made with the least effort, to be
 * freed; NULL if there is no memory.
 */
uint8_t *tg_deflate(const uint8_t *data, size_t len, size_t *stream_len);

/* The CRC-32 of some bytes of which that was CRC, 0 for none, and the LEN bytes at DATA. */
uint32_t tg_deflate_crc32(uint32_t crc, const uint8_t *data, size_t len);

/* The same for Adler-32, which is 1 for none. */
uint32_t tg_deflate_adler32(uint32_t sum, const uint8_t *data, size_t len);

#endif
