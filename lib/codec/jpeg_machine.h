/*
 * What the scanner does in one way where there is BMI2, and in another elsewhere. Its loops shift
 * by amounts that the data say, for which x86-64 without BMI2 has one register and three
 * micro-operations: so they are compiled twice.
 */
#ifndef TG_CODEC_JPEG_MACHINE_H
#define TG_CODEC_JPEG_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/processor.h"

#define TG_JPEG_INLINE TG_PROCESSOR_INLINE
#define TG_JPEG_FAST TG_PROCESSOR_BMI2

static inline bool
tg_jpeg_machine_is_fast(void)
{
	return tg_processor_has_bmi2();
}

/* SET without its N lowest bits. FAST: a constant, true in loops that are marked so. */
static TG_JPEG_INLINE uint64_t
tg_jpeg_machine_drop(uint64_t set, unsigned n, bool fast)
{
#ifdef TG_PROCESSOR_X86_64
	if (fast) {
		uint64_t nth;

		__asm__("pdep %2, %1, %0" : "=r"(nth) : "r"((uint64_t)1 << n), "r"(set));
		return nth ? set & -nth : 0;
	}
#else
	(void)fast;
#endif
	for (; n; n--)
		set &= set - 1;
	return set;
}

#endif
