/*
 * A reader of bits, least significant first, as deflate sends them, for input
 * that is followed by at least 8 bytes of anything.
 */
#ifndef TG_CODEC_INFLATE_BITS_H
#define TG_CODEC_INFLATE_BITS_H

#include <stdint.h>
#include <string.h>

struct tg_inflate_bits {
	uint64_t word;     /* the next bits, from the bottom; above the first n, bits that come after them */
	const uint8_t *at; /* the first byte that is not counted in n */
	unsigned n;        /* how many of the word's bits may be used: 0 to 63, in its lowest 6 bits */
};

/*
 * Fills up to at least 56 bits without a branch: whole bytes are counted, and
 * the bits of one that is counted in part only are read again next time, to
 * the same place.
 */
static inline void
tg_inflate_bits_fill(struct tg_inflate_bits *b)
{
	uint64_t next;

	memcpy(&next, b->at, sizeof(next));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	next = __builtin_bswap64(next);
#endif
	b->word |= next << (b->n & 63);
	b->at += ~b->n >> 3 & 7;
	b->n |= 56;
}

/*
 * Passes over bits, which must have been filled in: as many as the lowest 6 bits of N say. That is
 * how shifts read a register, so that N may be a whole entry of a table.
 */
static inline void
tg_inflate_bits_skip(struct tg_inflate_bits *b, unsigned n)
{
	b->word >>= n & 63;
	b->n -= n;
}

/* Fills, and takes the next N bits, 0 to 32. */
static inline unsigned
tg_inflate_bits_take(struct tg_inflate_bits *b, unsigned n)
{
	tg_inflate_bits_fill(b);
	unsigned bits = (unsigned)(b->word & (((uint64_t)1 << n) - 1));
	tg_inflate_bits_skip(b, n);
	return bits;
}

/* Gives whole bytes back, so that fewer than 8 bits are left in the word. */
static inline void
tg_inflate_bits_return(struct tg_inflate_bits *b)
{
	b->at -= (b->n & 63) / 8;
	b->n &= 7;
	b->word &= (1U << b->n) - 1;
}

/* Passes over the rest of a byte, and empties the word: at is then the next byte. */
static inline void
tg_inflate_bits_align(struct tg_inflate_bits *b)
{
	tg_inflate_bits_return(b);
	b->word = 0;
	b->n = 0;
}

#endif
