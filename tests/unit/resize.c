/*
 * Shrinking against a reference in double precision, and what must hold of
 * any filter: a constant stays, a mirrored picture gives the mirrored result,
 * an opaque picture is the same with and without its alpha.
 */
#include "image/resize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "image/resize_pass.h"

struct source {
	struct tg_resize_plan plan;
	uint8_t *samples;
};

static uint32_t
next_random(void)
{
	static uint32_t state = 12345;

	state = state * 1664525 + 1013904223;
	return state >> 8;
}

/* Blobs and noise; BIAS pushes samples into saturation. */
static struct source
make(uint32_t width, uint32_t height, uint32_t to_width, uint32_t to_height, unsigned n_channels, bool alpha)
{
	struct source source = {
		.plan = {
			.grid = {width, height}, .extent_width = width, .extent_height = height,
			.target = {to_width, to_height}, .n_channels = n_channels, .alpha = alpha,
		},
		.samples = malloc((size_t)width * height * n_channels),
	};

	for (size_t i = 0; i < (size_t)width * height * n_channels; i++) {
		double x = (double)(i / n_channels % width) / width, y = (double)(i / n_channels / width) / height;
		double value = 128 + 120 * sin(9 * x + (double)(i % n_channels)) * cos(7 * y) + next_random() % 80 - 40.0;

		source.samples[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
	}
	return source;
}

static struct tg_image
shrink(const struct source *source, uint32_t n_rows)
{
	struct tg_resize *resize;
	struct tg_image image = {0};

	if (tg_resize_open(&resize, &source->plan, NULL) < 0)
		exit(1);
	for (uint32_t y = 0; y < n_rows; y++)
		tg_resize_row(resize, source->samples + (size_t)y * source->plan.grid.width * source->plan.n_channels);
	tg_resize_finish(resize, &image);
	tg_resize_free(resize);
	return image;
}

static double
lanczos(double x)
{
	x = fabs(x);
	return x < 1e-9 ? 1 : x >= 3 ? 0 : 3 * sin(M_PI * x) * sin(M_PI * x / 3) / (M_PI * M_PI * x * x);
}

/* Weights of target sample I, normalised, for N_SOURCE samples. */
static void
weigh(double *weights, uint32_t n_source, double extent, uint32_t n_target, uint32_t i)
{
	double step = extent / n_target, scale = step > 1 ? step : 1, sum = 0;

	for (uint32_t k = 0; k < n_source; k++) {
		weights[k] = lanczos((k + 0.5 - (i + 0.5) * step) / scale) * fmin(1, extent - k);
		sum += weights[k];
	}
	for (uint32_t k = 0; k < n_source; k++)
		weights[k] /= sum;
}

/* One target sample in double precision, premultiplied and unclipped where there is alpha. */
static double
reference(const struct source *source, unsigned channel, const double *across, const double *down)
{
	const struct tg_resize_plan *plan = &source->plan;
	double sum = 0;

	for (uint32_t v = 0; v < plan->grid.height; v++) {
		double row = 0;

		if (down[v] == 0)
			continue;
		for (uint32_t u = 0; u < plan->grid.width; u++) {
			const uint8_t *pixel = source->samples + ((size_t)v * plan->grid.width + u) * plan->n_channels;
			unsigned last = plan->n_channels - 1;

			row += across[u] * pixel[channel] * (plan->alpha && channel != last ? pixel[last] / 255.0 : 1);
		}
		sum += down[v] * row;
	}
	return sum;
}

static void
check_reference(struct source source)
{
	const struct tg_resize_plan *plan = &source.plan;
	struct tg_image image = shrink(&source, plan->grid.height);
	double *across = malloc(plan->grid.width * sizeof(double)), *down = malloc(plan->grid.height * sizeof(double));
	double worst = 0;

	for (uint32_t y = 0; y < plan->target.height; y++) {
		weigh(down, plan->grid.height, plan->extent_height, plan->target.height, y);
		for (uint32_t x = 0; x < plan->target.width; x++) {
			const uint8_t *pixel = image.data + y * image.stride + x * image.n_channels;
			double alpha = 255;

			weigh(across, plan->grid.width, plan->extent_width, plan->target.width, x);
			if (plan->alpha)
				alpha = fmin(255, reference(&source, plan->n_channels - 1, across, down));
			for (unsigned c = 0; c < plan->n_channels; c++) {
				double wanted = reference(&source, c, across, down);

				if (plan->alpha && c != plan->n_channels - 1)
					wanted *= 255 / fmax(alpha, 1);
				/* Where alpha is small a colour has few bits. */
				if (alpha < 32 && c != plan->n_channels - 1)
					continue;
				worst = fmax(worst, fabs(fmin(255, fmax(0, wanted)) - pixel[c]));
			}
		}
	}
	CHECK(worst <= 1);
	if (worst > 1)
		printf("  %ux%u to %ux%u, %u channels: off by %.2f\n", plan->grid.width, plan->grid.height,
		       plan->target.width, plan->target.height, plan->n_channels, worst);
	tg_image_free(&image);
	free(across);
	free(down);
	free(source.samples);
}

/* Each sample with each alpha, times that, to 6 fraction bits: exactly. */
static void
check_premultiplied(unsigned n_channels)
{
	uint8_t rows[2][TG_RESIZE_PASS_SAMPLES];
	int16_t pair[TG_RESIZE_PASS_PAIR];
	unsigned n_wrong = 0;

	for (unsigned alpha = 0; alpha < 256; alpha++)
		for (unsigned first = 0; first < 256; first += TG_RESIZE_PASS_SAMPLES / n_channels) {
			for (unsigned i = 0; i < TG_RESIZE_PASS_SAMPLES; i++) {
				bool is_alpha = i % n_channels == n_channels - 1;
				unsigned sample = first + i / n_channels + 85 * (i % n_channels);

				rows[0][i] = (uint8_t)(is_alpha ? alpha : sample);
				rows[1][i] = (uint8_t)(is_alpha ? alpha + i : 255 - sample);
			}
			tg_resize_pass()->join_alpha(pair, rows[0], rows[1], n_channels);
			for (unsigned i = 0; i < TG_RESIZE_PASS_PAIR; i++) {
				const uint8_t *row = rows[i % 2];
				unsigned at = i / 2, last = at - at % n_channels + n_channels - 1;

				n_wrong += pair[i] != (at == last ? row[at] * 64 : (row[at] * 64 * row[last] + 127) / 255);
			}
		}
	CHECK(n_wrong == 0);
}

/* The mean squared error of shrinking SOURCE's means of 8 by 8 from shrinking SOURCE itself. */
static double
error_of_means(const struct source *source, unsigned n_averaged)
{
	uint32_t width = source->plan.grid.width, height = source->plan.grid.height;
	struct source means = make(width / 8, height / 8, source->plan.target.width, source->plan.target.height, 1, false);
	struct tg_image ideal = shrink(source, height), image;
	double sum = 0;

	means.plan.n_averaged = n_averaged;
	for (uint32_t y = 0; y < height / 8; y++)
		for (uint32_t x = 0; x < width / 8; x++) {
			unsigned total = 32;

			for (unsigned i = 0; i < 64; i++)
				total += source->samples[(size_t)(8 * y + i / 8) * width + 8 * x + i % 8];
			means.samples[y * (width / 8) + x] = (uint8_t)(total / 64);
		}
	image = shrink(&means, height / 8);
	for (size_t i = 0; i < image.stride * image.size.height; i++)
		sum += (image.data[i] - ideal.data[i]) * (image.data[i] - ideal.data[i]);
	tg_image_free(&image);
	tg_image_free(&ideal);
	free(means.samples);
	return sum;
}

/* Of a picture with detail, averaged before, the result is nearer to that of the picture itself. */
static void
check_averaged(void)
{
	struct source source = make(1600, 1200, 80, 60, 1, false);

	for (size_t i = 0; i < 1600 * 1200; i++) {
		double x = (double)(i % 1600), y = (double)(i / 1600);

		source.samples[i] = (uint8_t)(128 + 50 * sin(x / 9 + y / 40) + 40 * cos(y / 11 - x / 70));
	}
	CHECK(error_of_means(&source, 8) < error_of_means(&source, 1) / 4);
	free(source.samples);
}

static void
check_constant(uint32_t width, uint32_t height, uint32_t to_width, uint32_t to_height, uint8_t value)
{
	struct source source = make(width, height, to_width, to_height, 3, false);
	size_t wrong = 0;

	memset(source.samples, value, (size_t)width * height * 3);
	struct tg_image image = shrink(&source, height);
	for (size_t i = 0; i < image.stride * to_height; i++)
		wrong += image.data[i] != value;
	CHECK(wrong == 0);
	CHECK(image.size.width == to_width && image.size.height == to_height);
	tg_image_free(&image);
	free(source.samples);
}

static void
mirror(struct source *source)
{
	size_t n = (size_t)source->plan.grid.width * source->plan.grid.height;

	for (size_t i = 0; i < n / 2; i++) {
		uint8_t t = source->samples[i];

		source->samples[i] = source->samples[n - 1 - i];
		source->samples[n - 1 - i] = t;
	}
}

/* Turned by 180 degrees; the carried rounding runs one way, so a level of difference is allowed. */
static void
check_mirror(void)
{
	struct source source = make(301, 199, 37, 25, 1, false);
	struct tg_image image = shrink(&source, 199);
	int worst = 0;

	mirror(&source);
	struct tg_image turned = shrink(&source, 199);
	for (int i = 0; i < 37 * 25; i++) {
		int difference = abs(image.data[i] - turned.data[37 * 25 - 1 - i]);

		worst = difference > worst ? difference : worst;
	}
	CHECK(worst <= 1);
	tg_image_free(&image);
	tg_image_free(&turned);
	free(source.samples);
}

static void
check_opaque(void)
{
	struct source rgba = make(160, 90, 33, 19, 4, true), rgb = make(160, 90, 33, 19, 3, false);
	size_t wrong = 0;

	for (size_t i = 0; i < 160 * 90; i++) {
		rgba.samples[4 * i + 3] = 255;
		memcpy(rgb.samples + 3 * i, rgba.samples + 4 * i, 3);
	}
	struct tg_image with = shrink(&rgba, 90), without = shrink(&rgb, 90);
	for (size_t i = 0; i < 33 * 19; i++)
		wrong += memcmp(with.data + 4 * i, without.data + 3 * i, 3) != 0 || with.data[4 * i + 3] != 255;
	CHECK(wrong == 0);
	tg_image_free(&with);
	tg_image_free(&without);
	free(rgba.samples);
	free(rgb.samples);
}

/* A target of the same size is a copy, even of colours under no alpha. */
static void
check_copy(void)
{
	struct source source = make(61, 43, 61, 43, 4, true);
	struct tg_image image = shrink(&source, 43);

	CHECK(memcmp(image.data, source.samples, 61 * 43 * 4) == 0);
	tg_image_free(&image);
	free(source.samples);
}

/* Rows that never come are black, and the rows far above them do not change. */
static void
check_missing_rows(void)
{
	struct source source = make(120, 400, 30, 100, 3, false);
	struct tg_image whole = shrink(&source, 400), half = shrink(&source, 200), none = shrink(&source, 0);

	CHECK(memcmp(whole.data, half.data, 46 * whole.stride) == 0);
	for (size_t i = 54 * half.stride; i < 100 * half.stride; i++)
		CHECK(half.data[i] == 0);
	for (size_t i = 0; i < 100 * none.stride; i++)
		CHECK(none.data[i] == 0);
	tg_image_free(&whole);
	tg_image_free(&half);
	tg_image_free(&none);
	free(source.samples);
}

/* In linear light a fine pattern of black and white becomes the grey of half the light, 188. */
static void
check_linear(void)
{
	struct source source = make(128, 128, 16, 16, 3, false);
	struct tg_image image;

	source.plan.linear = true;
	for (size_t i = 0; i < 128 * 128; i++)
		memset(source.samples + 3 * i, (i + i / 128) % 2 ? 255 : 0, 3);
	image = shrink(&source, 128);
	for (size_t i = 0; i < image.stride * 16; i++)
		CHECK(abs(image.data[i] - 188) <= 1);
	tg_image_free(&image);
	for (int value = 0; value < 256; value++) {
		memset(source.samples, value, 128 * 128 * 3);
		image = shrink(&source, 128);
		CHECK(image.data[0] == value && image.data[400] == value);
		tg_image_free(&image);
	}
	free(source.samples);

	/* The same under an alpha of one half. */
	source = make(128, 128, 16, 16, 4, true);
	source.plan.linear = true;
	for (size_t i = 0; i < 128 * 128; i++) {
		memset(source.samples + 4 * i, (i + i / 128) % 2 ? 255 : 0, 3);
		source.samples[4 * i + 3] = 128;
	}
	image = shrink(&source, 128);
	for (size_t i = 0; i < 16 * 16; i++)
		CHECK(abs(image.data[4 * i] - 188) <= 1 && image.data[4 * i + 3] == 128);
	tg_image_free(&image);
	free(source.samples);
}

int
main(void)
{
	check_reference(make(100, 75, 20, 15, 3, false));
	check_reference(make(101, 77, 99, 75, 1, false));
	check_reference(make(101, 77, 101, 20, 3, false));
	check_reference(make(101, 77, 20, 77, 3, false));
	check_reference(make(400, 300, 7, 5, 4, false));
	check_reference(make(150, 110, 40, 29, 2, true));
	check_reference(make(150, 110, 40, 29, 4, true));
	check_premultiplied(2);
	check_premultiplied(4);
	check_reference(make(5000, 4, 20, 1, 1, false));
	check_reference(make(4, 5000, 1, 20, 3, false));
	check_reference(make(3, 3, 1, 1, 3, false));
	struct source fractional = make(126, 94, 25, 19, 1, false);
	fractional.plan.extent_width = 125.125;
	fractional.plan.extent_height = 93.5;
	check_reference(fractional);
	for (unsigned value = 0; value < 256; value += 51) {
		check_constant(203, 155, 41, 31, (uint8_t)value);
		check_constant(65500, 4, 200, 1, (uint8_t)value);
		check_constant(4, 65500, 1, 200, (uint8_t)value);
		check_constant(1, 1, 1, 1, (uint8_t)value);
		check_constant(7, 1, 3, 1, (uint8_t)value);
	}
	check_averaged();
	check_mirror();
	check_opaque();
	check_copy();
	check_missing_rows();
	check_linear();
	return report("resize");
}
