/*
 * The scanner against libjpeg, on whatever the fuzzer finds (libFuzzer):
 * planes that are made are those which libjpeg's coefficients make, and no
 * byte beyond the input is read.
 */
#include "../unit/jpeg_reference.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Pictures of which the fuzzer, but not a person, would wait for the end. */
static bool
is_large(const uint8_t *data, size_t size)
{
	struct tg_jpeg_header header;

	return tg_jpeg_header_open(&header, data, size) == 0 && tg_jpeg_header_next(&header) == 1 &&
	       (uint64_t)header.width * header.height > 4000000;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool taken;

	if (is_large(data, size))
		return 0;
	for (unsigned eighths = 1; eighths <= 4; eighths *= 2) {
		const char *what = jpeg_reference_check(data, size, eighths, true, &taken);

		if (what) {
			fprintf(stderr, "at %u/8: %s\n", eighths, what);
			abort();
		}
	}
	return 0;
}
