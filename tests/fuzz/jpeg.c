/* JPEG files, from any bytes to a thumbnail that the parent believes. */
#include "picture.h"

#include "codec/jpeg.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (tg_codec_find(data, len) == &tg_jpeg)
		try_picture(&tg_jpeg, data, len);
	return 0;
}
