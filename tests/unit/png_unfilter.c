/* Unfiltered rows, one at a time and by twos, against the standard's own words. */
#include "codec/png_unfilter.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "png_prediction.h"

#define LEN_MAX 600
#define ROOM (LEN_MAX + TG_PNG_UNFILTER_PADDING)

static uint32_t state = 1;

static unsigned
random_bits(unsigned n)
{
	state = state * 1664525 + 1013904223;
	return n ? state >> (32 - n) : 0;
}

static void
reference(uint8_t *to, const uint8_t *from, const uint8_t *above, size_t len, size_t size)
{
	for (size_t i = 0; i < len; i++) {
		int left = i < size ? 0 : to[i - size], corner = i < size ? 0 : above[i - size];

		to[i] = (uint8_t)(from[1 + i] + prediction(from[0], left, above[i], corner));
	}
}

/* Two rows of WIDTH pixels, from flat to noise. */
static void
check_rows(size_t width, size_t size, unsigned first_type, unsigned second_type, unsigned noise)
{
	size_t len = width * size;
	uint8_t from[2 * ROOM], above[ROOM], wanted[2][ROOM], to[2][ROOM];

	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (uint8_t)(random_bits(noise) - (1U << noise) / 2);
	for (size_t i = 0; i < sizeof(above); i++)
		above[i] = (uint8_t)(i + random_bits(noise));
	from[0] = (uint8_t)first_type;
	from[1 + len] = (uint8_t)second_type;
	reference(wanted[0], from, above, len, size);
	reference(wanted[1], from + 1 + len, wanted[0], len, size);
	CHECK(tg_png_unfilter(to[0], from, above, len, size));
	CHECK(tg_png_unfilter(to[1], from + 1 + len, to[0], len, size));
	CHECK(memcmp(to[0], wanted[0], len) == 0 && memcmp(to[1], wanted[1], len) == 0);
	memset(to, 0xa5, sizeof(to));
	CHECK(tg_png_unfilter_two(to[0], to[1], from, above, len, size));
	CHECK(memcmp(to[0], wanted[0], len) == 0 && memcmp(to[1], wanted[1], len) == 0);
}

/* Every left, above and corner: of rows of two pixels, the first one is what is left of the second. */
static void
check_neighbours(void)
{
	uint8_t from[9 + TG_PNG_UNFILTER_PADDING] = {4}, above[8 + TG_PNG_UNFILTER_PADDING] = {0};
	uint8_t wanted[8] = {0}, to[8 + TG_PNG_UNFILTER_PADDING];
	unsigned n_wrong = 0;

	for (unsigned corner = 0; corner < 256; corner++)
		for (unsigned up = 0; up < 256; up++)
			for (unsigned left = 0; left < 256; left += 4) {
				for (unsigned c = 0; c < 4; c++) {
					above[c] = (uint8_t)corner;
					above[4 + c] = (uint8_t)up;
					from[1 + c] = (uint8_t)(left + c - corner);
				}
				reference(wanted, from, above, 8, 4);
				tg_png_unfilter(to, from, above, 8, 4);
				n_wrong += memcmp(to, wanted, 8) != 0;
			}
	CHECK(n_wrong == 0);
}

int
main(void)
{
	uint8_t row[1 + 3 + TG_PNG_UNFILTER_PADDING] = {5}, above[3 + TG_PNG_UNFILTER_PADDING] = {0}, to[sizeof(row)];

	for (size_t size = 1; size <= 8; size++)
		for (size_t width = 1; width <= LEN_MAX / size; width += 1 + width / 8)
			for (unsigned types = 0; types < 25; types++)
				for (unsigned noise = 0; noise <= 8; noise += 2)
					check_rows(width, size, types / 5, types % 5, noise);
	check_neighbours();
	for (unsigned type = 5; type < 256; type++) {
		row[0] = (uint8_t)type;
		CHECK(!tg_png_unfilter(to, row, above, 3, 3));
	}
	return report("png_unfilter");
}
