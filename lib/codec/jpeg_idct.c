/*
 * The inverse DCT of four points, down the columns and along the rows. Its
 * weights, times sqrt(8), are 1 for the even coefficients, and sqrt(2) cos(pi / 8) and
 * sqrt(2) cos(3 pi / 8) for the odd ones. It is done in float, four lanes at once: all of its
 * operations are IEEE 754's basic ones, which round in one way everywhere.
 */
#include "codec/jpeg_idct.h"

#include <string.h>

#define C1 1.30656296f
#define C3 0.541196100f

typedef float lanes __attribute__((vector_size(16)));
typedef int ints __attribute__((vector_size(16)));

static const uint8_t zigzag[4][4] = {{0, 1, 5, 6}, {2, 4, 7, 13}, {3, 8, 12, 17}, {9, 11, 18, 24}};

static inline lanes
load(const int16_t *coefficients, const uint16_t *quant, const uint8_t *at)
{
	ints c = {coefficients[at[0]] * quant[at[0]], coefficients[at[1]] * quant[at[1]],
	          coefficients[at[2]] * quant[at[2]], coefficients[at[3]] * quant[at[3]]};

	return __builtin_convertvector(c, lanes);
}

static inline void
store(uint8_t *samples, lanes row)
{
	static const lanes along[4] = {{1, 1, 1, 1}, {C1, C3, -C3, -C1}, {1, -1, -1, 1}, {C3, -C1, C1, -C3}};
	lanes sum = row[0] * along[0] + row[2] * along[2] + (row[1] * along[1] + row[3] * along[3]);
	ints whole = __builtin_convertvector(sum * 0.125f + 128.5f, ints);

	uint8_t bytes[4];

	whole &= whole > 0;
	whole = (whole | (whole > 255)) & 255;
	for (unsigned x = 0; x < 4; x++)
		bytes[x] = (uint8_t)whole[x];
	memcpy(samples, bytes, sizeof(bytes));
}

void
tg_jpeg_idct_4x4(const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride)
{
	lanes c0 = load(coefficients, quant, zigzag[0]), c1 = load(coefficients, quant, zigzag[1]);
	lanes c2 = load(coefficients, quant, zigzag[2]), c3 = load(coefficients, quant, zigzag[3]);
	lanes even0 = c0 + c2, even1 = c0 - c2;
	lanes odd0 = c1 * C1 + c3 * C3, odd1 = c1 * C3 - c3 * C1;

	store(samples, even0 + odd0);
	store(samples + stride, even1 + odd1);
	store(samples + 2 * stride, even1 - odd1);
	store(samples + 3 * stride, even0 - odd0);
}
