/*
 * The middle of SHA-256 by the instructions that many processors have for it, five times as fast as without.
 */
#ifndef TG_BASE_SHA256_BLOCKS_H
#define TG_BASE_SHA256_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of a block. */
#define TG_SHA256_BLOCK 64

/*
 * Takes whole blocks of the LEN bytes at DATA into STATE, the eight words a to h. Returns
 * how many bytes that were: 0 on processors without these instructions.
 */
size_t tg_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t len);

#endif
