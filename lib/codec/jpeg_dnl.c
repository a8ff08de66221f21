/* The height that comes late. */
#include "codec/jpeg_dnl.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codec/jpeg_segments.h"

static bool
is_frame(uint8_t marker)
{
	return marker >= TG_JPEG_SOF0 && marker <= TG_JPEG_SOF15 && marker != TG_JPEG_DHT &&
	       marker != TG_JPEG_JPG && marker != TG_JPEG_DAC;
}

/* Where the two bytes of the height are that DNL gives for the scan whose data start at AT; NULL if nowhere. */
static const uint8_t *
find_height(const uint8_t *at, const uint8_t *end)
{
	while (at < end && (at = memchr(at, 0xff, (size_t)(end - at))) && end - at >= 6) {
		uint8_t marker = at[1];

		if (marker == TG_JPEG_DNL)
			return at + 4;
		/* Stuffing, a fill byte and restart markers belong to the scan. */
		if (marker != 0x00 && marker != 0xff && (marker < 0xd0 || marker > 0xd7))
			return NULL;
		at += marker == 0xff ? 1 : 2;
	}
	return NULL;
}

uint8_t *
tg_jpeg_dnl_resolve(const uint8_t *data, size_t len)
{
	struct tg_jpeg_segment segment;
	const uint8_t *frame_height = NULL, *height = NULL;
	uint8_t *copy;

	for (size_t at = 0; tg_jpeg_segments_next(data, len, &at, &segment);) {
		if (is_frame(segment.marker) && segment.len >= 5)
			frame_height = segment.data + 1;
		if (frame_height && (frame_height[0] || frame_height[1]))
			return NULL;
		if (segment.marker == TG_JPEG_SOS)
			height = find_height(segment.data + segment.len, data + len);
	}
	if (!frame_height || !height || !(copy = malloc(len)))
		return NULL;
	memcpy(copy, data, len);
	memcpy(copy + (frame_height - data), height, 2);
	return copy;
}
