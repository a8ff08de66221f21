/*
 * Inflating PNG files against zlib and libdeflate, which has all of a file in memory at
 * once, and reading their rows against libpng, file by file in turns:
 *
 *     png_read ROUNDS FILE...
 *
 * Takes files of 8 or 16 bits that are not interlaced and have no palette. Writes the sums of
 * the fastest rounds in milliseconds of CPU time.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>
#include <png.h>
#include <zlib.h>

#include "codec/inflate.h"
#include "codec/png_rows.h"

#include "stage.h"

struct file {
	uint8_t *data;           /* all of it, owned */
	size_t len;
	size_t first_idat;       /* where the first IDAT chunk starts */
	uint8_t *stream;         /* the contents of all, owned */
	size_t stream_len;
	size_t row_size;         /* a row's bytes with its filter's */
	struct tg_png_form form;
};

/* A part of a stream that was not yet read. */
struct rest {
	const uint8_t *bytes;
	size_t len;
};

static uint32_t
big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Whether PATH is a file that can be measured; FILE is filled then. */
static bool
open_file(struct file *file, const char *path)
{
	static const unsigned n_samples[] = { 1, 0, 3, 0, 2, 0, 4 };

	*file = (struct file){ .len = 0 };
	file->data = load(path, &file->len);
	if (!file->data || file->len < 33 || memcmp(file->data + 12, "IHDR", 4) != 0)
		return false;
	unsigned depth = file->data[24], type = file->data[25];
	if (depth < 8 || type > 6 || !n_samples[type] || file->data[28])
		return false;
	file->form = (struct tg_png_form){
		.width = big_endian(file->data + 16),
		.height = big_endian(file->data + 20),
		.n_samples = n_samples[type],
		.wide = depth == 16,
	};
	file->row_size = 1 + (size_t)file->form.width * n_samples[type] * (depth / 8);
	file->stream = malloc(file->len);
	for (size_t at = 8; file->stream && at + 12 <= file->len;) {
		size_t len = big_endian(file->data + at);
		if (len > file->len - at - 12)
			return false;
		if (memcmp(file->data + at + 4, "IDAT", 4) == 0) {
			file->first_idat = file->first_idat ? file->first_idat : at;
			memcpy(file->stream + file->stream_len, file->data + at + 8, len);
			file->stream_len += len;
		}
		at += 12 + len;
	}
	return file->stream_len > 0;
}

static void
close_file(struct file *file)
{
	free(file->data);
	free(file->stream);
}

static size_t
take(void *who, uint8_t *to, size_t size)
{
	struct rest *rest = who;
	size_t n = size < rest->len ? size : rest->len;

	memcpy(to, rest->bytes, n);
	rest->bytes += n;
	rest->len -= n;
	return n;
}

static double
time_inflate(const struct file *file)
{
	struct rest rest = { file->stream, file->stream_len };
	double start = now();
	struct tg_inflate *inflate = tg_inflate_open(&(struct tg_inflate_source){ take, &rest }, file->row_size);

	for (uint32_t y = 0; y < file->form.height; y++) {
		if (!tg_inflate_peek(inflate, file->row_size))
			abort();
		tg_inflate_skip(inflate, file->row_size);
	}
	tg_inflate_free(inflate);
	return now() - start;
}

static double
time_zlib(const struct file *file)
{
	z_stream z = { .next_in = file->stream, .avail_in = (uInt)file->stream_len };
	uint8_t *row = malloc(file->row_size);
	double start = now();

	if (!row || inflateInit(&z) != Z_OK)
		abort();
	for (uint32_t y = 0; y < file->form.height; y++) {
		z.next_out = row;
		z.avail_out = (uInt)file->row_size;
		inflate(&z, Z_SYNC_FLUSH);
		if (z.avail_out)
			abort();
	}
	inflateEnd(&z);
	double took = now() - start;
	free(row);
	return took;
}

/* Of the inflating alone: room for all rows is made before, and written to. */
static double
time_libdeflate(const struct file *file)
{
	size_t len = file->row_size * file->form.height;
	uint8_t *rows = malloc(len);
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();

	if (!rows || !d)
		abort();
	memset(rows, 1, len);
	double start = now();
	if (libdeflate_zlib_decompress(d, file->stream, file->stream_len, rows, len, NULL) != LIBDEFLATE_SUCCESS)
		abort();
	double took = now() - start;
	libdeflate_free_decompressor(d);
	free(rows);
	return took;
}

static double
time_rows(const struct file *file)
{
	double start = now();
	struct tg_png_rows *rows = tg_png_rows_open(&file->form, file->data, file->len, file->first_idat);

	for (uint32_t y = 0; y < file->form.height; y++)
		if (!tg_png_rows_next(rows))
			abort();
	tg_png_rows_free(rows);
	return now() - start;
}

static void
read_bytes(png_structp png, png_bytep to, png_size_t size)
{
	if (take(png_get_io_ptr(png), to, size) != size)
		png_error(png, "cut");
}

static double
time_libpng(const struct file *file)
{
	struct rest rest = { file->data, file->len };
	uint8_t *row = malloc(file->row_size);
	double start = now();
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);

	if (!row || setjmp(png_jmpbuf(png)))
		abort();
	png_set_read_fn(png, &rest, read_bytes);
	png_read_info(png, info);
	for (uint32_t y = 0; y < file->form.height; y++)
		png_read_row(png, row, NULL);
	png_destroy_read_struct(&png, &info, NULL);
	double took = now() - start;
	free(row);
	return took;
}

int
main(int argc, char **argv)
{
	enum { INFLATE, ZLIB, LIBDEFLATE, ROWS, LIBPNG, N_WAYS };
	static double (*const ways[N_WAYS])(const struct file *) = {
		time_inflate, time_zlib, time_libdeflate, time_rows, time_libpng,
	};
	int rounds = argc > 1 ? atoi(argv[1]) : 0;
	double sums[N_WAYS] = { 0 };

	if (argc < 3 || rounds < 1) {
		fprintf(stderr, "usage: png_read ROUNDS FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		double best[N_WAYS] = { 1e9, 1e9, 1e9, 1e9, 1e9 };
		struct file file;

		if (open_file(&file, argv[i])) {
			for (int round = 0; round < rounds; round++)
				for (int way = 0; way < N_WAYS; way++)
					best[way] = less(ways[way](&file), best[way]);
			for (int way = 0; way < N_WAYS; way++)
				sums[way] += best[way];
		} else {
			printf("not taken  %s\n", argv[i]);
		}
		close_file(&file);
	}
	tell("PNG: inflate", sums[INFLATE], "zlib", sums[ZLIB]);
	tell("PNG: inflate", sums[INFLATE], "libdeflate", sums[LIBDEFLATE]);
	tell("PNG: rows, inflated and unfiltered", sums[ROWS], "libpng", sums[LIBPNG]);
	return 0;
}
