/*
 * The scanner of JPEG against libjpeg: planes that it makes are those which
 * libjpeg's coefficients make, and it reads no byte beyond its input.
 */
#include "fuzz.h"

#include "../unit/jpeg_reference.h"

/* Pictures of more pixels keep the fuzzer waiting. */
#define PIXELS_MAX ((uint64_t)1 << 20)

static bool
is_large(const uint8_t *data, size_t len)
{
	struct tg_jpeg_header header;

	return tg_jpeg_header_open(&header, data, len) == 0 && tg_jpeg_header_next(&header) == 1 &&
	       (uint64_t)header.width * header.height > PIXELS_MAX;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	bool taken;

	if (is_large(data, len))
		return 0;
	for (unsigned eighths = 1; eighths <= 4; eighths *= 2)
		EXPECT(!jpeg_reference_check(data, len, eighths, true, &taken));
	return 0;
}
