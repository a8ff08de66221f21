/* JPEG files, from any bytes to a thumbnail that the parent believes. */
#include "picture.h"

#include "codec/jpeg.h"
#include "codec/jpeg_segments.h"

static int
is_frame(uint8_t marker)
{
	return marker >= TG_JPEG_SOF0 && marker <= TG_JPEG_SOF15 && marker != TG_JPEG_DHT &&
	       marker != TG_JPEG_JPG && marker != TG_JPEG_DAC;
}

static uint64_t
count_pixels(const uint8_t *data, size_t len)
{
	struct tg_jpeg_segment segment;
	uint64_t most = 0;

	for (size_t at = 0; tg_jpeg_segments_next(data, len, &at, &segment);) {
		if (!is_frame(segment.marker) || segment.len < 5)
			continue;
		uint64_t height = (uint64_t)segment.data[1] << 8 | segment.data[2];
		uint64_t width = (uint64_t)segment.data[3] << 8 | segment.data[4];
		if (height * width > most)
			most = height * width;
	}
	return most;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (tg_codec_find(data, len) == &tg_jpeg && count_pixels(data, len) <= PIXELS_MAX)
		try_picture(&tg_jpeg, data, len);
	return 0;
}
