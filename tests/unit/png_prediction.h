/*
 * The standard's own words for what a filter foretells, for tests of both ways.
 */
#ifndef TESTS_UNIT_PNG_PREDICTION_H
#define TESTS_UNIT_PNG_PREDICTION_H

#include <stdlib.h>

/* Clause 9.2: what the filter TYPE predicts of left, above and corner. */
static inline int
prediction(int type, int left, int above, int corner)
{
	int p = left + above - corner;
	int pa = abs(p - left), pb = abs(p - above), pc = abs(p - corner);

	switch (type) {
	case 0: return 0;
	case 1: return left;
	case 2: return above;
	case 3: return (left + above) / 2;
	default: return pa <= pb && pa <= pc ? left : pb <= pc ? above : corner;
	}
}

#endif
