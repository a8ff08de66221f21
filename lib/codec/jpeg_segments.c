/* Walking from marker to marker: garbage between segments is passed over, as libjpeg does. */
#include "codec/jpeg_segments.h"

#include <stdbool.h>

/* TEM, RST0 to RST7 and SOI stand alone; all others have a length. */
static bool
stands_alone(uint8_t marker)
{
	return marker == 0x01 || (marker >= 0xd0 && marker <= TG_JPEG_SOI);
}

int
tg_jpeg_segments_next(const uint8_t *data, size_t len, size_t *offset, struct tg_jpeg_segment *segment)
{
	size_t at = *offset;

	for (; at + 4 <= len; at++) {
		uint8_t marker = data[at + 1];

		if (data[at] != 0xff || marker == 0x00 || marker == 0xff)
			continue;
		if (stands_alone(marker)) {
			at++;
			continue;
		}
		size_t size = (size_t)data[at + 2] << 8 | data[at + 3];
		if (marker == TG_JPEG_EOI || size < 2 || size > len - at - 2)
			break;
		*segment = (struct tg_jpeg_segment){marker, data + at + 4, size - 2};
		*offset = marker == TG_JPEG_SOS ? len : at + 2 + size;
		return 1;
	}
	*offset = len;
	return 0;
}
