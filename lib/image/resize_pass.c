/*
 * The loops of both passes. x86-64 multiplies pairs of 16-bit numbers and adds the two
 * products in one instruction, which no compiler finds by itself in the vertical pass: hence
 * intrinsics, for SSE2, which every x86-64 has, and AVX2. Elsewhere plain C is as good: what other
 * processors have (NEON's multiplication by one number) is what compilers make of it.
 */
#include "image/resize_pass.h"

#include <string.h>

#include "base/processor.h"

#define N_SAMPLES TG_RESIZE_PASS_SAMPLES

static TG_PROCESSOR_INLINE void
round_sums(int16_t *restrict to, const int32_t *restrict sums, size_t n, unsigned bits)
{
	int32_t half = 1 << (bits - 1);

	for (size_t start = 0; start < n; start += N_SAMPLES)
		for (unsigned i = 0; i < N_SAMPLES; i++) {
			int32_t rounded = (sums[start + i] + half) >> bits;

			/* Near an edge it might not fit. */
			rounded = rounded > INT16_MAX ? INT16_MAX : rounded;
			to[start + i] = (int16_t)(rounded < INT16_MIN ? INT16_MIN : rounded);
		}
}

/*
 * Premultiplying to 6 fraction bits is (64 * m + 127) / 255 of the product m = sample *
 * alpha. With m = 255 * q + r that is 64 * q + (64 * r + 127) / 255, of which no part needs more than 16 bits; and
 * n / 255 is n * 32897 >> 23 for each n of 16 bits. An alpha is as if it were multiplied by 255.
 */
#define PART_OF_255 32897

/* Taps of SPAN, and the zero weights that pad them. */
static inline size_t
count_taps(const struct tg_kernel_span *span)
{
	return ((size_t)span->n_taps + TG_KERNEL_PADDING - 1) / TG_KERNEL_PADDING * TG_KERNEL_PADDING;
}

#ifdef TG_PROCESSOR_X86_64

#include <immintrin.h>

/* The weights of pair K, over and over. */
static inline int32_t
both(const struct tg_resize_pass_share *share, unsigned k)
{
	int32_t weights;

	memcpy(&weights, share->weights + 2 * (size_t)k, sizeof(weights));
	return weights;
}

static void
join_sse2(int16_t *pair, const uint8_t *a, const uint8_t *b)
{
	const __m128i zero = _mm_setzero_si128();

	for (unsigned i = 0; i < N_SAMPLES; i += 16, pair += 32) {
		__m128i of_a = _mm_loadu_si128((const __m128i *)(a + i)), of_b = _mm_loadu_si128((const __m128i *)(b + i));
		__m128i low = _mm_unpacklo_epi8(of_a, of_b), high = _mm_unpackhi_epi8(of_a, of_b);

		_mm_storeu_si128((__m128i *)pair, _mm_unpacklo_epi8(low, zero));
		_mm_storeu_si128((__m128i *)(pair + 8), _mm_unpackhi_epi8(low, zero));
		_mm_storeu_si128((__m128i *)(pair + 16), _mm_unpacklo_epi8(high, zero));
		_mm_storeu_si128((__m128i *)(pair + 24), _mm_unpackhi_epi8(high, zero));
	}
}

/* What each sample of whole pixels is to be multiplied by: its pixel's alpha, but 255 for an alpha. */
static inline __m128i
factors(__m128i pixels, unsigned pixel)
{
	__m128i alphas;

	if (pixel == 2)
		return _mm_or_si128(_mm_srli_epi16(pixels, 8), _mm_set1_epi16((int16_t)0xff00));
	alphas = _mm_srli_epi32(pixels, 24);
	alphas = _mm_or_si128(alphas, _mm_slli_epi32(alphas, 16));
	return _mm_or_si128(_mm_or_si128(alphas, _mm_slli_epi32(alphas, 8)), _mm_set1_epi32((int32_t)0xff000000));
}

static inline __m128i
premultiply_sse2(__m128i samples, __m128i by)
{
	const __m128i part = _mm_set1_epi16((int16_t)PART_OF_255);
	__m128i m = _mm_mullo_epi16(samples, by), q = _mm_srli_epi16(_mm_mulhi_epu16(m, part), 7);
	__m128i r = _mm_sub_epi16(m, _mm_mullo_epi16(q, _mm_set1_epi16(255)));
	__m128i rest = _mm_add_epi16(_mm_slli_epi16(r, 6), _mm_set1_epi16(127));

	return _mm_add_epi16(_mm_slli_epi16(q, 6), _mm_srli_epi16(_mm_mulhi_epu16(rest, part), 7));
}

static void
join_alpha_sse2(int16_t *pair, const uint8_t *a, const uint8_t *b, unsigned pixel)
{
	const __m128i zero = _mm_setzero_si128();

	for (unsigned i = 0; i < N_SAMPLES; i += 16, pair += 32) {
		__m128i of_a = _mm_loadu_si128((const __m128i *)(a + i)), of_b = _mm_loadu_si128((const __m128i *)(b + i));
		__m128i by_a = factors(of_a, pixel), by_b = factors(of_b, pixel);
		__m128i samples[] = {_mm_unpacklo_epi8(of_a, of_b), _mm_unpackhi_epi8(of_a, of_b)};
		__m128i by[] = {_mm_unpacklo_epi8(by_a, by_b), _mm_unpackhi_epi8(by_a, by_b)};

		for (unsigned j = 0; j < 2; j++) {
			__m128i *to = (__m128i *)(pair + (size_t)j * 16);

			_mm_storeu_si128(to, premultiply_sse2(_mm_unpacklo_epi8(samples[j], zero),
			                                      _mm_unpacklo_epi8(by[j], zero)));
			_mm_storeu_si128(to + 1, premultiply_sse2(_mm_unpackhi_epi8(samples[j], zero),
			                                          _mm_unpackhi_epi8(by[j], zero)));
		}
	}
}

static void
add_sse2(int32_t *sums, const int16_t *pairs, const struct tg_resize_pass_share *share)
{
	const __m128i *end = (const __m128i *)(pairs + (size_t)share->end * TG_RESIZE_PASS_PAIR);

	pairs += (size_t)share->first * TG_RESIZE_PASS_PAIR;
	for (unsigned i = 0; i < N_SAMPLES; i += 16, pairs += 32, end += 4) {
		__m128i *to = (__m128i *)(sums + i), s[4];
		unsigned k = share->first;

		for (unsigned j = 0; j < 4; j++)
			s[j] = share->fresh ? _mm_setzero_si128() : _mm_loadu_si128(to + j);
		for (const __m128i *from = (const __m128i *)pairs; from < end; from += TG_RESIZE_PASS_PAIR / 8, k++) {
			__m128i weights = _mm_set1_epi32(both(share, k));

			s[0] = _mm_add_epi32(s[0], _mm_madd_epi16(_mm_loadu_si128(from), weights));
			s[1] = _mm_add_epi32(s[1], _mm_madd_epi16(_mm_loadu_si128(from + 1), weights));
			s[2] = _mm_add_epi32(s[2], _mm_madd_epi16(_mm_loadu_si128(from + 2), weights));
			s[3] = _mm_add_epi32(s[3], _mm_madd_epi16(_mm_loadu_si128(from + 3), weights));
		}
		for (unsigned j = 0; j < 4; j++)
			_mm_storeu_si128(to + j, s[j]);
	}
}

static void
round_sse2(int16_t *to, const int32_t *sums, size_t n, unsigned bits)
{
	round_sums(to, sums, n, bits);
}

static inline int32_t
total(__m128i lanes)
{
	lanes = _mm_add_epi32(lanes, _mm_unpackhi_epi64(lanes, lanes));
	return _mm_cvtsi128_si32(_mm_add_epi32(lanes, _mm_shuffle_epi32(lanes, 1)));
}

static void
dots_sse2(int32_t *sums, const int16_t *planes, size_t stride, unsigned n_planes, const struct tg_kernel *kernel)
{
	for (uint32_t x = 0; x < kernel->n_target; x++) {
		const int16_t *weights = kernel->weights + x * kernel->stride, *row = planes + kernel->spans[x].first;
		size_t n = count_taps(&kernel->spans[x]);

		for (unsigned c = 0; c < n_planes; c++, row += stride) {
			__m128i sum = _mm_setzero_si128();

			for (size_t i = 0; i < n; i += 8)
				sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(row + i)),
				                                        _mm_loadu_si128((const __m128i *)(weights + i))));
			*sums++ = total(sum);
		}
	}
}

TG_PROCESSOR_AVX2 static void
join_avx2(int16_t *pair, const uint8_t *a, const uint8_t *b)
{
	for (unsigned i = 0; i < N_SAMPLES; i += 16, pair += 32) {
		__m128i of_a = _mm_loadu_si128((const __m128i *)(a + i)), of_b = _mm_loadu_si128((const __m128i *)(b + i));

		_mm256_storeu_si256((__m256i *)pair, _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(of_a, of_b)));
		_mm256_storeu_si256((__m256i *)(pair + 16), _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(of_a, of_b)));
	}
}

TG_PROCESSOR_AVX2 static inline __m256i
premultiply_avx2(__m128i samples, __m128i by)
{
	const __m256i part = _mm256_set1_epi16((int16_t)PART_OF_255);
	__m256i m = _mm256_mullo_epi16(_mm256_cvtepu8_epi16(samples), _mm256_cvtepu8_epi16(by));
	__m256i q = _mm256_srli_epi16(_mm256_mulhi_epu16(m, part), 7);
	__m256i r = _mm256_sub_epi16(m, _mm256_mullo_epi16(q, _mm256_set1_epi16(255)));
	__m256i rest = _mm256_add_epi16(_mm256_slli_epi16(r, 6), _mm256_set1_epi16(127));

	return _mm256_add_epi16(_mm256_slli_epi16(q, 6), _mm256_srli_epi16(_mm256_mulhi_epu16(rest, part), 7));
}

TG_PROCESSOR_AVX2 static void
join_alpha_avx2(int16_t *pair, const uint8_t *a, const uint8_t *b, unsigned pixel)
{
	for (unsigned i = 0; i < N_SAMPLES; i += 16, pair += 32) {
		__m128i of_a = _mm_loadu_si128((const __m128i *)(a + i)), of_b = _mm_loadu_si128((const __m128i *)(b + i));
		__m128i by_a = factors(of_a, pixel), by_b = factors(of_b, pixel);

		_mm256_storeu_si256((__m256i *)pair, premultiply_avx2(_mm_unpacklo_epi8(of_a, of_b),
		                                                      _mm_unpacklo_epi8(by_a, by_b)));
		_mm256_storeu_si256((__m256i *)(pair + 16), premultiply_avx2(_mm_unpackhi_epi8(of_a, of_b),
		                                                             _mm_unpackhi_epi8(by_a, by_b)));
	}
}

TG_PROCESSOR_AVX2 static void
add_avx2(int32_t *sums, const int16_t *pairs, const struct tg_resize_pass_share *share)
{
	const __m256i *end = (const __m256i *)(pairs + (size_t)share->end * TG_RESIZE_PASS_PAIR);

	pairs += (size_t)share->first * TG_RESIZE_PASS_PAIR;
	for (unsigned i = 0; i < N_SAMPLES; i += 32, pairs += 64, end += 4) {
		__m256i *to = (__m256i *)(sums + i), s[4];
		unsigned k = share->first;

		for (unsigned j = 0; j < 4; j++)
			s[j] = share->fresh ? _mm256_setzero_si256() : _mm256_loadu_si256(to + j);
		for (const __m256i *from = (const __m256i *)pairs; from < end; from += TG_RESIZE_PASS_PAIR / 16, k++) {
			__m256i weights = _mm256_set1_epi32(both(share, k));

			s[0] = _mm256_add_epi32(s[0], _mm256_madd_epi16(_mm256_loadu_si256(from), weights));
			s[1] = _mm256_add_epi32(s[1], _mm256_madd_epi16(_mm256_loadu_si256(from + 1), weights));
			s[2] = _mm256_add_epi32(s[2], _mm256_madd_epi16(_mm256_loadu_si256(from + 2), weights));
			s[3] = _mm256_add_epi32(s[3], _mm256_madd_epi16(_mm256_loadu_si256(from + 3), weights));
		}
		for (unsigned j = 0; j < 4; j++)
			_mm256_storeu_si256(to + j, s[j]);
	}
}

TG_PROCESSOR_AVX2 static void
round_avx2(int16_t *to, const int32_t *sums, size_t n, unsigned bits)
{
	round_sums(to, sums, n, bits);
}

TG_PROCESSOR_AVX2 static void
dots_avx2(int32_t *sums, const int16_t *planes, size_t stride, unsigned n_planes, const struct tg_kernel *kernel)
{
	for (uint32_t x = 0; x < kernel->n_target; x++) {
		const int16_t *weights = kernel->weights + x * kernel->stride, *row = planes + kernel->spans[x].first;
		size_t n = count_taps(&kernel->spans[x]);

		for (unsigned c = 0; c < n_planes; c++, row += stride) {
			__m256i sum = _mm256_setzero_si256();

			for (size_t i = 0; i < n; i += 16)
				sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_loadu_si256((const __m256i *)(row + i)),
				                                              _mm256_loadu_si256((const __m256i *)(weights + i))));
			*sums++ = total(_mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1)));
		}
	}
}

const struct tg_resize_pass *
tg_resize_pass(void)
{
	static const struct tg_resize_pass sse2 = {join_sse2, join_alpha_sse2, add_sse2, round_sse2, dots_sse2};
	static const struct tg_resize_pass avx2 = {join_avx2, join_alpha_avx2, add_avx2, round_avx2, dots_avx2};

	return tg_processor_has_avx2() ? &avx2 : &sse2;
}

#else

static void
join(int16_t *restrict pair, const uint8_t *restrict a, const uint8_t *restrict b)
{
	for (unsigned i = 0; i < N_SAMPLES; i++) {
		pair[2 * i] = a[i];
		pair[2 * i + 1] = b[i];
	}
}

static void
premultiply(int16_t *restrict to, const uint8_t *restrict row, unsigned pixel)
{
	for (unsigned i = 0; i < N_SAMPLES; i++) {
		unsigned m = row[i] * (i % pixel == pixel - 1 ? 255U : row[i - i % pixel + pixel - 1]);
		unsigned q = m * PART_OF_255 >> 23, rest = ((m - 255 * q) << 6) + 127;

		to[2 * i] = (int16_t)((q << 6) + (rest * PART_OF_255 >> 23));
	}
}

static void
join_alpha(int16_t *restrict pair, const uint8_t *restrict a, const uint8_t *restrict b, unsigned pixel)
{
	premultiply(pair, a, pixel);
	premultiply(pair + 1, b, pixel);
}

static void
add(int32_t *restrict sums, const int16_t *restrict pairs, const struct tg_resize_pass_share *share)
{
	if (share->fresh)
		memset(sums, 0, N_SAMPLES * sizeof(*sums));
	for (unsigned k = share->first; k < share->end; k++) {
		const int16_t *restrict from = pairs + (size_t)k * TG_RESIZE_PASS_PAIR;
		int16_t a = share->weights[2 * k], b = share->weights[2 * k + 1];

		for (unsigned i = 0; i < N_SAMPLES; i++)
			sums[i] += from[2 * i] * a + from[2 * i + 1] * b;
	}
}

/* N is a multiple of TG_KERNEL_PADDING. */
static int32_t
dot(const int16_t *restrict samples, const int16_t *restrict weights, size_t n)
{
	int32_t sum = 0;

	for (size_t start = 0; start < n; start += TG_KERNEL_PADDING)
		for (unsigned i = 0; i < TG_KERNEL_PADDING; i++)
			sum += samples[start + i] * weights[start + i];
	return sum;
}

static void
dots(int32_t *sums, const int16_t *planes, size_t stride, unsigned n_planes, const struct tg_kernel *kernel)
{
	for (uint32_t x = 0; x < kernel->n_target; x++)
		for (unsigned c = 0; c < n_planes; c++)
			*sums++ = dot(planes + c * stride + kernel->spans[x].first, kernel->weights + x * kernel->stride,
			              count_taps(&kernel->spans[x]));
}

const struct tg_resize_pass *
tg_resize_pass(void)
{
	static const struct tg_resize_pass plain = {join, join_alpha, add, round_sums, dots};

	return &plain;
}

#endif
