/*
 * PNG files, from any bytes to a thumbnail that the parent believes. A changed
 * byte nearly always spoils a checksum, behind which nothing is reached; so all
 * but every fourth input get theirs repaired.
 */
#include "picture.h"

#include "codec/png.h"
#include "png_checksums.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (tg_codec_find(data, len) != &tg_png)
		return 0;

	uint8_t *copy = malloc(len);
	if (!copy)
		abort();
	memcpy(copy, data, len);
	if (len / 8 % 4)
		repair(copy, len);
	try_picture(&tg_png, copy, len);
	free(copy);
	return 0;
}
