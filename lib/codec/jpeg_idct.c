/*
 * The inverse DCT of four points, down the columns and along the rows. With
 * c(k) for cos(k pi / 8) its weights, times sqrt(8), are 1 and c(4) sqrt(2) = 1
 * for the even coefficients, sqrt(2) c(1) and sqrt(2) c(3) for the odd ones.
 */
#include "codec/jpeg_idct.h"

#define BITS 11 /* fraction bits of the weights */
#define C1 2676 /* sqrt(2) cos(pi / 8) */
#define C3 1108 /* sqrt(2) cos(3 pi / 8) */

/* Two fraction bits are kept between the passes, BITS - 2 shifted out. */
#define KEPT 2

/* Beyond this a dequantized coefficient is no picture's, and sums might overflow. */
#define LIMIT 8191

static const uint8_t zigzag[4][4] = {{0, 1, 5, 6}, {2, 4, 7, 13}, {3, 8, 12, 17}, {9, 11, 18, 24}};

/* Four samples, with BITS more fraction bits, of four coefficients. */
static inline void
transform(const int c[4], int out[4])
{
	int even0 = (c[0] + c[2]) * (1 << BITS), even1 = (c[0] - c[2]) * (1 << BITS);
	int odd0 = c[1] * C1 + c[3] * C3, odd1 = c[1] * C3 - c[3] * C1;

	out[0] = even0 + odd0;
	out[1] = even1 + odd1;
	out[2] = even1 - odd1;
	out[3] = even0 - odd0;
}

static inline int
scale(int coefficient, int step)
{
	int c = coefficient * step;

	return c < -LIMIT ? -LIMIT : c > LIMIT ? LIMIT : c;
}

void
tg_jpeg_idct_4x4(const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride)
{
	int rows[4][4];

	for (unsigned x = 0; x < 4; x++) {
		int column[4], out[4];

		for (unsigned y = 0; y < 4; y++)
			column[y] = scale(coefficients[zigzag[y][x]], quant[zigzag[y][x]]);
		transform(column, out);
		for (unsigned y = 0; y < 4; y++)
			rows[y][x] = (out[y] + (1 << (BITS - KEPT - 1))) >> (BITS - KEPT);
	}
	for (unsigned y = 0; y < 4; y++) {
		int out[4];

		rows[y][0] += ((128 << 3) + 4) * (1 << KEPT);
		transform(rows[y], out);
		for (unsigned x = 0; x < 4; x++)
			samples[y * stride + x] = tg_jpeg_idct_clip(out[x] >> (BITS + KEPT + 3));
	}
}
