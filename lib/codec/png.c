/*
 * PNG: libpng reads the header; the rows are png_rows.c's to read, or libpng's where
 * they are of an odd form, and once more from the first where anything is wrong with
 * them: what is to be said of a spoilt file, and what is left of it, is libpng's to judge.
 *
 * Rows go straight into the filter, but for interlaced pictures, of which each pass
 * touches every part, so that they have to be held whole.
 */
#include "codec/png.h"

#include <ctype.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "codec/exif.h"
#include "codec/png_adam7.h"
#include "codec/png_chunks.h"
#include "codec/png_colour.h"
#include "codec/png_curve.h"
#include "codec/png_rows.h"
#include "codec/shrink.h"
#include "codec/source.h"

/* Of a chunk that libpng holds in memory, unpacked: the largest that is in use is a profile. */
#define CHUNK_SIZE_MAX ((png_alloc_size_t)8 << 20)

/* No deflate stream expands to more than this many times its size. */
#define DEFLATE_LIMIT 1032

struct decoder {
	png_structp png;
	png_infop info;
	const uint8_t *file;       /* all of it */
	size_t file_size;
	const uint8_t *data;       /* what libpng has not read yet */
	size_t len;
	struct tg_fault error;     /* what libpng died of */
	bool truncated;            /* it asked for more than there is */
	struct tg_resize_plan plan;
	struct tg_shrink shrink;
	bool plain;                /* png_rows.c may try its rows, which are of this form */
	struct tg_png_form form;
	struct tg_source source;
	struct tg_png_curve curve; /* to apply to each row, where it has a table */
	unsigned n_channels;       /* of the decoded rows */
	bool alpha;                /* the last of them is alpha */
	bool opaque;               /* no pixel so far had an alpha below 255 */
	uint8_t *pixels;           /* one row; all of them where the picture is interlaced */
	bool interlaced;
	bool wide;                 /* rows have 16-bit samples, for the curve */
	size_t row_size;           /* bytes of a decoded row */
	bool any;                  /* at least one row was decoded */
};

static int
match(const uint8_t *data, size_t len)
{
	return len >= 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0;
}

static void
describe(const char *text, struct tg_fault *fault)
{
	static const char start[] = "corrupt PNG: ";
	char *message = fault->text + sizeof(start) - 1;

	tg_fault_set(fault, TG_FAULT_CORRUPT, "%s%s", start, text);
	/* Not a chunk's name. */
	if (!isupper((unsigned char)message[1]))
		message[0] = (char)tolower((unsigned char)message[0]);
}

static void
fail(png_structp png, png_const_charp text)
{
	struct decoder *d = png_get_error_ptr(png);

	if (d->truncated)
		tg_fault_set(&d->error, TG_FAULT_TRUNCATED, "truncated PNG");
	else
		describe(text, &d->error);
	png_longjmp(png, 1);
}

static void
say_nothing(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void
get(png_structp png, png_bytep to, size_t len)
{
	struct decoder *d = png_get_io_ptr(png);

	if (len > d->len) {
		d->truncated = true;
		png_error(png, "no more data");
	}
	memcpy(to, d->data, len);
	d->data += len;
	d->len -= len;
}

/* The iCCP chunk's profile is libpng's to unpack; the other metadata we find ourselves. */
static void
read_metadata(struct decoder *d)
{
	struct tg_png_chunks chunks = tg_png_chunks_find(d->file, d->file_size);
	png_charp name;
	png_bytep profile = NULL;
	png_uint_32 size = 0;
	int compression;

	png_get_iCCP(d->png, d->info, &name, &compression, &profile, &size);
	tg_png_colour(&chunks, profile, size, &d->source.space);
	d->source.orientation = tg_exif_read(chunks.exif.data, chunks.exif.len).orientation;
}

static bool
has_curve(const struct decoder *d)
{
	return d->source.space.kind == TG_COLOUR_PRIMARIES && d->source.space.gamma > 0;
}

/* What png_rows.c has to know, before libpng is told to change anything. */
static void
find_form(struct decoder *d)
{
	unsigned type = png_get_color_type(d->png, d->info), depth = png_get_bit_depth(d->png, d->info);
	bool has_transparency = png_get_valid(d->png, d->info, PNG_INFO_tRNS);
	png_colorp colours = NULL;
	png_bytep alphas = NULL;
	int n_colours = 0, n_alphas = 0;

	d->plain = depth >= 8 && (!has_transparency || type == PNG_COLOR_TYPE_PALETTE) &&
	           d->file_size - d->len >= 8 && memcmp(d->data - 4, "IDAT", 4) == 0;
	d->form.width = d->source.size.width;
	d->form.height = d->source.size.height;
	d->form.n_samples = png_get_channels(d->png, d->info);
	d->form.wide = depth == 16;
	d->form.narrow = !d->wide;
	if (type != PNG_COLOR_TYPE_PALETTE)
		return;
	d->form.n_channels = d->n_channels;
	png_get_PLTE(d->png, d->info, &colours, &n_colours);
	if (has_transparency)
		png_get_tRNS(d->png, d->info, &alphas, &n_alphas, NULL);
	for (int i = 0; i < 256; i++) {
		uint8_t *to = d->form.palette[i];

		if (i < n_colours)
			memcpy(to, &colours[i], 3);
		to[3] = i < n_alphas ? alphas[i] : 255;
	}
}

/* Reads the header, and asks for rows of grey or RGB, with alpha where there is any. */
static int
read_header(struct decoder *d)
{
	if (setjmp(png_jmpbuf(d->png)))
		return -1;
	png_set_user_limits(d->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* limits are tg_source_admit's */
	png_set_chunk_malloc_max(d->png, CHUNK_SIZE_MAX);
	/* Of the ancillary chunks only tRNS and iCCP, which an sRGB chunk before it would hide. */
	png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep)"iCCP", 1);
	png_read_info(d->png, d->info);
	read_metadata(d);
	png_set_expand(d->png);
	d->wide = has_curve(d) && png_get_bit_depth(d->png, d->info) == 16;
	if (!d->wide)
		png_set_scale_16(d->png);
	d->interlaced = png_set_interlace_handling(d->png) > 1;
	d->source.size.width = png_get_image_width(d->png, d->info);
	d->source.size.height = png_get_image_height(d->png, d->info);
	d->alpha = (png_get_color_type(d->png, d->info) & PNG_COLOR_MASK_ALPHA) ||
	           png_get_valid(d->png, d->info, PNG_INFO_tRNS);
	d->n_channels = (png_get_color_type(d->png, d->info) & PNG_COLOR_MASK_COLOR ? 3 : 1) + d->alpha;
	d->row_size = (size_t)d->source.size.width * d->n_channels * (d->wide ? 2 : 1);
	d->opaque = true;
	find_form(d);
	return 0;
}

/* Has libpng make room for rows, which may be large. */
static int
start_rows(struct decoder *d)
{
	if (setjmp(png_jmpbuf(d->png)))
		return -1;
	png_read_update_info(d->png, d->info);
	if (png_get_rowbytes(d->png, d->info) != d->row_size)
		png_error(d->png, "rows of an unforeseen size");
	return 0;
}

static int
prepare(struct decoder *d, const struct tg_shape *shape)
{
	d->plan = (struct tg_resize_plan){
		.grid = d->source.size,
		.extent_width = d->source.size.width,
		.extent_height = d->source.size.height,
		.n_channels = d->n_channels,
		.alpha = d->alpha,
		.linear = shape->linear,
	};
	size_t n_rows = d->interlaced ? d->source.size.height : 1;

	/* At one bit a pixel, the least there is: a header that lies must not cost memory. */
	if (d->interlaced && (uint64_t)d->source.size.width * d->source.size.height / 8 > (uint64_t)d->file_size * DEFLATE_LIMIT)
		return tg_fault_set(&d->error, TG_FAULT_TRUNCATED, "truncated PNG");
	d->source.memory = d->file_size + n_rows * d->row_size + 4 * (uint64_t)d->row_size +
	                   tg_shrink_memory(&d->plan, &d->source, shape) + ((uint64_t)1 << 20);
	if (d->plain)
		d->source.memory += tg_png_rows_memory(&d->form);
	if (tg_source_admit(&d->source, shape, &d->error) < 0 || start_rows(d) < 0)
		return -1;
	d->pixels = calloc(n_rows, d->row_size);
	if (!d->pixels)
		return tg_fault_set(&d->error, TG_FAULT_MEMORY, "no memory for %zu rows of pixels", n_rows);
	if (has_curve(d)) {
		if (tg_png_curve_init(&d->curve, d->source.space.gamma, d->wide, &d->error) < 0)
			return -1;
		d->source.space.gamma = 0;
	}
	return tg_shrink_open(&d->shrink, &d->plan, &d->source, shape, &d->error);
}

/* Whether each pixel of a row has the alpha 255. */
static bool
is_opaque(const struct decoder *d, const uint8_t *row)
{
	size_t len = d->source.size.width * (size_t)d->n_channels, i = 0;
	uint64_t all = UINT64_MAX;
	uint8_t alphas[sizeof(all)];

	/* Eight bytes are two or four whole pixels. */
	for (; i + sizeof(all) <= len; i += sizeof(all)) {
		uint64_t next;

		memcpy(&next, row + i, sizeof(next));
		all &= next;
	}
	memcpy(alphas, &all, sizeof(all));
	for (; i < len; i++)
		alphas[i % sizeof(all)] &= row[i];
	for (i = d->n_channels - 1; i < sizeof(all); i += d->n_channels)
		if (alphas[i] != 255)
			return false;
	return true;
}

/* Takes a row of the channels wanted, and of 8 bits. */
static void
push(struct decoder *d, const uint8_t *row)
{
	d->opaque = d->opaque && d->alpha && is_opaque(d, row);
	tg_shrink_row(&d->shrink, row);
}

/* The same for one as it was decoded, which may change. */
static void
curve_and_push(struct decoder *d, uint8_t *row)
{
	if (d->curve.table)
		tg_png_curve_apply(&d->curve, row, d->source.size.width, d->n_channels);
	push(d, row);
}

/* Reads ROWS, of which nothing is wrong; false if something is. */
static bool
read_plain_rows(struct decoder *d, struct tg_png_rows *rows)
{
	const uint8_t *row = NULL;

	for (uint32_t y = 0; y < d->source.size.height && (row = tg_png_rows_next(rows)); y++)
		if (d->curve.table) {
			memcpy(d->pixels, row, d->row_size);
			curve_and_push(d, d->pixels);
		} else
			push(d, row);
	return row;
}

/* Reads the picture of a file that is of a plain form and has nothing wrong; false if it is not. */
static bool
read_plain(struct decoder *d)
{
	struct tg_png_rows *rows = tg_png_rows_open(&d->form, d->file, d->file_size, d->file_size - d->len - 8);
	bool done = false;

	if (rows && d->interlaced)
		done = tg_png_adam7_read(rows, &d->form, d->pixels, d->row_size / d->source.size.width);
	else if (rows)
		done = read_plain_rows(d, rows);
	done = done && tg_png_rows_end(rows);
	tg_png_rows_free(rows);
	return done;
}

/* Forgets what was read of a picture. */
static int
start_again(struct decoder *d, const struct tg_shape *shape)
{
	if (d->interlaced) {
		memset(d->pixels, 0, d->source.size.height * d->row_size);
		return 0;
	}
	tg_shrink_free(&d->shrink);
	d->opaque = true;
	return tg_shrink_open(&d->shrink, &d->plan, &d->source, shape, &d->error);
}

static int
read_rows(struct decoder *d)
{
	if (setjmp(png_jmpbuf(d->png)))
		return -1;
	for (uint32_t y = 0; y < d->source.size.height; y++) {
		png_read_row(d->png, d->pixels, NULL);
		d->any = true;
		curve_and_push(d, d->pixels);
	}
	png_read_end(d->png, NULL);
	return 0;
}

/* As libpng's display rows, so that a pass that is missing leaves coarse pixels and not black ones. */
static int
read_passes(struct decoder *d)
{
	if (setjmp(png_jmpbuf(d->png)))
		return -1;
	for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
		for (uint32_t y = 0; y < d->source.size.height; y++) {
			png_read_row(d->png, NULL, d->pixels + y * d->row_size);
			d->any = true;
		}
	png_read_end(d->png, NULL);
	return 0;
}

static int
read_picture(struct decoder *d, const struct tg_shape *shape)
{
	bool done = d->plain && read_plain(d);
	int status = 0;

	if (!done && d->plain && start_again(d, shape) < 0)
		return -1;
	if (!done)
		status = d->interlaced ? read_passes(d) : read_rows(d);
	if (d->interlaced && (done || d->any))
		for (uint32_t y = 0; y < d->source.size.height; y++)
			curve_and_push(d, d->pixels + y * d->row_size);
	return status;
}

/* Takes the alpha channel out of IMAGE. */
static int
drop_alpha(struct tg_image *image, struct tg_fault *why)
{
	struct tg_image to;
	unsigned n_colours = image->n_channels - 1;
	size_t n_pixels = (size_t)image->size.width * image->size.height;

	if (tg_image_init(&to, image->size, n_colours, why) < 0)
		return -1;
	for (size_t i = 0; i < n_pixels; i++)
		memcpy(to.data + i * n_colours, image->data + i * image->n_channels, n_colours);
	tg_image_free(image);
	*image = to;
	return 0;
}

/* Decodes, shrinks and develops; where a part is missing the rest is a picture. */
static int
make(struct decoder *d, const struct tg_shape *shape, struct tg_picture *out)
{
	struct tg_fault damage = {0};

	if (read_header(d) < 0 || prepare(d, shape) < 0)
		return -1;
	if (read_picture(d, shape) < 0) {
		if (!d->any)
			return -1;
		damage = d->error;
	}
	tg_shrink_finish(&d->shrink, out);
	/* Rows that are missing are transparent, so a damaged picture keeps its alpha. */
	for (unsigned i = 0; i < out->n_images && d->alpha && d->opaque && !damage.code; i++)
		if (drop_alpha(&out->images[i], &d->error) < 0) {
			tg_picture_free(out);
			return -1;
		}
	return tg_source_develop(&d->source, shape, &damage, out, &d->error);
}

static int
decode(const uint8_t *data, size_t len, const struct tg_shape *shape, struct tg_picture *out,
       struct tg_fault *why)
{
	struct decoder d = {.file = data, .file_size = len, .data = data, .len = len};
	int status = -1;

	memset(out, 0, sizeof(*out));
	tg_fault_set(&d.error, TG_FAULT_MEMORY, "no memory to decode a PNG");
	d.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &d, fail, say_nothing);
	if (d.png && (d.info = png_create_info_struct(d.png))) {
		png_set_read_fn(d.png, &d, get);
		status = make(&d, shape, out);
	}
	out->memory = d.source.memory;
	if (status < 0 && why)
		*why = d.error;
	tg_shrink_free(&d.shrink);
	tg_png_curve_free(&d.curve);
	free(d.pixels);
	png_destroy_read_struct(&d.png, &d.info, NULL);
	return status;
}

const struct tg_codec tg_png = {"PNG", match, decode};
