/*
 * Filtering needs no byte that another filtered one gave, so each filter is one
 * loop over independent bytes, which compilers turn into vector code. The first
 * pixel, which has none to its left, is a loop of its own.
 */
#include "codec/png_filter.h"

#include <stdlib.h>
#include <string.h>

enum { NONE, SUB, UP, AVERAGE, PAETH, N_FILTERS };

/* The one of LEFT, ABOVE and CORNER that is next to LEFT + ABOVE - CORNER; clause 9.4. */
static inline uint8_t
predict(int left, int above, int corner)
{
	int from_left = abs(above - corner);
	int from_above = abs(left - corner);
	int from_corner = abs(left + above - 2 * corner);
	int next = from_above <= from_corner ? above : corner;

	return (uint8_t)(from_left <= from_above && from_left <= from_corner ? left : next);
}

static void
sub(uint8_t *restrict to, const uint8_t *restrict row, size_t len, size_t size)
{
	memcpy(to, row, size);
	for (size_t i = size; i < len; i++)
		to[i] = (uint8_t)(row[i] - row[i - size]);
}

static void
up(uint8_t *restrict to, const uint8_t *restrict row, const uint8_t *restrict above, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (uint8_t)(row[i] - above[i]);
}

static void
average(uint8_t *restrict to, const uint8_t *restrict row, const uint8_t *restrict above, size_t len, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(row[i] - above[i] / 2);
	for (size_t i = size; i < len; i++)
		to[i] = (uint8_t)(row[i] - (row[i - size] + above[i]) / 2);
}

static void
paeth(uint8_t *restrict to, const uint8_t *restrict row, const uint8_t *restrict above, size_t len, size_t size)
{
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(row[i] - above[i]);
	for (size_t i = size; i < len; i++)
		to[i] = (uint8_t)(row[i] - predict(row[i - size], above[i], above[i - size]));
}

/* The sum of the bytes' distances from 0, as signed numbers. */
static uint64_t
weigh(const uint8_t *bytes, size_t len)
{
	uint64_t sum = 0;

	/* Of so few that 32 bits hold, for the compiler's sake. */
	for (size_t i = 0; i < len;) {
		size_t end = len - i > 4096 ? i + 4096 : len;
		uint32_t part = 0;

		for (; i < end; i++)
			part += (uint32_t)abs((int8_t)bytes[i]);
		sum += part;
	}
	return sum;
}

void
tg_png_filter(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t pixel_size,
              uint8_t *scratch)
{
	uint64_t least = UINT64_MAX;

	for (int filter = NONE; filter < N_FILTERS; filter++) {
		switch (filter) {
		case NONE: memcpy(scratch + 1, row, len); break;
		case SUB: sub(scratch + 1, row, len, pixel_size); break;
		case UP: up(scratch + 1, row, above, len); break;
		case AVERAGE: average(scratch + 1, row, above, len, pixel_size); break;
		case PAETH: paeth(scratch + 1, row, above, len, pixel_size); break;
		}
		uint64_t sum = weigh(scratch + 1, len);
		if (sum < least) {
			least = sum;
			scratch[0] = (uint8_t)filter;
			memcpy(to, scratch, len + 1);
		}
	}
}
