/* Making the tables: each code's bits followed by all that may come after them. */
#include "codec/jpeg_huffman.h"

#include <string.h>

/* Coefficients of 8-bit pictures have at most 10 bits, differences of the DC's 11 (T.81, table F.1). */
static int
check(unsigned symbol, enum tg_jpeg_use use)
{
	unsigned run = symbol >> 4, size = symbol & 15;

	switch (use) {
	case TG_JPEG_DC:
		return symbol <= 11;
	case TG_JPEG_AC:
		return size ? size <= 10 : run == 0 || run == 15;
	case TG_JPEG_AC_FIRST:
		return size <= 10;
	case TG_JPEG_AC_REFINE:
		return size <= 1;
	}
	return 0;
}

static uint32_t
make_entry(unsigned n, unsigned symbol)
{
	unsigned run = symbol >> 4, size = symbol & 15;
	unsigned is_next = size && run == 0, is_second = size && run == 1;

	return is_second << 25 | is_next << 24 | n << 16 | run << 12 | size << 8 | (n + size);
}

/* The entries of the value table that start with a CODE of N bits. */
static void
fill_values(uint32_t *values, unsigned code, unsigned n, unsigned symbol)
{
	unsigned rest = TG_JPEG_VALUE_BITS - n;

	for (unsigned i = 0; i < 1u << rest; i++)
		values[((size_t)code << rest) + i] = make_entry(n, symbol);
}

struct step {
	uint8_t code_len; /* 0: longer than the table's bits */
	uint8_t len;      /* with the value's bits */
	uint8_t advance;  /* 128: end of block */
};

static void
fill_steps(struct step *steps, unsigned code, unsigned n, unsigned symbol)
{
	unsigned rest = TG_JPEG_SKIP_BITS - n, size = symbol & 15, run = symbol >> 4;
	struct step step = {(uint8_t)n, (uint8_t)(n + size), (uint8_t)(size || run ? run + 1 : 128)};

	for (unsigned i = 0; i < 1u << rest; i++)
		steps[((size_t)code << rest) + i] = step;
}

/* Chains as many steps as each entry's bits hold; the index stays below 64. */
static void
chain(uint16_t *skips, const struct step *steps)
{
	for (unsigned i = 0; i < 1u << TG_JPEG_SKIP_BITS; i++) {
		unsigned used = 0, advance = 0;

		while (used < TG_JPEG_SKIP_BITS && advance < 64) {
			const struct step *step = &steps[i << used & ((1u << TG_JPEG_SKIP_BITS) - 1)];

			if (!step->code_len || step->code_len > TG_JPEG_SKIP_BITS - used ||
			    used + step->len > TG_JPEG_SKIP_MAX)
				break;
			if (step->advance < 128 && advance + step->advance > 63)
				break;
			used += step->len;
			advance += step->advance;
		}
		skips[i] = (uint16_t)(used ? advance << 8 | used : 255u << 8);
	}
}

/* Differences that are short enough, each with the bits of its code and its own. */
static void
fill_differences(uint16_t *differences, const uint32_t *values)
{
	for (unsigned i = 0; i < 1u << TG_JPEG_SKIP_BITS; i++) {
		uint32_t entry = values[i >> (TG_JPEG_SKIP_BITS - TG_JPEG_VALUE_BITS)];
		uint64_t word = (uint64_t)i << (64 - TG_JPEG_SKIP_BITS) << (entry >> 16 & 63);
		int difference = tg_jpeg_bits_extend(word, entry >> 8 & 15);

		if (entry && (entry & 255) <= TG_JPEG_SKIP_BITS)
			differences[i] = (uint16_t)((unsigned)difference << 4 | (entry & 255));
	}
}

int
tg_jpeg_huffman_make(struct tg_jpeg_huffman *h, const struct tg_jpeg_code *code, enum tg_jpeg_use use)
{
	struct step steps[1 << TG_JPEG_SKIP_BITS];
	unsigned next = 0, index = 0;

	if (h->version && h->version == code->version && h->use == use)
		return 0;
	if (!code->n_symbols)
		return -1;
	memset(h, 0, sizeof(*h));
	memset(steps, 0, sizeof(steps));
	for (unsigned n = 1; n <= 16; n++, next <<= 1) {
		h->offsets[n] = (int32_t)index - (int32_t)next;
		if (next + code->n_codes[n] > 1u << n)
			return -1;
		for (unsigned i = 0; i < code->n_codes[n]; i++, next++, index++) {
			if (!check(code->symbols[index], use))
				return -1;
			if (n <= TG_JPEG_VALUE_BITS)
				fill_values(h->values, next, n, code->symbols[index]);
			if (n <= TG_JPEG_SKIP_BITS && use == TG_JPEG_AC)
				fill_steps(steps, next, n, code->symbols[index]);
		}
		h->limits[n] = code->n_codes[n] ? next << (16 - n) : 0;
	}
	memcpy(h->symbols, code->symbols, sizeof(h->symbols));
	if (use == TG_JPEG_AC)
		chain(h->skips, steps);
	if (use == TG_JPEG_DC)
		fill_differences(h->skips, h->values);
	h->version = code->version;
	h->use = use;
	return 0;
}

uint32_t
tg_jpeg_huffman_long(const struct tg_jpeg_huffman *h, unsigned bits)
{
	for (unsigned n = TG_JPEG_VALUE_BITS + 1; n <= 16; n++)
		if (bits < h->limits[n])
			return make_entry(n, h->symbols[(int32_t)(bits >> (16 - n)) + h->offsets[n]]);
	return 0;
}
