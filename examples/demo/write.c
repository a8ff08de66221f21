/* JPEG by libjpeg, PNG by libpng, with their own error handling: a message, and the process ends. */
#include "write.h"

#include <err.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>

#define QUALITY 90

/* Level 2 writes these pictures about five times faster than level 6 and a little larger. */
#define DEFLATE_LEVEL 2

void
write_jpeg(const struct canvas *canvas, FILE *file, int is_progressive)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;

	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_stdio_dest(&jpeg, file);
	jpeg.image_width = (JDIMENSION)canvas->width;
	jpeg.image_height = (JDIMENSION)canvas->height;
	jpeg.input_components = canvas->n_channels;
	jpeg.in_color_space = canvas->n_channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, QUALITY, TRUE);
	if (is_progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < jpeg.image_height) {
		JSAMPROW row = canvas->data + (size_t)jpeg.next_scanline * jpeg.image_width * (size_t)canvas->n_channels;
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
}

static void
fail(png_structp png, png_const_charp message)
{
	(void)png;
	errx(2, "%s", message);
}

void
write_png(const struct canvas *canvas, FILE *file)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	if (!info)
		errx(2, "libpng does not start");
	png_init_io(png, file);
	png_set_compression_level(png, DEFLATE_LEVEL);
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
	png_set_IHDR(png, info, (png_uint_32)canvas->width, (png_uint_32)canvas->height, 8,
	             canvas->n_channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (int y = 0; y < canvas->height; y++)
		png_write_row(png, canvas->data + (size_t)y * (size_t)canvas->width * (size_t)canvas->n_channels);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
}
