/*
 * SHA-256's compression (FIPS 180-4, 6.2.2) in x86's instructions: two rounds in
 * one, on the words a, b, e, f and c, d, g, h. Elsewhere nothing is taken: libsodium does it all.
 */
#include "base/sha256_blocks.h"

#include "base/processor.h"

#ifdef TG_PROCESSOR_SHA

#include <immintrin.h>

static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* One block: *ABEF and *CDGH are the words that they are named for, the first one the highest. */
TG_PROCESSOR_SHA static inline void
compress(__m128i *abef, __m128i *cdgh, const uint8_t *data)
{
	const __m128i swap = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
	__m128i w[4], first = *abef, second = *cdgh;

#pragma GCC unroll 16
	for (unsigned i = 0; i < 16; i++) {
		__m128i *next = &w[i % 4], last = w[(i + 3) % 4], sum;

		if (i < 4)
			*next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)data + i), swap);
		else
			*next = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*next, w[(i + 1) % 4]),
			                                           _mm_alignr_epi8(last, w[(i + 2) % 4], 4)), last);
		sum = _mm_add_epi32(*next, _mm_loadu_si128((const __m128i *)constants + i));
		second = _mm_sha256rnds2_epu32(second, first, sum);
		first = _mm_sha256rnds2_epu32(first, second, _mm_shuffle_epi32(sum, 0x0e));
	}
	*abef = _mm_add_epi32(*abef, first);
	*cdgh = _mm_add_epi32(*cdgh, second);
}

TG_PROCESSOR_SHA static void
take(uint32_t state[8], const uint8_t *data, size_t n_blocks)
{
	__m128i *words = (__m128i *)state;
	__m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(words), 0xb1);
	__m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(words + 1), 0x1b);
	__m128i abef = _mm_alignr_epi8(badc, efgh, 8), cdgh = _mm_blend_epi16(efgh, badc, 0xf0), feba, dchg;

	for (; n_blocks > 0; n_blocks--, data += TG_SHA256_BLOCK)
		compress(&abef, &cdgh, data);
	feba = _mm_shuffle_epi32(abef, 0x1b);
	dchg = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128(words, _mm_blend_epi16(feba, dchg, 0xf0));
	_mm_storeu_si128(words + 1, _mm_alignr_epi8(dchg, feba, 8));
}

size_t
tg_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t len)
{
	if (!tg_processor_has_sha())
		return 0;
	take(state, data, len / TG_SHA256_BLOCK);
	return len / TG_SHA256_BLOCK * TG_SHA256_BLOCK;
}

#else

size_t
tg_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t len)
{
	(void)state;
	(void)data;
	(void)len;
	return 0;
}

#endif
