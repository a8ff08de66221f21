/*
 * Blocks of coefficients to blocks of fewer samples: of 8x8 coefficients only
 * the N x N lowest are used, in an inverse DCT of N points, for 2 x 2 without the
 * diagonal one, which a thumbnail does not show. Each component has a plane of its own size.
 */
#ifndef TG_CODEC_JPEG_IDCT_H
#define TG_CODEC_JPEG_IDCT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct tg_jpeg_plane {
	unsigned n;            /* samples along a block's side: 1, 2 or 4 */
	uint32_t width;         /* samples that are the picture's */
	uint32_t height;
	unsigned repeat_across; /* grid samples that one of these stands for */
	unsigned repeat_down;
	size_t stride;         /* bytes from row to row */
	uint8_t *samples;      /* whole MCUs: more than width and height say; owned */
};

/* The zigzag index of the last coefficient that N x N samples are made of. */
static inline unsigned
tg_jpeg_idct_last(unsigned n)
{
	return n == 1 ? 0 : n == 2 ? 2 : 24;
}

static inline uint8_t
tg_jpeg_idct_clip(int sample)
{
	return (uint8_t)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
}

/* N x N samples of a block that has no coefficient but the DC. */
static inline void
tg_jpeg_idct_flat(unsigned n, const int16_t *coefficients, const uint16_t *quant, uint8_t *samples,
                  size_t stride)
{
	uint8_t sample = tg_jpeg_idct_clip((coefficients[0] * quant[0] + (128 << 3) + 4) >> 3);

	for (unsigned y = 0; y < n; y++)
		memset(samples + y * stride, sample, n);
}

/* 4x4 samples of the coefficients in zigzag order and their quantization steps, which are up to 255. */
void tg_jpeg_idct_4x4(const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride);

/*
 * N x N samples. The DCT of two points has weights of sqrt(1/2) and -sqrt(1/2)
 * alone, so that with the 1/8 of the full one a sample is a sum of three
 * coefficients over 8.
 */
static inline void
tg_jpeg_idct(unsigned n, const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride)
{
	int dc = coefficients[0] * quant[0] + (128 << 3) + 4;

	if (n == 1) {
		samples[0] = tg_jpeg_idct_clip(dc >> 3);
	} else if (n == 2) {
		int x = coefficients[1] * quant[1], y = coefficients[2] * quant[2];
		int s00 = (dc + x + y) >> 3, s10 = (dc - x + y) >> 3;
		int s01 = (dc + x - y) >> 3, s11 = (dc - x - y) >> 3;

		if (__builtin_expect((s00 | s01 | s10 | s11) & ~255, 0)) {
			s00 = tg_jpeg_idct_clip(s00);
			s10 = tg_jpeg_idct_clip(s10);
			s01 = tg_jpeg_idct_clip(s01);
			s11 = tg_jpeg_idct_clip(s11);
		}
		samples[0] = (uint8_t)s00;
		samples[1] = (uint8_t)s10;
		samples[stride] = (uint8_t)s01;
		samples[stride + 1] = (uint8_t)s11;
	} else {
		tg_jpeg_idct_4x4(coefficients, quant, samples, stride);
	}
}

#endif
