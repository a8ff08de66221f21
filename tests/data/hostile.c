/*
 * hostile KIND: writes a file to standard output that asks for far more than it is
 * long. PNG, of one bit a pixel and all black but for the first:
 *
 *	claim WIDTH HEIGHT    a header, and no pixel
 *	png WIDTH HEIGHT      all pixels
 *	adam7 WIDTH HEIGHT    the same, interlaced
 *	icc, text SIZE        a picture of a pixel, with an iCCP or zTXt chunk that
 *	                      unpacks to SIZE zeros
 * JPEG, grey and of one value:
 *
 *	jpeg WIDTH HEIGHT     baseline
 *	scans N               progressive, with its last scan N times more
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <libdeflate.h>
#include <png.h>

static void *
get_zeros(size_t size)
{
	void *zeros = calloc(1, size);

	if (!zeros)
		err(EXIT_FAILURE, NULL);
	return zeros;
}

static void
write_header(png_structp png, png_infop info, unsigned long width, unsigned long height, int interlace)
{
	png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 1, PNG_COLOR_TYPE_GRAY, interlace,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
}

static void
write_rows(png_structp png, unsigned long width, unsigned long height, int interlace)
{
	png_bytep row = get_zeros(width / 8 + 1);

	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	for (int passes = interlace ? png_set_interlace_handling(png) : 1; passes; passes--)
		for (unsigned long y = 0; y < height; y++)
			png_write_row(png, row);
	free(row);
}

/* A chunk of TYPE: PREFIX with its NUL and the method's, then SIZE zeros, deflated. */
static void
write_bomb(png_structp png, const char *type, const char *prefix, unsigned long size)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(9);
	size_t prefix_size = strlen(prefix) + 2, chunk_size = prefix_size + size / 100 + 100;
	unsigned char *zeros = get_zeros(size), *chunk = get_zeros(chunk_size);

	memcpy(chunk, prefix, prefix_size - 1);
	size_t packed_size = libdeflate_zlib_compress(compressor, zeros, size, chunk + prefix_size, chunk_size - prefix_size);
	if (!packed_size)
		errx(EXIT_FAILURE, "not deflated");
	png_write_chunk(png, (png_const_bytep)type, chunk, prefix_size + packed_size);
	libdeflate_free_compressor(compressor);
	free(chunk);
	free(zeros);
}

static void
write_png(const char *kind, unsigned long a, unsigned long b)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	int interlace = strcmp(kind, "adam7") == 0 ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE;
	const char *bomb = strcmp(kind, "icc") == 0 ? "iCCP" : strcmp(kind, "text") == 0 ? "zTXt" : NULL;

	if (!info)
		errx(EXIT_FAILURE, "no memory");
	png_init_io(png, stdout);
	png_set_compression_level(png, 9);
	write_header(png, info, bomb ? 1 : a, bomb ? 1 : b, interlace);
	if (bomb)
		write_bomb(png, bomb, "bomb", a);
	if (strcmp(kind, "claim") != 0) {
		write_rows(png, bomb ? 1 : a, bomb ? 1 : b, interlace);
		png_write_end(png, NULL);
	}
	png_destroy_write_struct(&png, &info);
}

/* Two codes, of which the shorter, of one bit, is for "no difference" and "end of block". */
static void
use_short_codes(j_compress_ptr jpeg)
{
	JHUFF_TBL *tables[] = { jpeg->dc_huff_tbl_ptrs[0], jpeg->ac_huff_tbl_ptrs[0] };

	for (int i = 0; i < 2; i++) {
		memset(tables[i]->bits, 0, sizeof(tables[i]->bits));
		tables[i]->bits[1] = tables[i]->bits[2] = 1;
		tables[i]->huffval[0] = 0;
		tables[i]->huffval[1] = 1;
	}
}

/* Gives the file's bytes, to be freed. */
static unsigned char *
make_jpeg(unsigned long width, unsigned long height, int progressive, unsigned long *len)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL;
	JSAMPROW row = get_zeros(width);

	memset(row, 128, width);
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, len);
	jpeg.image_width = (JDIMENSION)width;
	jpeg.image_height = (JDIMENSION)height;
	jpeg.input_components = 1;
	jpeg.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&jpeg);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	else
		use_short_codes(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	for (unsigned long y = 0; y < height; y++)
		jpeg_write_scanlines(&jpeg, &row, 1);
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	free(row);
	return bytes;
}

static void
write_scans(unsigned long n)
{
	unsigned long len, scan;
	unsigned char *bytes = make_jpeg(2000, 2000, 1, &len);

	for (scan = len - 2; bytes[scan] != 0xff || bytes[scan + 1] != 0xda; scan--)
		;
	fwrite(bytes, 1, scan, stdout);
	for (; n; n--)
		fwrite(bytes + scan, 1, len - 2 - scan, stdout);
	fwrite(bytes + scan, 1, len - scan, stdout);
	free(bytes);
}

int
main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	unsigned long a = argc > 2 ? strtoul(argv[2], NULL, 10) : 0, b = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;

	if (!a)
		errx(EXIT_FAILURE, "usage: hostile KIND NUMBER [NUMBER]");
	if (strcmp(kind, "jpeg") == 0) {
		unsigned long len;
		unsigned char *bytes = make_jpeg(a, b, 0, &len);
		fwrite(bytes, 1, len, stdout);
		free(bytes);
	} else if (strcmp(kind, "scans") == 0) {
		write_scans(a);
	} else {
		write_png(kind, a, b);
	}
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
