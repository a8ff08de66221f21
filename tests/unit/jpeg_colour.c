/*
 * Planes to rows of RGB, against JFIF's formulas in double precision, at every
 * width about the vectors' length and for repeated samples; and a planar row
 * through the filter against an interleaved one.
 */
#include "codec/jpeg_colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "image/resize.h"

static uint32_t
noise(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static int
clip(double v)
{
	return v < 0 ? 0 : v > 255 ? 255 : (int)floor(v + 0.5);
}

/* Planes of WIDTH x 3 of which chroma has 1 sample for ACROSS x DOWN of luma's. */
static void
check_row(uint32_t width, unsigned across, unsigned down, enum tg_jpeg_colour colour, unsigned *n_off)
{
	struct tg_jpeg_planes p = {.grid_width = width, .grid_height = 3, .n_planes = 3, .colour = colour};
	uint32_t state = width;
	uint8_t *row;

	for (unsigned i = 0; i < 3; i++) {
		struct tg_jpeg_plane *plane = &p.planes[i];

		plane->repeat_across = i ? across : 1;
		plane->repeat_down = i ? down : 1;
		plane->stride = plane->width = (width + plane->repeat_across - 1) / plane->repeat_across;
		plane->samples = malloc(plane->stride * 3);
		for (size_t s = 0; s < plane->stride * 3; s++)
			plane->samples[s] = (uint8_t)noise(&state);
	}
	row = malloc(tg_jpeg_colour_size(&p));
	for (uint32_t y = 0; y < 3; y++) {
		tg_jpeg_colour_row(&p, y, row);
		for (uint32_t x = 0; x < width; x++) {
			int s[3], want[3];

			for (unsigned i = 0; i < 3; i++)
				s[i] = p.planes[i].samples[y / p.planes[i].repeat_down * p.planes[i].stride +
				                           x / p.planes[i].repeat_across];
			want[0] = clip(s[0] + 1.402 * (s[2] - 128));
			want[1] = clip(s[0] - 0.344136 * (s[1] - 128) - 0.714136 * (s[2] - 128));
			want[2] = clip(s[0] + 1.772 * (s[1] - 128));
			for (unsigned c = 0; c < 3; c++) {
				int off = abs(row[c * width + x] - (colour == TG_JPEG_YCBCR ? want[c] : s[c]));

				CHECK(off <= (colour == TG_JPEG_YCBCR));
				*n_off += off != 0;
			}
		}
	}
	free(row);
	tg_jpeg_planes_free(&p);
}

static void
check_planar(struct tg_size target)
{
	struct tg_resize_plan plan = {
		.grid = {40, 30}, .extent_width = 39.5, .extent_height = 30, .target = target, .n_channels = 3,
	};
	struct tg_resize *one = NULL, *other = NULL;
	struct tg_image a, b;
	uint32_t state = 5;

	CHECK(tg_resize_open(&one, &plan, NULL) == 0);
	plan.planar = true;
	CHECK(tg_resize_open(&other, &plan, NULL) == 0);
	for (unsigned y = 0; y < 30; y++) {
		uint8_t row[120], planar[120];

		for (unsigned i = 0; i < 120; i++)
			planar[i % 3 * 40 + i / 3] = row[i] = (uint8_t)noise(&state);
		tg_resize_row(one, row);
		tg_resize_row(other, planar);
	}
	tg_resize_finish(one, &a);
	tg_resize_finish(other, &b);
	CHECK(a.stride == b.stride && memcmp(a.data, b.data, a.stride * target.height) == 0);
	tg_image_free(&a);
	tg_image_free(&b);
	tg_resize_free(one);
	tg_resize_free(other);
}

int
main(void)
{
	unsigned n_off = 0;

	for (uint32_t width = 1; width < 40; width++) {
		check_row(width, 1, 1, TG_JPEG_YCBCR, &n_off);
		check_row(width, 2, 1, TG_JPEG_YCBCR, &n_off);
		check_row(width, 2, 2, TG_JPEG_YCBCR, &n_off);
		check_row(width, 4, 3, TG_JPEG_RGB, &n_off);
	}
	/* Of 21,060 converted samples, those whose exact value is near a half. */
	CHECK(n_off < 1000);
	check_planar((struct tg_size){7, 5});
	check_planar((struct tg_size){40, 30});
	return report("jpeg_colour");
}
