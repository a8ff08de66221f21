/*
 * The rows of PNG files, against libpng: those that are read to the end are libpng's, and it
 * finds nothing wrong with them. All but every fourth input get their checksums repaired.
 */
#include "fuzz.h"

#include "../unit/png_reference.h"
#include "png_checksums.h"

/* Pictures of more pixels keep the fuzzer waiting. */
#define PIXELS_MAX ((uint64_t)1 << 20)

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum png_reference_outcome outcome;
	uint8_t *copy;

	if (len < 8)
		return 0;
	copy = (uint8_t *)copy_text(data, len);
	if (len / 8 % 4)
		repair(copy, len);
	EXPECT(!png_reference_check(copy, len, len % 2, PIXELS_MAX, &outcome));
	free(copy);
	return 0;
}
