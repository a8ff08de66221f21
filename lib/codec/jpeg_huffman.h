/*
 * Tables that decode a JPEG picture's Huffman codes by looking at the next
 * bits: one that gives a coefficient's run and value at once, and one that
 * passes over several coefficients nobody wants.
 */
#ifndef TG_CODEC_JPEG_HUFFMAN_H
#define TG_CODEC_JPEG_HUFFMAN_H

#include <stdint.h>

#include "codec/jpeg_bits.h"
#include "codec/jpeg_header.h"

#define TG_JPEG_VALUE_BITS 11
#define TG_JPEG_SKIP_BITS 12

/* Of how many bits an entry of the table that passes over coefficients may be: three are less than 7 bytes and a bit. */
#define TG_JPEG_SKIP_MAX 19

/* What a code's symbols may be. */
enum tg_jpeg_use {
	TG_JPEG_DC,          /* sizes of differences */
	TG_JPEG_AC,          /* run and size, end of block */
	TG_JPEG_AC_FIRST,    /* and ends of bands */
	TG_JPEG_AC_REFINE,   /* of size 0 and 1 only */
};

/*
 * An entry by the next VALUE_BITS bits, from the lowest bit:
 *   8 bits  how many bits to pass over: the code's and the value's, up to 31
 *   4 bits  the value's size
 *   4 bits  the run (AC), 0 for DC
 *   8 bits  the code's length
 *   1 bit   whether the value is the next coefficient's
 *   1 bit   whether it is that of the one behind the next, which is 0
 * An entry of 0: the code is longer, or there is none. The value itself is taken from the
 * bits, whatever its size, for then no branch depends on that, and nothing waits for the value.
 */
struct tg_jpeg_huffman {
	uint32_t values[1 << TG_JPEG_VALUE_BITS];
	/*
	 * By the next SKIP_BITS bits, for AC: 8 bits of how many bits to pass
	 * over, up to SKIP_MAX, then by how much the zigzag index grows, up to 63, with 128 added where an
	 * end of block came last. All codes are within the entry's bits, the
	 * last one's value may be beyond. It grows by 255 where the first symbol
	 * is longer. For DC: 4 bits of how many bits to pass over, then the difference, or 0 where
	 * code and difference are longer than SKIP_BITS.
	 */
	uint16_t skips[1 << TG_JPEG_SKIP_BITS];
	uint32_t limits[17];   /* [i]: the first 16 bits too large for a code of i bits, 0 where none is */
	int32_t offsets[17];   /* [i]: what turns a code of i bits into its symbol's index */
	uint8_t symbols[256];
	unsigned version;      /* of the code that this was made of; 0: of none */
	enum tg_jpeg_use use;
};

/*
 * Fills *HUFFMAN from CODE, unless it is made of that already. Returns 0, or
 * -1 where CODE is undefined, impossible, or has symbols that no 8-bit
 * picture needs.
 */
int tg_jpeg_huffman_make(struct tg_jpeg_huffman *huffman, const struct tg_jpeg_code *code, enum tg_jpeg_use use);

/* The entry for the 16 bits BITS, which have none in VALUES; 0 if no code is so. */
uint32_t tg_jpeg_huffman_long(const struct tg_jpeg_huffman *huffman, unsigned bits);

/* A symbol with its value. */
struct tg_jpeg_symbol {
	int value;     /* 0 where it has none */
	unsigned run;
	unsigned code; /* 0: there is no such code */
};

/* Reads a symbol and its value: at most 27 bits. */
static inline struct tg_jpeg_symbol
tg_jpeg_huffman_read(const struct tg_jpeg_huffman *huffman, struct tg_jpeg_bits *bits)
{
	uint32_t entry = huffman->values[tg_jpeg_bits_peek(bits, TG_JPEG_VALUE_BITS)];
	struct tg_jpeg_symbol symbol;
	uint64_t value;

	if (__builtin_expect(!entry, 0))
		entry = tg_jpeg_huffman_long(huffman, tg_jpeg_bits_peek(bits, 16));
	value = bits->word << (entry >> 16 & 63);
	symbol.code = entry;
	symbol.run = entry >> 12 & 15;
	symbol.value = tg_jpeg_bits_extend(value, entry >> 8 & 15);
	tg_jpeg_bits_skip(bits, entry & 63);
	return symbol;
}

#endif
