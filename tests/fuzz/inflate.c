/*
 * Deflate data against zlib: what zlib inflates to the end is the same here, and what it finds fault
 * with is none.
 */
#include "fuzz.h"

#include "../unit/inflate_reference.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 7, 300 };

	EXPECT(!inflate_reference_check(data, len, pieces[len % 4], len / 4 % 2 ? 1000 : 200000));
	return 0;
}
