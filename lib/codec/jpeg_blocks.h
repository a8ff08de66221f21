/*
 * The blocks of a sequential scan: from bits to the few coefficients that are
 * wanted, by one reader or by two that take turns.
 */
#ifndef TG_CODEC_JPEG_BLOCKS_H
#define TG_CODEC_JPEG_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/jpeg_header.h"
#include "codec/jpeg_huffman.h"

#define TG_JPEG_MAX_BLOCKS 10

/* How many coefficients a record has of each block: in zigzag order, up to the last one that N x N samples want. */
#define TG_JPEG_KEPT_FEW 4   /* N of 1 and 2 */
#define TG_JPEG_KEPT_MANY 40 /* N of 4: 25, and room for what a run leads to behind them */

/* What a record has before its blocks. */
#define TG_JPEG_RECORD_HEAD 4

/*
 * What the MCUs of a scan consist of. A record of one is an array of int16_t: 4 for its
 * place, of which tg_jpeg_blocks_place knows, and then each block's.
 */
struct tg_jpeg_mcu {
	unsigned n_blocks;
	struct tg_jpeg_block {
		const struct tg_jpeg_huffman *dc, *ac;
		unsigned component; /* index into a reader's predictions */
		bool is_mean;       /* of this block only the DC is wanted */
	} blocks[TG_JPEG_MAX_BLOCKS];
	unsigned n_kept; /* int16_t of each block: KEPT_FEW or KEPT_MANY */
	unsigned size;   /* int16_t of the record */
};

/* One that reads MCUs, one behind the other. */
struct tg_jpeg_reader {
	struct tg_jpeg_bits bits;
	uintptr_t origin;     /* the address at which the bits would start if all of them were there */
	const uint8_t *low;   /* it stops with the first MCU that ends beyond */
	uint32_t n_left;      /* it stops after so many MCUs: at least 1 */
	int predictions[TG_JPEG_MAX_COMPONENTS];
	unsigned k;           /* the next coefficient's zigzag index; 0: the next one is an MCU's first */
	unsigned block;       /* index of the MCU's block that it is in */
	int16_t *out;         /* the block's record; where K is 0, the MCU's */
	bool bad;             /* it stopped for data that no encoder makes */
};

/*
 * Lets A read until it stops, for good if it is bad, or where B is not NULL, A and B
 * until one of them stops; the other may be amid an MCU, and goes on from there
 * next time. Up to 2560 bytes behind LOW must be readable.
 */
void tg_jpeg_blocks_read(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b);

/* The place in bits, counted from the reader's origin, modulo 2^32, where the RECORD's MCU starts. */
static inline uint32_t
tg_jpeg_blocks_place(const int16_t *record)
{
	uint32_t place;

	memcpy(&place, record, sizeof(place));
	return place;
}

/* The place that READER is at. */
static inline uint32_t
tg_jpeg_blocks_at(const struct tg_jpeg_reader *reader)
{
	return (uint32_t)((uintptr_t)reader->bits.at - reader->origin) * 8 - reader->bits.n;
}

#endif
