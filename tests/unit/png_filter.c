/* Filtered rows, undone by the standard's own words; and that the choice is the least. */
#include "codec/png_filter.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "png_prediction.h"

#define LEN_MAX 900

/* The filter TYPE of the row, and what its bytes sum to. */
static long
reference(int type, uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t size)
{
	long sum = 0;

	for (size_t i = 0; i < len; i++) {
		int left = i < size ? 0 : row[i - size], corner = i < size ? 0 : above[i - size];

		to[i] = (uint8_t)(row[i] - prediction(type, left, above[i], corner));
		sum += to[i] < 128 ? to[i] : 256 - to[i];
	}
	return sum;
}

static void
check_row(const uint8_t *row, const uint8_t *above, size_t len, size_t size)
{
	uint8_t to[1 + LEN_MAX + TG_PNG_FILTER_SLACK], expected[LEN_MAX];
	uint8_t padded[2][4 + LEN_MAX + TG_PNG_FILTER_SLACK];
	long least = -1;

	memset(padded, 255, sizeof(padded));
	for (int y = 0; y < 2; y++) {
		memset(padded[y], 0, 4);
		memcpy(padded[y] + 4, y ? row : above, len);
	}
	tg_png_filter(to, padded[1] + 4, padded[0] + 4, len, size);
	CHECK(to[0] < 5);
	for (int type = 0; type < 5; type++) {
		long sum = reference(type, expected, row, above, len, size);

		if (least < 0 || sum < least)
			least = sum;
	}
	CHECK(reference(to[0], expected, row, above, len, size) == least);
	CHECK(memcmp(to + 1, expected, len) == 0);
}

int
main(void)
{
	uint8_t rows[2][LEN_MAX];
	unsigned random = 1;

	for (int round = 0; round < 2000; round++) {
		size_t size = (size_t)(1 + round % 4), len = size * (1 + (size_t)(round * 7) % (LEN_MAX / size));
		unsigned noise = 1U << round % 9;

		/* From flat over smooth to noise. */
		for (size_t i = 0; i < len; i++)
			for (int y = 0; y < 2; y++) {
				random = random * 1103515245 + 12345;
				rows[y][i] = (uint8_t)(i / size * (unsigned)(round % 5) + (unsigned)(y * round) + (random >> 16) % noise);
			}
		check_row(rows[1], rows[0], len, size);
	}
	return report("png_filter");
}
