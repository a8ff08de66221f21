/*
 * Shrinking rows that a decoder would give, in milliseconds of CPU time:
 *
 *     resize ROUNDS
 *
 * Writes the time for each megapixel of a planar picture of three channels, the fastest round. A build
 * with CPPFLAGS=-DTG_PLAIN tells what the loops take without vectors.
 */
#include "image/resize.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/fault.h"
#include "image/image.h"

#include "stage.h"

#define WIDTH 1500
#define HEIGHT 1000

static double
time_one(const uint8_t *rows)
{
	const struct tg_resize_plan plan = {
		.grid = { WIDTH, HEIGHT },
		.extent_width = WIDTH,
		.extent_height = HEIGHT,
		.n_averaged = 4,
		.target = { 200, 133 },
		.n_channels = 3,
		.planar = true,
	};
	struct tg_resize *resize;
	struct tg_image image;
	struct tg_fault why;
	double start = now();

	if (tg_resize_open(&resize, &plan, &why))
		abort();
	for (uint32_t y = 0; y < HEIGHT; y++)
		tg_resize_row(resize, rows + y % 64 * 3 * WIDTH);
	tg_resize_finish(resize, &image);
	tg_resize_free(resize);
	double took = now() - start;
	tg_image_free(&image);
	return took;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 0;
	uint8_t *rows = malloc((size_t)64 * 3 * WIDTH);
	double best = 1e9;

	if (rounds < 1 || !rows) {
		fprintf(stderr, "usage: resize ROUNDS\n");
		return 2;
	}
	for (size_t i = 0; i < (size_t)64 * 3 * WIDTH; i++)
		rows[i] = (uint8_t)(i * i >> 7);
	for (int round = 0; round < rounds; round++)
		best = less(time_one(rows), best);
	free(rows);
	printf("%.3f\n", best / (WIDTH * HEIGHT / 1e6));
	return 0;
}
