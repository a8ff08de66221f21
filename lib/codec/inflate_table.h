/*
 * Tables that decode the prefix codes of deflate (RFC 1951): the stream's next
 * bits are the index of an entry, which has all that there is to know of the
 * symbol there, or of two literals.
 */
#ifndef TG_CODEC_INFLATE_TABLE_H
#define TG_CODEC_INFLATE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* Bits of an index, and what codes longer than these need beside the first table. */
#define TG_INFLATE_LITERAL_BITS 11
#define TG_INFLATE_DISTANCE_BITS 8
#define TG_INFLATE_LENGTH_BITS 7
#define TG_INFLATE_LITERAL_ROOM (4 * TG_INFLATE_N_LITERALS)
#define TG_INFLATE_DISTANCE_ROOM (16 * TG_INFLATE_N_DISTANCES)

/* The symbols of each alphabet, those that are never valid included. */
#define TG_INFLATE_N_LITERALS 288
#define TG_INFLATE_N_DISTANCES 32
#define TG_INFLATE_N_LENGTHS 19

/*
 * An entry: bits 0 to 5 are how many bits of the stream it takes, extra bits
 * included. With TG_INFLATE_LITERAL bits 8 and 9 are how many bytes it gives,
 * one or two, and these are bits 16 to 23 and 24 to 31. Without, bits 8 to 11
 * are the code's length, after which the extra bits come, and bits 16 to 31
 * the length or distance to which they are added, or the symbol. With
 * TG_INFLATE_ODD it is neither: the end of the block, no code, or a link,
 * where bits 8 to 11 are the bits of a further index and bits 16 to 31 its table's start.
 */
#define TG_INFLATE_LITERAL 0x8000u
#define TG_INFLATE_ODD 0x4000u
#define TG_INFLATE_LINK 0x2000u
#define TG_INFLATE_END 0x1000u

/* One block's tables. */
struct tg_inflate_tables {
	uint32_t literals[(1 << TG_INFLATE_LITERAL_BITS) + TG_INFLATE_LITERAL_ROOM];
	uint32_t distances[(1 << TG_INFLATE_DISTANCE_BITS) + TG_INFLATE_DISTANCE_ROOM];
	uint32_t lengths[1 << TG_INFLATE_LENGTH_BITS];
};

/*
 * Fills a table of TABLES from the code's length, 0 to 15, of each of its N symbols: the
 * literals' with pairs of them where two are no longer than an index. False where such
 * lengths are not a complete code; one code of one bit is fine for literals and
 * distances, and so is none at all.
 */
bool tg_inflate_table_literals(struct tg_inflate_tables *tables, const uint8_t *lengths, unsigned n);
bool tg_inflate_table_distances(struct tg_inflate_tables *tables, const uint8_t *lengths, unsigned n);
bool tg_inflate_table_lengths(struct tg_inflate_tables *tables, const uint8_t *lengths);

#endif
