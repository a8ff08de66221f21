/*
 * The encoder against libpng with its own settings, on the 200x200 thumbnails of
 * pictures, in turns:
 *
 *     png_encode ROUNDS FILE...
 *
 * Writes the sums of the fastest rounds in milliseconds of CPU time, and the sizes.
 */
#include "codec/png_encode.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include <png.h>

#include "base/fault.h"
#include "codec/codec.h"

#include "stage.h"

static void
count(png_structp png, png_bytep bytes, png_size_t len)
{
	(void)bytes;
	*(size_t *)png_get_io_ptr(png) += len;
}

static void
flush_nothing(png_structp png)
{
	(void)png;
}

/* Encodes IMAGE with libpng: the time, and *LEN, the file's size. */
static double
time_libpng(const struct tg_image *image, size_t *len)
{
	static const int types[] = { 0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA };
	double start = now();
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);

	*len = 0;
	if (setjmp(png_jmpbuf(png)))
		abort();
	png_set_write_fn(png, len, count, flush_nothing);
	png_set_IHDR(png, info, image->size.width, image->size.height, 8, types[image->n_channels], PNG_INTERLACE_NONE,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (uint32_t y = 0; y < image->size.height; y++)
		png_write_row(png, image->data + y * image->stride);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return now() - start;
}

static double
time_ours(const struct tg_image *image, size_t *len)
{
	double start = now();
	struct tg_fault why;
	uint8_t *bytes;

	if (tg_png_encode(image, &bytes, len, &why))
		abort();
	free(bytes);
	return now() - start;
}

int
main(int argc, char **argv)
{
	const struct tg_shape shape = { .boxes = {{ 200, 200 }}, .n_boxes = 1 };
	int rounds = argc > 1 ? atoi(argv[1]) : 0;
	double times[2] = { 0, 0 }, sizes[2] = { 0, 0 };

	if (argc < 3 || rounds < 1) {
		fprintf(stderr, "usage: png_encode ROUNDS FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		struct tg_picture picture = { .memory = 0 };
		double best[2] = { 1e9, 1e9 };
		size_t len, lens[2];
		unsigned char *data = load(argv[i], &len);
		const struct tg_codec *codec = data ? tg_codec_find(data, len) : NULL;
		struct tg_fault why;

		if (codec && codec->decode(data, len, &shape, &picture, &why) == 0) {
			for (int round = 0; round < rounds; round++) {
				best[0] = less(time_ours(&picture.images[0], &lens[0]), best[0]);
				best[1] = less(time_libpng(&picture.images[0], &lens[1]), best[1]);
			}
			for (int who = 0; who < 2; who++) {
				times[who] += best[who];
				sizes[who] += (double)lens[who];
			}
		} else {
			printf("not decoded  %s\n", argv[i]);
		}
		tg_picture_free(&picture);
		free(data);
	}
	printf("sizes: %.0f and %.0f bytes, %+.1f %%\n", sizes[0], sizes[1], 100 * (sizes[0] / sizes[1] - 1));
	tell("thumbnails to PNG", times[0], "libpng", times[1]);
	return 0;
}
