/*
 * A reader of bits, most significant first, for data that have no stuffing
 * and that are followed by at least 8 bytes of anything.
 */
#ifndef TG_CODEC_JPEG_BITS_H
#define TG_CODEC_JPEG_BITS_H

#include <stdint.h>
#include <string.h>

struct tg_jpeg_bits {
	uint64_t word;     /* the next bits, from the top; below the first n, the bits that come after them */
	const uint8_t *at; /* the first byte that is not counted in n */
	unsigned n;        /* how many of the word's bits may be used: 0 to 63 */
};

/*
 * Fills up to at least 56 bits without a branch: whole bytes are counted, and
 * the bits of one that is counted in part only are read again next time, to
 * the same place.
 */
static inline void
tg_jpeg_bits_fill(struct tg_jpeg_bits *b)
{
	uint64_t next;

	memcpy(&next, b->at, sizeof(next));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	next = __builtin_bswap64(next);
#endif
	b->word |= next >> b->n;
	b->at += (63 - b->n) >> 3;
	b->n |= 56;
}

/* The next N bits, 1 to 32, which stay. */
static inline unsigned
tg_jpeg_bits_peek(const struct tg_jpeg_bits *b, unsigned n)
{
	return (unsigned)(b->word >> (64 - n));
}

/* Passes over N bits, which must have been filled in. */
static inline void
tg_jpeg_bits_skip(struct tg_jpeg_bits *b, unsigned n)
{
	b->word <<= n;
	b->n -= n;
}

/* The difference or coefficient of N bits, 0 to 15, at the top of WORD (T.81, F.2.2.1: EXTEND). */
static inline int
tg_jpeg_bits_extend(uint64_t word, unsigned n)
{
	int negative = (int)(word >> 63) - 1;

	return (int)(word >> 1 >> (63 - n)) + (negative & (1 - (1 << n)));
}

#endif
