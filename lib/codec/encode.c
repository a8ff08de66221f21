/* The choice between the formats that are written. */
#include "codec/encode.h"

#include <stdlib.h>
#include <string.h>

#include "codec/jpeg_encode.h"
#include "codec/png_encode.h"

const char *
tg_encode_suffix(enum tg_format format)
{
	return format == TG_FORMAT_JPEG ? "jpg" : "png";
}

/* The quantization table follows from the quality alone, so a picture of one pixel has it, too. */
static int
begin_jpeg(unsigned quality, struct tg_encode_start *start, struct tg_fault *why)
{
	uint8_t sample = 0, *bytes;
	struct tg_image pixel = {.size = {1, 1}, .n_channels = 1, .stride = 1, .data = &sample};
	size_t len;

	if (tg_jpeg_encode(&pixel, quality, &bytes, &len, why) < 0)
		return -1;
	start->len = len < sizeof(start->bytes) ? len : sizeof(start->bytes);
	memcpy(start->bytes, bytes, start->len);
	free(bytes);
	return 0;
}

int
tg_encode_begin(const struct tg_encoding *encoding, struct tg_encode_start *start, struct tg_fault *why)
{
	/* Signature, and the length and type of the first chunk (PNG, 5.2 and 11.2.1). */
	static const struct tg_encode_start png = {.bytes = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", .len = 16};

	if (encoding->format == TG_FORMAT_JPEG)
		return begin_jpeg(encoding->quality, start, why);
	*start = png;
	return 0;
}

int
tg_encode(const struct tg_image *image, const struct tg_encoding *encoding, uint8_t **bytes, size_t *len,
          struct tg_fault *why)
{
	if (encoding->format == TG_FORMAT_JPEG)
		return tg_jpeg_encode(image, encoding->quality, bytes, len, why);
	return tg_png_encode(image, bytes, len, why);
}
