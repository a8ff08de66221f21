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

#ifdef TG_PROCESSOR_X86_64

/* Eight numbers of 16 bits. One by one: where they were stored one by one just now, loads of several would have to wait. */
static inline __m128i
collect(const void *numbers, const uint8_t *at)
{
	const uint16_t *n = numbers;
	__m128i all = _mm_cvtsi32_si128(n[at[0]]);

	all = _mm_insert_epi16(all, n[at[1]], 1);
	all = _mm_insert_epi16(all, n[at[2]], 2);
	all = _mm_insert_epi16(all, n[at[3]], 3);
	all = _mm_insert_epi16(all, n[at[4]], 4);
	all = _mm_insert_epi16(all, n[at[5]], 5);
	all = _mm_insert_epi16(all, n[at[6]], 6);
	return _mm_insert_epi16(all, n[at[7]], 7);
}

/* Of each coefficient that AT says its product with the step, in two vectors. */
static inline void
scale(lanes *v, const int16_t *coefficients, const uint16_t *quant, const uint8_t *at)
{
	__m128i both = _mm_mullo_epi16(collect(coefficients, at), collect(quant, at));

	v[0] = _mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpacklo_epi16(both, both), 16));
	v[1] = _mm_cvtepi32_ps(_mm_srai_epi32(_mm_unpackhi_epi16(both, both), 16));
}

static inline void
transpose(lanes *v)
{
	_MM_TRANSPOSE4_PS(v[0], v[1], v[2], v[3]);
}

static inline __m128i
finish_two(lanes first, lanes second)
{
	return _mm_packs_epi32(_mm_cvttps_epi32(first * 0.125f + 128.5f), _mm_cvttps_epi32(second * 0.125f + 128.5f));
}

/* Four rows of eight times a sample, less 128, to samples. */
static inline void
finish(uint8_t *samples, size_t stride, const lanes *v)
{
	__m128i rows = _mm_packus_epi16(finish_two(v[0], v[1]), finish_two(v[2], v[3]));

	for (unsigned y = 0; y < 4; y++, samples += stride) {
		int row = _mm_cvtsi128_si32(rows);

		memcpy(samples, &row, sizeof(row));
		rows = _mm_shuffle_epi32(rows, _MM_SHUFFLE(0, 3, 2, 1));
	}
}

#else

static inline void
scale(lanes *v, const int16_t *coefficients, const uint16_t *quant, const uint8_t *at)
{
	for (unsigned i = 0; i < 8; i++)
		v[i / 4][i % 4] = (int16_t)(coefficients[at[i]] * quant[at[i]]);
}

static inline void
transpose(lanes *v)
{
	lanes old[4] = {v[0], v[1], v[2], v[3]};

	for (unsigned y = 0; y < 4; y++)
		v[y] = (lanes){old[0][y], old[1][y], old[2][y], old[3][y]};
}

static inline void
finish(uint8_t *samples, size_t stride, const lanes *v)
{
	for (unsigned y = 0; y < 4; y++, samples += stride) {
		lanes row = v[y] * 0.125f + 128.5f;

		for (unsigned x = 0; x < 4; x++)
			samples[x] = tg_jpeg_idct_clip((int)row[x]);
	}
}

#endif

void
tg_jpeg_idct_4x4(const int16_t *coefficients, const uint16_t *quant, uint8_t *samples, size_t stride)
{
	static const uint8_t columns[16] = {0, 2, 3, 9, 1, 4, 8, 11, 5, 7, 12, 18, 6, 13, 17, 24};
	lanes v[4];

	scale(v, coefficients, quant, columns);
	scale(v + 2, coefficients, quant, columns + 8);
	transform(v);
	transpose(v);
	transform(v);
	finish(samples, stride, v);
}
