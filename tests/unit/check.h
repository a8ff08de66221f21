/*
 * What the unit tests share: CHECK reports a condition that does not hold,
 * with its place, and counts it; report() ends a test.
 */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <stdio.h>

static int n_failures;

#define CHECK(condition) \
	((condition) ? (void)0 : (n_failures++, (void)printf("FAIL %s:%d %s\n", __FILE__, __LINE__, #condition)))

/* Returns main's status. */
static inline int
report(const char *what)
{
	if (!n_failures)
		printf("ok %s\n", what);
	return n_failures != 0;
}

#endif
