/* Curves and a matrix, in fixed point. */
#include "image/shaper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/primaries.h"

#define MATRIX_BITS 16
#define GRID_STEP 15 /* between the samples at which a shaper is compared with the identity */

static void
convert_rgb(const struct tg_shaper *shaper, uint8_t *pixel)
{
	int64_t r = shaper->curves[0][pixel[0]], g = shaper->curves[1][pixel[1]], b = shaper->curves[2][pixel[2]];

	for (int i = 0; i < 3; i++) {
		const int32_t *row = shaper->matrix[i];
		int64_t light = row[0] * r + row[1] * g + row[2] * b + (1 << (MATRIX_BITS - 1));

		pixel[i] = tg_srgb_encode(&shaper->srgb, light >> MATRIX_BITS);
	}
}

static void
convert_grey(const struct tg_shaper *shaper, uint8_t *pixel)
{
	pixel[0] = tg_srgb_encode(&shaper->srgb, shaper->curves[0][pixel[0]]);
}

/* A curve's light in fixed point. What a strange profile may say beyond black and white is cut. */
static int32_t
fix(double light, double one, double limit)
{
	double fixed = light * one;

	if (!(fixed > -limit * one))
		return (int32_t)(-limit * one);
	return (int32_t)floor((fixed < limit * one ? fixed : limit * one) + 0.5);
}

static bool
is_identity(const struct tg_shaper *shaper)
{
	for (int r = 0; r < 256; r += GRID_STEP)
		for (int g = 0; g < 256; g += GRID_STEP)
			for (int b = 0; b < 256; b += GRID_STEP) {
				uint8_t pixel[3] = {(uint8_t)r, (uint8_t)g, (uint8_t)b};

				convert_rgb(shaper, pixel);
				if (abs(pixel[0] - r) > 1 || abs(pixel[1] - g) > 1 || abs(pixel[2] - b) > 1)
					return false;
			}
	return true;
}

void
tg_shaper_init(struct tg_shaper *shaper, double curves[3][256], const double to_xyz[3][3])
{
	double srgb_to_xyz[3][3], to_srgb[3][3], matrix[3][3];

	memset(shaper, 0, sizeof(*shaper));
	tg_srgb_init(&shaper->srgb);
	tg_primaries_to_xyz(&tg_primaries_srgb, srgb_to_xyz);
	tg_primaries_invert(srgb_to_xyz, to_srgb);
	tg_primaries_multiply(to_srgb, to_xyz, matrix);
	for (int i = 0; i < 3; i++) {
		for (int v = 0; v < 256; v++)
			shaper->curves[i][v] = fix(curves[i][v], TG_SRGB_ONE, 1);
		for (int j = 0; j < 3; j++)
			shaper->matrix[i][j] = fix(matrix[i][j], 1 << MATRIX_BITS, 100);
	}
	shaper->identity = is_identity(shaper);
}

void
tg_shaper_init_grey(struct tg_shaper *shaper, const double curve[256])
{
	memset(shaper, 0, sizeof(*shaper));
	tg_srgb_init(&shaper->srgb);
	shaper->identity = true;
	for (int v = 0; v < 256; v++) {
		uint8_t sample = (uint8_t)v;

		shaper->curves[0][v] = fix(curve[v], TG_SRGB_ONE, 1);
		convert_grey(shaper, &sample);
		if (abs(sample - v) > 1)
			shaper->identity = false;
	}
}

void
tg_shaper_curve(double curve[256], double gamma)
{
	for (int v = 0; v < 256; v++)
		curve[v] = gamma > 0 ? pow(v / 255.0, gamma) : tg_srgb_linear(v / 255.0);
}

void
tg_shaper_apply(const struct tg_shaper *shaper, struct tg_image *image)
{
	size_t n_pixels = (size_t)image->size.width * image->size.height;

	if (shaper->identity)
		return;
	for (size_t i = 0; i < n_pixels; i++) {
		uint8_t *pixel = image->data + i * image->n_channels;

		if (image->n_channels >= 3)
			convert_rgb(shaper, pixel);
		else
			convert_grey(shaper, pixel);
	}
}
