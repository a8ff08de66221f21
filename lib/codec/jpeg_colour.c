/*
 * YCbCr to RGB, eight pixels at once. It is done before the picture is shrunk: many
 * a YCbCr is out of RGB's range, and its average with others is not the average of
 * what is seen of them.
 */
#include "codec/jpeg_colour.h"

#include <string.h>

#include "base/processor.h"

#ifdef TG_PROCESSOR_X86_64
#include <emmintrin.h>
#endif

#define LANES 8

typedef int16_t lanes __attribute__((vector_size(2 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(LANES)));

size_t
tg_jpeg_colour_size(const struct tg_jpeg_planes *p)
{
	return (size_t)p->grid_width * p->n_planes * 2;
}

/* A plane's row, its samples repeated to WIDTH: in the plane itself, or in SPACE. */
static const uint8_t *
spread(const struct tg_jpeg_plane *plane, uint32_t width, uint32_t y, uint8_t *space)
{
	const uint8_t *row = plane->samples + y / plane->repeat_down * plane->stride;
	unsigned n = plane->repeat_across;
	uint32_t x = 0, i = 0;

	if (n == 1)
		return row;
	/* So many at once that the compiler knows how many, and makes vectors of them. */
	for (; n == 2 && x + 2 * LANES <= width; x += 2 * LANES, i += LANES)
		for (unsigned k = 0; k < LANES; k++)
			space[x + 2 * k] = space[x + 2 * k + 1] = row[i + k];
	for (; x < width; i++)
		for (unsigned k = 0; k < n && x < width; k++)
			space[x++] = row[i];
	return space;
}

static inline lanes
load(const uint8_t *samples)
{
	bytes b;

	memcpy(&b, samples, sizeof(b));
	return __builtin_convertvector(b, lanes);
}

static inline void
store(uint8_t *samples, lanes v)
{
#ifdef TG_PROCESSOR_X86_64
	_mm_storel_epi64((__m128i *)samples, _mm_packus_epi16((__m128i)v, (__m128i)v));
#else
	bytes b;

	v &= v > 0;
	v = (v | (v > 255)) & 255;
	b = __builtin_convertvector(v, bytes);
	memcpy(samples, &b, sizeof(b));
#endif
}

/*
 * JFIF's formulas (ITU-T T.871), with factors of which 16 bits hold the products:
 * R = Y + Cr + 0.402 Cr, G = Y - Cr - 0.344136 Cb + 0.285864 Cr, B = Y + 2 Cb - 0.228 Cb.
 */
static inline void
convert(const uint8_t *const *planes, uint8_t *const *rgb, size_t x)
{
	lanes luma = load(planes[0] + x), blue = load(planes[1] + x) - 128, red = load(planes[2] + x) - 128;

	store(rgb[0] + x, luma + red + ((red * 206 + 256) >> 9));
	store(rgb[1] + x, luma - red + ((red * 73 - blue * 88 + 128) >> 8));
	store(rgb[2] + x, luma + 2 * blue - ((blue * 117 + 256) >> 9));
}

/* The last pixels are done together with some before them, for the second time; a row of a few in a copy. */
static void
convert_row(const uint8_t *const *planes, uint8_t *row, size_t width)
{
	uint8_t *rgb[3] = {row, row + width, row + 2 * width};
	uint8_t in[3][LANES] = {{0}}, out[3][LANES];

	if (width >= LANES) {
		for (size_t x = 0; x + LANES <= width; x += LANES)
			convert(planes, rgb, x);
		convert(planes, rgb, width - LANES);
		return;
	}
	for (unsigned c = 0; c < 3; c++)
		memcpy(in[c], planes[c], width);
	convert((const uint8_t *[]){in[0], in[1], in[2]}, (uint8_t *[]){out[0], out[1], out[2]}, 0);
	for (unsigned c = 0; c < 3; c++)
		memcpy(rgb[c], out[c], width);
}

void
tg_jpeg_colour_row(const struct tg_jpeg_planes *p, uint32_t y, uint8_t *row)
{
	const uint8_t *rows[TG_JPEG_MAX_COMPONENTS];
	uint8_t *space = row + (size_t)p->grid_width * p->n_planes;

	for (unsigned i = 0; i < p->n_planes; i++)
		rows[i] = spread(&p->planes[i], p->grid_width, y, space + (size_t)i * p->grid_width);
	if (p->colour == TG_JPEG_YCBCR) {
		convert_row(rows, row, p->grid_width);
		return;
	}
	for (unsigned i = 0; i < p->n_planes; i++)
		memcpy(row + (size_t)i * p->grid_width, rows[i], p->grid_width);
}
