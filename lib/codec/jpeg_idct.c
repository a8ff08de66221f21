/*
 * The inverse DCT of four points, done on the four columns at once and then, transposed, on
 * the rows. Its weights, times sqrt(8), are 1 for the even coefficients, and sqrt(2) cos(pi / 8) and
 * sqrt(2) cos(3 pi / 8) for the odd ones. It is done in float: all of its operations are
 * IEEE 754's basic ones, which round in one way everywhere.
 */
#include "codec/jpeg_idct.h"

#include <string.h>

#include "base/processor.h"

#ifdef TG_PROCESSOR_X86_64
#include <emmintrin.h>
#endif

#define C1 1.30656296f
#define C3 0.541196100f

typedef float lanes __attribute__((vector_size(16)));
typedef int ints __attribute__((vector_size(16)));

static inline void
transform(lanes *v)
{
	lanes even0 = v[0] + v[2], even1 = v[0] - v[2];
	lanes odd0 = v[1] * C1 + v[3] * C3, odd1 = v[1] * C3 - v[3] * C1;

	v[0] = even0 + odd0;
	v[1] = even1 + odd1;
	v[2] = even1 - odd1;
	v[3] = even0 - odd0;
}

/* The first 25 coefficients times their steps, as 16 bits hold it: those of a picture, if not all that a file may say. */
static inline void
scale(int16_t *restrict products, const int16_t *restrict coefficients, const uint16_t *restrict quant)
{
	for (unsigned i = 0; i < 24; i++)
		products[i] = (int16_t)(coefficients[i] * quant[i]);
	products[24] = (int16_t)(coefficients[24] * quant[24]);
}

#ifdef TG_PROCESSOR_X86_64

/* What AT says of the products, to two vectors. */
static inline void
gather(lanes *v, const int16_t *p, const uint8_t *at)
{
	__m128i both = _mm_cvtsi32_si128(p[at[0]]);

	both = _mm_insert_epi16(both, p[at[1]], 1);
	both = _mm_insert_epi16(both, p[at[2]], 2);
	both = _mm_insert_epi16(both, p[at[3]], 3);
	both = _mm_insert_epi16(both, p[at[4]], 4);
	both = _mm_insert_epi16(both, p[at[5]], 5);
	both = _mm_insert_epi16(both, p[at[6]], 6);
	both = _mm_insert_epi16(both, p[at[7]], 7);
	v[0] = _mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpacklo_epi16(both, both), 16));
	v[1] = _mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpackhi_epi16(both, both), 16));
}

static inline void
transpose(lanes *v)
{
	_MM_TRANSPOSE4_PS(v[0], v[1], v[2], v[3]);
}

/* Four rows of eight times a sample, less 128, to samples. */
static inline void
finish(uint8_t samples[16], const lanes *v)
{
	__m128i whole[4];

	for (unsigned y = 0; y < 4; y++)
		whole[y] = _mm_cvttps_epi32(v[y] * 0.125f + 128.5f);
	_mm_storeu_si128((__m128i *)samples, _mm_packus_epi16(_mm_packs_epi32(whole[0], whole[1]),
	                                                      _mm_packs_epi32(whole[2], whole[3])));
}

#else

static inline void
gather(lanes *v, const int16_t *p, const uint8_t *at)
{
	for (unsigned i = 0; i < 2; i++, at += 4)
		v[i] = __builtin_convertvector(((ints){p[at[0]], p[at[1]], p[at[2]], p[at[3]]}), lanes);
}

static inline void
transpose(lanes *v)
{
	lanes old[4] = {v[0], v[1], v[2], v[3]};

	for (unsigned y = 0; y < 4; y++)
		v[y] = (lanes){old[0][y], old[1][y], old[2][y], old[3][y]};
}

static inline void
finish(uint8_t samples[16], const lanes *v)
{
	for (unsigned y = 0; y < 4; y++) {
		lanes row = v[y] * 0.125f + 128.5f;

		for (unsigned x = 0; x < 4; x++)
			samples[4 * y + x] = tg_jpeg_idct_clip((int)row[x]);
	}
}

#endif

void
tg_jpeg_idct_4x4(const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride)
{
	static const uint8_t columns[16] = {0, 2, 3, 9, 1, 4, 8, 11, 5, 7, 12, 18, 6, 13, 17, 24};
	int16_t products[25];
	uint8_t done[16];
	lanes v[4];

	scale(products, coefficients, quant);
	gather(v, products, columns);
	gather(v + 2, products, columns + 8);
	transform(v);
	transpose(v);
	transform(v);
	finish(done, v);
	for (unsigned y = 0; y < 4; y++)
		memcpy(samples + y * stride, done + (size_t)4 * y, 4);
}
