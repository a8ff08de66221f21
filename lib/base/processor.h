/*
 * What a processor may have that some loops are faster with. Such a loop is compiled
 * for each kind of processor, and chosen when it is run; the results are the same.
 */
#ifndef TG_BASE_PROCESSOR_H
#define TG_BASE_PROCESSOR_H

#include <stdbool.h>

/* For functions that are compiled into each kind of loop. */
#define TG_PROCESSOR_INLINE inline __attribute__((always_inline))

/* For tests: TG_PLAIN is without all of these, and TG_BASELINE makes do with what every x86-64 has. */
#if defined(__x86_64__) && !defined(TG_PLAIN)
#define TG_PROCESSOR_X86_64
#define TG_PROCESSOR_BMI2 __attribute__((target("bmi,bmi2")))
#define TG_PROCESSOR_AVX2 __attribute__((target("avx2")))
/* Of the compilers this one knows how to ask for it. */
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 11
#define TG_PROCESSOR_SHA __attribute__((target("sha,sse4.1")))
#endif
#else
#define TG_PROCESSOR_BMI2
#endif

/* BMI2, and as fast as it is meant to be: the first two Zens have PDEP in microcode, slower than any loop. */
static inline bool
tg_processor_has_bmi2(void)
{
#if defined(TG_PROCESSOR_X86_64) && !defined(TG_BASELINE)
	return __builtin_cpu_supports("bmi2") && !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
#else
	return false;
#endif
}

/* The instructions for SHA-256, and the vectors that go with them. */
static inline bool
tg_processor_has_sha(void)
{
#if defined(TG_PROCESSOR_SHA) && !defined(TG_BASELINE)
	return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
#else
	return false;
#endif
}

static inline bool
tg_processor_has_avx2(void)
{
#if defined(TG_PROCESSOR_X86_64) && !defined(TG_BASELINE)
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

#endif
