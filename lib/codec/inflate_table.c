/*
 * Codes of deflate are sent from their first bit on, which is the lowest of an
 * index: so the codes are counted with their bits in reverse. By length and
 * then by symbol they come in the order in which RFC 1951 gives them out, and
 * a table of one bit more is the table twice.
 */
#include "codec/inflate_table.h"

#include <string.h>

#define LENGTH_MAX 15
#define N_BYTES 256

/* No code is here. */
#define NONE TG_INFLATE_ODD

struct code {
	uint16_t counts[LENGTH_MAX + 1];           /* how many symbols have a code of each length */
	uint16_t symbols[TG_INFLATE_N_LITERALS];   /* those that have one, by length and number */
	unsigned n;                                /* of them */
};

/* Of the length symbols 257 and on, and of the distances: RFC 1951, 3.2.5. */
static const uint16_t length_bases[] = {
	3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
};
static const uint8_t length_extras[] = {
	0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
};
static const uint16_t distance_bases[] = {
	1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
	4097, 6145, 8193, 12289, 16385, 24577,
};
static const uint8_t distance_extras[] = {
	0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
};

static uint32_t
number(unsigned value, unsigned length, unsigned extra)
{
	return value << 16 | length << 8 | (length + extra);
}

static uint32_t
literal_entry(unsigned symbol, unsigned length)
{
	if (symbol < N_BYTES)
		return symbol << 16 | TG_INFLATE_LITERAL | 1 << 8 | length;
	if (symbol == N_BYTES)
		return TG_INFLATE_ODD | TG_INFLATE_END | length;
	symbol -= N_BYTES + 1;
	return symbol < sizeof(length_extras) ? number(length_bases[symbol], length, length_extras[symbol]) : NONE;
}

static uint32_t
distance_entry(unsigned symbol, unsigned length)
{
	return symbol < sizeof(distance_extras) ? number(distance_bases[symbol], length, distance_extras[symbol]) : NONE;
}

static uint32_t
length_entry(unsigned symbol, unsigned length)
{
	return number(symbol, length, 0);
}

/* Sorts the symbols; false if no code has these lengths, or one that leaves bits without a meaning. */
static bool
sort(struct code *code, const uint8_t *lengths, unsigned n)
{
	uint16_t next[LENGTH_MAX + 1];
	unsigned longest = 0;
	int left = 1;

	memset(code->counts, 0, sizeof(code->counts));
	for (unsigned i = 0; i < n; i++)
		code->counts[lengths[i]]++;
	code->n = n - code->counts[0];
	next[0] = 0;
	for (unsigned length = 1, start = 0; length <= LENGTH_MAX; length++) {
		next[length] = (uint16_t)start;
		start += code->counts[length];
		left = 2 * left - code->counts[length];
		if (left < 0)
			return false;
		if (code->counts[length])
			longest = length;
	}
	code->counts[0] = 0;
	for (unsigned i = 0; i < n; i++)
		if (lengths[i])
			code->symbols[next[lengths[i]]++] = (uint16_t)i;
	return left == 0 || longest <= 1;
}

/* The code after CODE, of LENGTH bits, lowest bit first; there has to be one. */
static unsigned
advance(unsigned code, unsigned length)
{
	unsigned zeros = ~code & ((1U << length) - 1);
	unsigned bit = 1U << (31 - __builtin_clz(zeros));

	return (code & (bit - 1)) | bit;
}

/* Bits of the table for what begins as a code of LENGTH does, the first of N_LEFT of that length. */
static unsigned
link_bits(const struct code *code, unsigned length, unsigned n_left, unsigned bits)
{
	unsigned n = n_left;

	for (; n < 1U << (length - bits); n = 2 * n + code->counts[length])
		length++;
	return length - bits;
}

/*
 * Fills a table of 1 << BITS entries. Longer codes have tables of their own after
 * it, one for each beginning. A table of 1 << k entries has at least k + 1 symbols, since the
 * code is complete, and k is at most LENGTH_MAX - BITS: so these take under 4 entries a symbol for BITS
 * of 11, and 16 for 8.
 */
static void
fill(uint32_t *table, unsigned bits, const struct code *code, uint32_t (*entry)(unsigned symbol, unsigned length))
{
	unsigned at = 0, size = 1, n_left = 0, start = 0, sub = 0, link = UINT32_MAX, end = 1U << bits;

	table[0] = NONE;
	for (unsigned i = 0, length = 0; i < code->n; i++) {
		for (; !n_left; n_left = code->counts[length])
			if (++length <= bits) {
				memcpy(table + size, table, size * sizeof(*table));
				size *= 2;
			}
		if (length <= bits)
			table[at] = entry(code->symbols[i], length);
		else {
			if ((at & ((1U << bits) - 1)) != link) {
				link = at & ((1U << bits) - 1);
				sub = link_bits(code, length, n_left, bits);
				start = end;
				end += 1U << sub;
				table[link] = TG_INFLATE_ODD | TG_INFLATE_LINK | start << 16 | sub << 8;
			}
			for (unsigned j = at >> bits; j < 1U << sub; j += 1U << (length - bits))
				table[start + j] = entry(code->symbols[i], length);
		}
		n_left--;
		if (i + 1 < code->n)
			at = advance(at, length);
	}
	for (; size < 1U << bits; size *= 2)
		memcpy(table + size, table, size * sizeof(*table));
}

/*
 * Two literals in one entry. An entry's second one is of a lower index, but for
 * that of index 0, which is its own: so from the top down.
 */
static void
pair(uint32_t *table)
{
	enum { BITS = 0x1f, BITS_AND_COUNT = 0x31f, FIRST_BYTE = 0xff0000 };

	for (unsigned i = 1 << TG_INFLATE_LITERAL_BITS; i-- > 0;) {
		uint32_t first = table[i], second = table[i >> (first & 31)];
		uint32_t both = first + (second & BITS_AND_COUNT) + ((second & FIRST_BYTE) << 8);
		uint32_t fits = (both & BITS) <= TG_INFLATE_LITERAL_BITS;

		/* By a mask, since no processor foresees which. */
		fits &= (first & second) / TG_INFLATE_LITERAL;
		table[i] = first ^ ((first ^ both) & -fits);
	}
}

bool
tg_inflate_table_literals(struct tg_inflate_tables *tables, const uint8_t *lengths, unsigned n)
{
	struct code code;

	if (!sort(&code, lengths, n))
		return false;
	fill(tables->literals, TG_INFLATE_LITERAL_BITS, &code, literal_entry);
	pair(tables->literals);
	return true;
}

bool
tg_inflate_table_distances(struct tg_inflate_tables *tables, const uint8_t *lengths, unsigned n)
{
	struct code code;

	if (!sort(&code, lengths, n))
		return false;
	fill(tables->distances, TG_INFLATE_DISTANCE_BITS, &code, distance_entry);
	return true;
}

bool
tg_inflate_table_lengths(struct tg_inflate_tables *tables, const uint8_t *lengths)
{
	struct code code;

	if (!sort(&code, lengths, TG_INFLATE_N_LENGTHS) || code.n < 2)
		return false;
	fill(tables->lengths, TG_INFLATE_LENGTH_BITS, &code, length_entry);
	return true;
}
