/*
 * The filtered rows of a photograph are mostly literals that no match foretells, so what
 * counts is how soon the next code is known: each one begins where the one before it
 * ends, a chain of and, load and shift, which is 7 cycles at best.
 *
 * - Two literals in one entry halve the chain where codes are short. 11 bits of index
 *   find most pairs, and a table of them is made for each block: with 12 bits that takes as long as it wins.
 * - The next entry is looked up before the word is filled, with the bits still in it, so that
 *   filling, whole bytes by one unaligned read without a branch, is no part of the chain.
 *   That alone was 10 percent.
 * - Entries hold the bits to shift by at the bottom, where a shift takes them from a
 *   register that has other things above.
 * - Copies are of 16 bytes or 8 and go beyond the end, since there is room for it; what repeats
 *   itself after less than 8 bytes is multiplied into a register first.
 *
 * Photographs of 3 to 12 megapixels take 0.37 of zlib's time, and 0.93 of libdeflate's, which
 * wants file and rows in memory as a whole: grey ones 0.83, RGB 0.93 to 1.01; unfiltered rows and
 * palettes, which are mostly matches, up to 1.13.
 */
#include "codec/inflate_codes.h"

#include <string.h>

#include "base/processor.h"
#include "codec/inflate_bits.h"
#include "codec/inflate_table.h"

/* The number that an entry stands for, with its extra bits. */
static TG_PROCESSOR_INLINE unsigned
number(uint32_t entry, uint64_t word)
{
	return (entry >> 16) + (unsigned)((word & (((uint64_t)1 << (entry & 63)) - 1)) >> (entry >> 8 & 15));
}

/* Of what is so many bytes long: as a factor, how it is repeated; the bytes of whole repetitions in 8. */
static const uint64_t repetitions[8] = {
	0, 0x0101010101010101, 0x0001000100010001, 0x0001000001000001,
	0x0000000100000001, 0x0000010000000001, 0x0001000000000001, 0x0100000000000001,
};
static const uint8_t steps[8] = {0, 8, 8, 6, 8, 5, 6, 7};

/* Copies LEN bytes, 3 to 258, from DISTANCE before TO; it may write 15 more. */
static TG_PROCESSOR_INLINE void
copy(uint8_t *to, size_t distance, unsigned len)
{
	const uint8_t *from = to - distance, *end = to + len;

	if (distance >= 16) {
		do {
			memcpy(to, from, 16);
			to += 16;
			from += 16;
		} while (to < end);
	} else if (distance >= 8) {
		do {
			memcpy(to, from, 8);
			to += 8;
			from += 8;
		} while (to < end);
	} else {
		/* As many whole repetitions as 8 bytes hold, again and again. */
		uint64_t pattern;

		memcpy(&pattern, from, 8);
		pattern = (pattern & (((uint64_t)1 << 8 * distance) - 1)) * repetitions[distance];
		do {
			memcpy(to, &pattern, 8);
			to += steps[distance];
		} while (to < end);
	}
}

/* One or two literals; the second byte is written over if it is none. */
static TG_PROCESSOR_INLINE void
put(struct tg_inflate_bits *b, uint8_t **to, uint32_t entry)
{
	uint16_t bytes = (uint16_t)(entry >> 16);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap16(bytes);
#endif
	memcpy(*to, &bytes, 2);
	*to += entry >> 8 & 3;
	tg_inflate_bits_skip(b, entry);
}

static TG_PROCESSOR_INLINE enum tg_inflate_codes
run(const struct tg_inflate_tables *tables, struct tg_inflate_bits *bits, const uint8_t *input_limit,
    struct tg_inflate_output *output)
{
	const uint32_t *literals = tables->literals, *distances = tables->distances;
	const unsigned mask = (1 << TG_INFLATE_LITERAL_BITS) - 1, distance_mask = (1 << TG_INFLATE_DISTANCE_BITS) - 1;
	enum tg_inflate_codes reason = TG_INFLATE_CODES_MORE;
	struct tg_inflate_bits b = *bits;
	uint8_t *to = output->to;
	const uint8_t *const start = output->start, *const limit = output->limit;
	const size_t distance_max = output->distance_max;

	if (b.at > input_limit)
		return reason;
	tg_inflate_bits_fill(&b);
	uint32_t entry = literals[b.word & mask];
	while (b.at <= input_limit && to < limit) {
		tg_inflate_bits_fill(&b);
		if (entry & TG_INFLATE_LITERAL) {
			put(&b, &to, entry);
			entry = literals[b.word & mask];
			if (entry & TG_INFLATE_LITERAL) {
				put(&b, &to, entry);
				entry = literals[b.word & mask];
				if (entry & TG_INFLATE_LITERAL) {
					put(&b, &to, entry);
					entry = literals[b.word & mask];
					continue;
				}
			}
		}
		/* At least 32 bits are left, and 20 make a length. */
		if (entry & TG_INFLATE_ODD) {
			if (entry & TG_INFLATE_LINK)
				entry = literals[(entry >> 16) + ((b.word >> TG_INFLATE_LITERAL_BITS) & ((1U << (entry >> 8 & 15)) - 1))];
			if (entry & TG_INFLATE_LITERAL) {
				put(&b, &to, entry);
				entry = literals[b.word & mask];
				continue;
			}
			if (entry & TG_INFLATE_ODD) {
				reason = entry & TG_INFLATE_END ? TG_INFLATE_CODES_END : TG_INFLATE_CODES_BAD;
				tg_inflate_bits_skip(&b, entry);
				break;
			}
		}
		unsigned len = number(entry, b.word);
		tg_inflate_bits_skip(&b, entry);
		uint32_t distance_entry = distances[b.word & distance_mask];
		tg_inflate_bits_fill(&b);
		if (distance_entry & TG_INFLATE_LINK)
			distance_entry = distances[(distance_entry >> 16) +
			                           ((b.word >> TG_INFLATE_DISTANCE_BITS) & ((1U << (distance_entry >> 8 & 15)) - 1))];
		size_t distance = number(distance_entry, b.word);
		if ((distance_entry & TG_INFLATE_ODD) || distance > (size_t)(to - start) ||
		    distance > distance_max) {
			reason = TG_INFLATE_CODES_BAD;
			break;
		}
		tg_inflate_bits_skip(&b, distance_entry);
		entry = literals[b.word & mask];
		copy(to, distance, len);
		to += len;
	}
	*bits = b;
	output->to = to;
	return reason;
}

/* Without BMI2, x86-64 shifts by one register only, with three micro-operations. */
TG_PROCESSOR_BMI2 static enum tg_inflate_codes
run_fast(const struct tg_inflate_tables *tables, struct tg_inflate_bits *bits, const uint8_t *input_limit,
         struct tg_inflate_output *output)
{
	return run(tables, bits, input_limit, output);
}

static enum tg_inflate_codes
run_anywhere(const struct tg_inflate_tables *tables, struct tg_inflate_bits *bits, const uint8_t *input_limit,
             struct tg_inflate_output *output)
{
	return run(tables, bits, input_limit, output);
}

enum tg_inflate_codes
tg_inflate_codes(const struct tg_inflate_tables *tables, struct tg_inflate_bits *bits, const uint8_t *input_limit,
                 struct tg_inflate_output *output)
{
	return tg_processor_has_bmi2() ? run_fast(tables, bits, input_limit, output)
	                               : run_anywhere(tables, bits, input_limit, output);
}
