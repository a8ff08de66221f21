/*
 * Blocks of literals, each with a Huffman code of its own. Matches are what
 * deflating spends its time on; in filtered photographs they are few and short, and
 * codes made for more literals at once are worth more.
 */
#include "codec/png_literals.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Bytes in a block: less would adapt better, but every block has its code in front. */
#define BLOCK_SIZE 32768

/* Literals, and the end of the block. */
#define N_SYMBOLS 257
#define END 256

/* No distance is ever said, but some readers want a whole code of them: two of one bit. */
#define N_DISTANCES 2

#define LENGTH_MAX 15
#define N_LENGTHS 19       /* symbols that say lengths */
#define LENGTH_LENGTH_MAX 7

/* A block's header: at most so many bytes. */
#define HEADER_MAX 320

/* Fewer half bits than this for a byte, and it is no photograph. */
#define HALF_BITS_MIN 7

/* Of so many bytes in the middle, one of so few may begin what has been there before. */
#define SAMPLE 8192
#define REPEATED_MAX (SAMPLE / 16)
#define HASH_BITS 12

struct code {
	uint16_t bits[N_SYMBOLS]; /* first bit lowest */
	uint8_t lengths[N_SYMBOLS];
};

struct writer {
	uint8_t *to;
	uint64_t bits; /* still to be written, the next one lowest */
	unsigned n;    /* how many: fewer than 8 between calls */
};

/* Adds N bits; together with those that wait they are at most 64. */
static inline void
put(struct writer *w, uint64_t bits, unsigned n)
{
	w->bits |= bits << w->n;
	w->n += n;
}

static inline void
drain(struct writer *w)
{
	for (; w->n >= 8; w->n -= 8, w->bits >>= 8)
		*w->to++ = (uint8_t)w->bits;
}

/* The same, with up to seven bytes of no meaning written behind. N is under 64. */
static inline void
drain_fast(struct writer *w)
{
	uint64_t bytes = htole64(w->bits);

	memcpy(w->to, &bytes, sizeof(bytes));
	w->to += w->n / 8;
	w->bits >>= w->n & ~7U;
	w->n %= 8;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * The lengths of a Huffman code for N frequencies, at least 2, that are in ascending order, in their place:
 * A. Moffat and J. Katajainen, In-place calculation of minimum-redundancy codes, 1995.
 */
static void
measure(uint32_t *a, int n)
{
	int root = 0, leaf = 2, next, available = 1, used = 0;

	a[0] += a[1];
	for (next = 1; next < n - 1; next++) {
		bool is_node = leaf >= n || a[root] < a[leaf];

		a[next] = a[is_node ? root : leaf];
		if (is_node)
			a[root++] = (uint32_t)next;
		else
			leaf++;
		is_node = leaf >= n || (root < next && a[root] < a[leaf]);
		a[next] += a[is_node ? root : leaf];
		if (is_node)
			a[root++] = (uint32_t)next;
		else
			leaf++;
	}
	a[n - 2] = 0;
	for (next = n - 3; next >= 0; next--)
		a[next] = a[a[next]] + 1;
	root = n - 2;
	next = n - 1;
	for (uint32_t depth = 0; available > 0; depth++) {
		for (; root >= 0 && a[root] == depth; root--)
			used++;
		for (; available > used; available--)
			a[next--] = depth;
		available = 2 * used;
		used = 0;
	}
}

/* Lengths for the symbols that are counted, two at least, none over MAX: rare ones are taken for less rare until it is so. */
static void
pick_lengths(uint8_t *lengths, const uint32_t *counts, unsigned n_symbols, unsigned max)
{
	uint32_t sorted[N_SYMBOLS] = {0}, a[N_SYMBOLS] = {0};
	unsigned n = 0;

	/* Counts are up to BLOCK_SIZE, and symbols under 512. */
	for (unsigned i = 0; i < n_symbols; i++)
		if (counts[i])
			sorted[n++] = counts[i] << 9 | i;
	qsort(sorted, n, sizeof(*sorted), compare);
	for (unsigned shift = 0;; shift++) {
		for (unsigned i = 0; i < n; i++)
			a[i] = ((sorted[i] >> 9) >> shift) + (shift > 0);
		measure(a, (int)n);
		if (a[0] <= max)
			break;
	}
	memset(lengths, 0, n_symbols);
	for (unsigned i = 0; i < n; i++)
		lengths[sorted[i] & 511] = (uint8_t)a[i];
}

/* The codes that follow from the lengths (3.2.2), first bit lowest. */
static void
assign(struct code *code, unsigned n_symbols)
{
	unsigned counts[LENGTH_MAX + 1] = {0}, next[LENGTH_MAX + 1] = {0};

	for (unsigned i = 0; i < n_symbols; i++)
		counts[code->lengths[i]]++;
	counts[0] = 0;
	for (unsigned i = 1; i <= LENGTH_MAX; i++)
		next[i] = (next[i - 1] + counts[i - 1]) << 1;
	for (unsigned i = 0; i < n_symbols; i++) {
		unsigned bits = next[code->lengths[i]]++, reversed = 0;

		for (unsigned k = 0; k < code->lengths[i]; k++, bits >>= 1)
			reversed = reversed << 1 | (bits & 1);
		code->bits[i] = (uint16_t)reversed;
	}
}

static void
count(uint32_t *counts, const uint8_t *data, size_t len)
{
	uint32_t parts[4][256] = {{0}};
	size_t i = 0;

	/* Four tables, since the same byte in a row would wait for itself. */
	for (; i + 4 <= len; i += 4)
		for (unsigned k = 0; k < 4; k++)
			parts[k][data[i + k]]++;
	for (; i < len; i++)
		parts[0][data[i]]++;
	for (unsigned s = 0; s < 256; s++)
		counts[s] = parts[0][s] + parts[1][s] + parts[2][s] + parts[3][s];
	counts[END] = 1;
}

/* The block's header, with its code's lengths (3.2.7): none of them is said by a repetition. */
static void
put_header(struct writer *w, const struct code *code, bool is_last)
{
	static const uint8_t order[N_LENGTHS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
	struct code of_lengths = {.lengths = {0}};
	uint32_t counts[N_LENGTHS] = {[1] = N_DISTANCES};

	for (unsigned i = 0; i < N_SYMBOLS; i++)
		counts[code->lengths[i]]++;
	pick_lengths(of_lengths.lengths, counts, N_LENGTHS, LENGTH_LENGTH_MAX);
	assign(&of_lengths, N_LENGTHS);
	put(w, is_last, 1);
	put(w, 2, 2);
	put(w, N_SYMBOLS - 257, 5);
	put(w, N_DISTANCES - 1, 5);
	put(w, N_LENGTHS - 4, 4);
	drain(w);
	for (unsigned i = 0; i < N_LENGTHS; i++) {
		put(w, of_lengths.lengths[order[i]], 3);
		drain(w);
	}
	for (unsigned i = 0; i < N_SYMBOLS + N_DISTANCES; i++) {
		unsigned length = i < N_SYMBOLS ? code->lengths[i] : 1;

		put(w, of_lengths.bits[length], of_lengths.lengths[length]);
		drain(w);
	}
}

static void
put_literals(struct writer *writer, const struct code *code, const uint8_t *data, size_t len)
{
	struct writer own = *writer, *w = &own; /* which no byte that is stored can change */
	size_t i = 0;

	for (; i + 3 <= len; i += 3) {
		put(w, code->bits[data[i]], code->lengths[data[i]]);
		put(w, code->bits[data[i + 1]], code->lengths[data[i + 1]]);
		put(w, code->bits[data[i + 2]], code->lengths[data[i + 2]]);
		drain_fast(w);
	}
	for (; i < len; i++) {
		put(w, code->bits[data[i]], code->lengths[data[i]]);
		drain_fast(w);
	}
	put(w, code->bits[END], code->lengths[END]);
	drain_fast(w);
	*writer = own;
}

/* Whether eight bytes are the same as some before them rather often. */
static bool
is_repetitive(const uint8_t *data, size_t len)
{
	uint16_t places[1 << HASH_BITS] = {0};
	size_t n = len < SAMPLE ? len : SAMPLE;
	unsigned n_repeated = 0;

	data += (len - n) / 2;
	for (size_t i = 0; i + 8 <= n; i++) {
		uint64_t here;
		uint16_t *place;

		memcpy(&here, data + i, sizeof(here));
		place = &places[here * 0x9e3779b97f4a7c15 >> (64 - HASH_BITS)];
		n_repeated += *place < i && memcmp(data + *place, &here, sizeof(here)) == 0;
		*place = (uint16_t)i;
	}
	return n_repeated > REPEATED_MAX;
}

size_t
tg_png_literals_bound(size_t len)
{
	/* The writer's slack, and 15 bits for each byte. */
	return len * 2 + (len / BLOCK_SIZE + 1) * HEADER_MAX + sizeof(uint64_t);
}

size_t
tg_png_literals(uint8_t *to, const uint8_t *data, size_t len)
{
	struct writer w = {.to = to};

	if (is_repetitive(data, len))
		return 0;
	for (size_t start = 0; start < len; start += BLOCK_SIZE) {
		size_t n = len - start < BLOCK_SIZE ? len - start : BLOCK_SIZE;
		uint32_t counts[N_SYMBOLS];
		struct code code = {.lengths = {0}};

		count(counts, data + start, n);
		pick_lengths(code.lengths, counts, N_SYMBOLS, LENGTH_MAX);
		assign(&code, N_SYMBOLS);
		put_header(&w, &code, start + n == len);
		put_literals(&w, &code, data + start, n);
	}
	put(&w, 0, 7);
	drain(&w);
	return (size_t)(w.to - to) * 16 < len * HALF_BITS_MIN ? 0 : (size_t)(w.to - to);
}
