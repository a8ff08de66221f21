/* Thumbnails as files: what all files of an encoding begin with, their ends, and what becomes of alpha. */
#include "codec/encode.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "codec/codec.h"

/* An image of WIDTH x HEIGHT whose samples are a pattern; alpha is ALPHA everywhere. */
static struct tg_image
make(uint32_t width, uint32_t height, unsigned n_channels, uint8_t alpha)
{
	struct tg_image image;
	struct tg_fault why;

	if (tg_image_init(&image, (struct tg_size){width, height}, n_channels, &why) < 0)
		abort();
	for (size_t i = 0; i < image.stride * height; i++)
		image.data[i] = n_channels % 2 == 0 && i % n_channels == n_channels - 1 ? alpha : (uint8_t)(i * 7 + i / 50);
	return image;
}

/* Whether files of all shapes begin with START and end as they should. */
static void
check_files(const struct tg_encoding *encoding, const struct tg_encode_start *start)
{
	const char *end = encoding->format == TG_FORMAT_JPEG ? "\xff\xd9" : "IEND\xae\x42\x60\x82";
	size_t end_len = strlen(end);

	for (unsigned n_channels = 1; n_channels <= 4; n_channels++)
		for (uint32_t side = 1; side < 200; side += 66) {
			struct tg_image image = make(side, 2 * side, n_channels, 200);
			uint8_t *bytes;
			size_t len;

			CHECK(tg_encode(&image, encoding, &bytes, &len, NULL) == 0 && len > start->len + end_len);
			CHECK(memcmp(bytes, start->bytes, start->len) == 0);
			CHECK(memcmp(bytes + len - end_len, end, end_len) == 0);
			free(bytes);
			tg_image_free(&image);
		}
}

static void
check_starts(void)
{
	struct tg_encode_start start, before = {.len = 0};
	struct tg_encoding encoding = {TG_FORMAT_PNG, 0};

	CHECK(tg_encode_begin(&encoding, &start, NULL) == 0 && start.len == 16);
	check_files(&encoding, &start);
	encoding.format = TG_FORMAT_JPEG;
	for (encoding.quality = 1; encoding.quality <= 100; encoding.quality++) {
		CHECK(tg_encode_begin(&encoding, &start, NULL) == 0 && start.len == sizeof(start.bytes));
		/* No other quality has the same. */
		CHECK(memcmp(start.bytes, before.bytes, start.len) != 0);
		before = start;
		if (encoding.quality % 33 == 1)
			check_files(&encoding, &start);
	}
}

/* IMAGE as a JPEG file that is decoded again. */
static struct tg_image
pass_through_jpeg(const struct tg_image *image)
{
	struct tg_shape shape = {.boxes = {image->size}, .n_boxes = 1};
	struct tg_encoding encoding = {TG_FORMAT_JPEG, 100};
	struct tg_picture picture;
	struct tg_fault why;
	uint8_t *bytes;
	size_t len;

	if (tg_encode(image, &encoding, &bytes, &len, &why) ||
	    tg_codec_find(bytes, len)->decode(bytes, len, &shape, &picture, &why))
		abort();
	free(bytes);
	return picture.images[0];
}

/* The grey of a plain picture of GREY under ALPHA. */
static int
grey_of(uint8_t grey, uint8_t alpha, unsigned n_channels)
{
	struct tg_image image = make(16, 16, n_channels, alpha), again;

	for (size_t i = 0; i < image.stride * 16; i++)
		if (i % n_channels != n_channels - 1)
			image.data[i] = grey;
	again = pass_through_jpeg(&image);
	int found = again.data[0];
	CHECK(again.n_channels == n_channels - 1 && again.size.width == 16 && again.size.height == 16);
	for (size_t i = 0; i < again.stride * 16; i++)
		CHECK(abs(again.data[i] - found) <= 1);
	tg_image_free(&again);
	tg_image_free(&image);
	return found;
}

static void
check_alpha(void)
{
	for (unsigned n_channels = 2; n_channels <= 4; n_channels += 2) {
		CHECK(grey_of(0, 0, n_channels) == 255 && grey_of(99, 0, n_channels) == 255);
		CHECK(grey_of(0, 255, n_channels) == 0 && grey_of(255, 128, n_channels) == 255);
		CHECK(abs(grey_of(0, 128, n_channels) - 127) <= 1);
		CHECK(abs(grey_of(100, 51, n_channels) - 224) <= 1);
	}
}

int
main(void)
{
	CHECK(strcmp(tg_encode_suffix(TG_FORMAT_PNG), "png") == 0 && strcmp(tg_encode_suffix(TG_FORMAT_JPEG), "jpg") == 0);
	check_starts();
	check_alpha();
	return report("encode");
}
