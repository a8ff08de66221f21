/*
 * What a processor may have that the scanner is faster with. Its loops shift by amounts
 * that the data say, for which x86-64 without BMI2 has one register and three
 * micro-operations: so they are compiled twice, and chosen when they are run. The
 * results are the same.
 */
#ifndef TG_CODEC_JPEG_MACHINE_H
#define TG_CODEC_JPEG_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* For functions that are compiled into both kinds of loop. */
#define TG_JPEG_INLINE inline __attribute__((always_inline))

/* TG_JPEG_PLAIN: without, for tests. */
#if defined(__x86_64__) && !defined(TG_JPEG_PLAIN)

#define TG_JPEG_FAST __attribute__((target("bmi,bmi2")))

/* The first two Zens have PDEP in microcode, slower than any loop. */
static inline bool
tg_jpeg_machine_is_fast(void)
{
	return __builtin_cpu_supports("bmi2") && !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
}

/* SET without its N lowest bits. FAST: a constant, true in loops that are marked so. */
static TG_JPEG_INLINE uint64_t
tg_jpeg_machine_drop(uint64_t set, unsigned n, bool fast)
{
	if (fast) {
		uint64_t nth;

		__asm__("pdep %2, %1, %0" : "=r"(nth) : "r"((uint64_t)1 << n), "r"(set));
		return nth ? set & -nth : 0;
	}
	for (; n; n--)
		set &= set - 1;
	return set;
}

#else

#define TG_JPEG_FAST

static inline bool
tg_jpeg_machine_is_fast(void)
{
	return false;
}

static TG_JPEG_INLINE uint64_t
tg_jpeg_machine_drop(uint64_t set, unsigned n, bool fast)
{
	(void)fast;
	for (; n; n--)
		set &= set - 1;
	return set;
}

#endif

#endif
