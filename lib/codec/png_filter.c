/*
 * Filtering needs no byte that another filtered one gave, so sixteen bytes are filtered at once, by
 * all five filters on one way along the row, of which only the sums are kept; what the
 * best one gives is then made again and stored. Everything stays in bytes: Paeth's
 * third distance, of nine bits, is a sum or a difference of the first two.
 */
#include "codec/png_filter.h"

#include <string.h>

#include "base/processor.h"

#define LANES TG_PNG_FILTER_SLACK

enum { NONE, SUB, UP, AVERAGE, PAETH, N_FILTERS };

typedef uint8_t bytes __attribute__((vector_size(LANES)));
typedef uint16_t words __attribute__((vector_size(LANES)));

/* Sixteen bytes, and those that predict them. */
struct neighbours {
	bytes here, left, above, corner;
};

static TG_PROCESSOR_INLINE bytes
load(const uint8_t *at)
{
	bytes b;

	memcpy(&b, at, sizeof(b));
	return b;
}

static TG_PROCESSOR_INLINE bytes
pick(bytes mask, bytes yes, bytes no)
{
	return (mask & yes) | (~mask & no);
}

static TG_PROCESSOR_INLINE bytes
is_less(bytes a, bytes b)
{
	return (bytes)(a < b);
}

/* The one of LEFT, ABOVE and CORNER that is next to LEFT + ABOVE - CORNER; clause 9.4. */
static TG_PROCESSOR_INLINE bytes
predict(bytes left, bytes above, bytes corner)
{
	bytes falls_above = is_less(above, corner), falls_left = is_less(left, corner);
	bytes from_left = pick(falls_above, corner - above, above - corner);
	bytes from_above = pick(falls_left, corner - left, left - corner);
	/* Where both go the same way, the corner is farthest. */
	bytes one_way = ~(falls_above ^ falls_left);
	bytes is_above_less = is_less(from_above, from_left);
	bytes from_corner = one_way | pick(is_above_less, from_left - from_above, from_above - from_left);
	bytes not_above = is_less(from_corner, from_above);
	bytes not_left = is_above_less | is_less(from_corner, from_left);

	return pick(not_left, pick(not_above, corner, above), left);
}

/* FILTER is a constant where this is called. */
static TG_PROCESSOR_INLINE bytes
apply(int filter, const struct neighbours *n)
{
	switch (filter) {
	case SUB: return n->here - n->left;
	case UP: return n->here - n->above;
	case AVERAGE: return n->here - ((n->left & n->above) + ((n->left ^ n->above) >> 1));
	case PAETH: return n->here - predict(n->left, n->above, n->corner);
	default: return n->here;
	}
}

/* Distances from 0, as signed numbers, two by two. */
static TG_PROCESSOR_INLINE words
weigh(bytes filtered)
{
	bytes negative = is_less((bytes){0} + 127, filtered);
	words distances = (words)pick(negative, -filtered, filtered);

	return (distances & 255) + (distances >> 8);
}

static inline uint64_t
total(words sums)
{
	uint64_t total = 0;

	for (size_t i = 0; i < LANES / 2; i++)
		total += sums[i];
	return total;
}

/* The neighbours of LEN bytes at AT, 0 behind them. ROW and ABOVE have SIZE bytes before AT. */
static TG_PROCESSOR_INLINE struct neighbours
look(const uint8_t *row, const uint8_t *above, size_t size, size_t len)
{
	static const uint8_t masks[2 * LANES] = {
		255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	};
	struct neighbours n = {load(row), load(row - size), load(above), load(above - size)};

	if (len < LANES) {
		bytes mask = load(masks + LANES - len);

		n = (struct neighbours){n.here & mask, n.left & mask, n.above & mask, n.corner & mask};
	}
	return n;
}

/* The filter whose bytes are the smallest in sum. */
static int
choose(const uint8_t *row, const uint8_t *above, size_t len, size_t size)
{
	uint64_t totals[N_FILTERS] = {0};
	int best = NONE;

	for (size_t i = 0; i < len;) {
		/* Of so many that 16 bits hold: each adds up to 256. */
		size_t end = len - i > 128 * LANES ? i + 128 * LANES : len;
		words none = {0}, sub = {0}, up = {0}, average = {0}, paeth = {0};

		for (; i < end; i += LANES) {
			struct neighbours n = look(row + i, above + i, size, len - i);

			none += weigh(apply(NONE, &n));
			sub += weigh(apply(SUB, &n));
			up += weigh(apply(UP, &n));
			average += weigh(apply(AVERAGE, &n));
			paeth += weigh(apply(PAETH, &n));
		}
		totals[NONE] += total(none);
		totals[SUB] += total(sub);
		totals[UP] += total(up);
		totals[AVERAGE] += total(average);
		totals[PAETH] += total(paeth);
	}
	for (int filter = SUB; filter < N_FILTERS; filter++)
		if (totals[filter] < totals[best])
			best = filter;
	return best;
}

static TG_PROCESSOR_INLINE void
fill(int filter, uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t size)
{
	for (size_t i = 0; i < len; i += LANES) {
		struct neighbours n = look(row + i, above + i, size, LANES);
		bytes filtered = apply(filter, &n);

		memcpy(to + i, &filtered, sizeof(filtered));
	}
}

void
tg_png_filter(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t size)
{
	int filter = choose(row, above, len, size);

	*to++ = (uint8_t)filter;
	switch (filter) {
	case NONE: memcpy(to, row, len); break;
	case SUB: fill(SUB, to, row, above, len, size); break;
	case UP: fill(UP, to, row, above, len, size); break;
	case AVERAGE: fill(AVERAGE, to, row, above, len, size); break;
	case PAETH: fill(PAETH, to, row, above, len, size); break;
	}
}
