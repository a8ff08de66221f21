/*
 * Deflating (RFC 1951) with literals alone, as suits filtered photographs: what is alike in them the
 * filters have taken out.
 */
#ifndef TG_CODEC_PNG_LITERALS_H
#define TG_CODEC_PNG_LITERALS_H

#include <stddef.h>
#include <stdint.h>

/* The bytes that tg_png_literals may need for LEN bytes of data. */
size_t tg_png_literals_bound(size_t len);

/*
 * Writes the LEN bytes at DATA to TO, which has the bound's size, as a deflate stream. Returns
 * its length, or 0 where a search for matches would make it much smaller: then TO's content is undefined.
 */
size_t tg_png_literals(uint8_t *to, const uint8_t *data, size_t len);

#endif
