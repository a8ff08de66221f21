/*
 * A pixel's bytes as eight numbers of 16 bits. What compilers make no good code of from
 * vectors in general has SSE2's, which every x86-64 has.
 */
#ifndef TG_CODEC_PNG_VECTOR_H
#define TG_CODEC_PNG_VECTOR_H

#include <stdint.h>
#include <string.h>

#include "base/processor.h"

#ifdef TG_PROCESSOR_X86_64
#include <emmintrin.h>
#endif

typedef uint8_t tg_png_bytes __attribute__((vector_size(16)));
typedef int16_t tg_png_vector __attribute__((vector_size(16)));

#ifdef TG_PROCESSOR_X86_64

/* Eight bytes as numbers. */
static inline tg_png_vector
tg_png_vector_load(const uint8_t *from)
{
	return (tg_png_vector)_mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)from), _mm_setzero_si128());
}

/* Numbers from 0 to 255 as eight bytes. */
static inline void
tg_png_vector_store(uint8_t *to, tg_png_vector v)
{
	_mm_storel_epi64((__m128i *)to, _mm_packus_epi16((__m128i)v, (__m128i)v));
}

/* The same of four bytes and four others. */
static inline tg_png_vector
tg_png_vector_load_two(const uint8_t *first, const uint8_t *second)
{
	int32_t a, b;

	memcpy(&a, first, 4);
	memcpy(&b, second, 4);
	return (tg_png_vector)_mm_unpacklo_epi8(_mm_unpacklo_epi32(_mm_cvtsi32_si128(a), _mm_cvtsi32_si128(b)),
	                                        _mm_setzero_si128());
}

static inline void
tg_png_vector_store_two(uint8_t *first, uint8_t *second, tg_png_vector v)
{
	__m128i bytes = _mm_packus_epi16((__m128i)v, (__m128i)v);
	int32_t a = _mm_cvtsi128_si32(bytes), b = _mm_cvtsi128_si32(_mm_shuffle_epi32(bytes, 1));

	memcpy(first, &a, 4);
	memcpy(second, &b, 4);
}

/* The first four numbers of each. */
static inline tg_png_vector
tg_png_vector_join(tg_png_vector a, tg_png_vector b)
{
	return (tg_png_vector)_mm_unpacklo_epi64((__m128i)a, (__m128i)b);
}

static inline tg_png_vector
tg_png_vector_lesser(tg_png_vector a, tg_png_vector b)
{
	return (tg_png_vector)_mm_min_epi16((__m128i)a, (__m128i)b);
}

static inline tg_png_vector
tg_png_vector_greater(tg_png_vector a, tg_png_vector b)
{
	return (tg_png_vector)_mm_max_epi16((__m128i)a, (__m128i)b);
}

#else

typedef uint8_t tg_png_half __attribute__((vector_size(8)));
typedef int64_t tg_png_halves __attribute__((vector_size(16)));

static inline tg_png_vector
tg_png_vector_load(const uint8_t *from)
{
	tg_png_half half;

	memcpy(&half, from, sizeof(half));
	return __builtin_convertvector(half, tg_png_vector);
}

static inline void
tg_png_vector_store(uint8_t *to, tg_png_vector v)
{
	tg_png_half half = __builtin_convertvector(v, tg_png_half);

	memcpy(to, &half, sizeof(half));
}

static inline tg_png_vector
tg_png_vector_load_two(const uint8_t *first, const uint8_t *second)
{
	uint8_t both[8];

	memcpy(both, first, 4);
	memcpy(both + 4, second, 4);
	return tg_png_vector_load(both);
}

static inline void
tg_png_vector_store_two(uint8_t *first, uint8_t *second, tg_png_vector v)
{
	uint8_t both[8];

	tg_png_vector_store(both, v);
	memcpy(first, both, 4);
	memcpy(second, both + 4, 4);
}

static inline tg_png_vector
tg_png_vector_join(tg_png_vector a, tg_png_vector b)
{
	return (tg_png_vector)(tg_png_halves){((tg_png_halves)a)[0], ((tg_png_halves)b)[0]};
}

static inline tg_png_vector
tg_png_vector_lesser(tg_png_vector a, tg_png_vector b)
{
	tg_png_vector less = a < b;

	return (a & less) | (b & ~less);
}

static inline tg_png_vector
tg_png_vector_greater(tg_png_vector a, tg_png_vector b)
{
	tg_png_vector more = a > b;

	return (a & more) | (b & ~more);
}

#endif

/* Modulo 256, of numbers from 0 to 255. */
static inline tg_png_vector
tg_png_vector_add(tg_png_vector a, tg_png_vector b)
{
	return (tg_png_vector)((tg_png_bytes)a + (tg_png_bytes)b);
}

#endif
