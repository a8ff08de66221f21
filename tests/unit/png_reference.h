/*
 * What a PNG file's rows are, by libpng, and whether png_rows says the same. Shared by the unit
 * test and the fuzz target.
 */
#ifndef TESTS_UNIT_PNG_REFERENCE_H
#define TESTS_UNIT_PNG_REFERENCE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "codec/png_adam7.h"
#include "codec/png_rows.h"

/* The most pixels of an interlaced picture, which is held whole. */
#define PNG_REFERENCE_INTERLACED_MAX (1 << 22)

struct png_reference {
	png_structp png;
	png_infop info;
	const uint8_t *file, *end;
	const uint8_t *data;       /* what libpng has not read */
	bool odd;                  /* libpng warned of something */
	struct tg_png_form form;
	bool plain;                /* the file is of a form for png_rows */
	bool interlaced;
	struct tg_png_rows *rows;
	uint8_t *picture;          /* ours; of an interlaced file */
	uint8_t *row;              /* libpng's, or all of them */
	uint32_t n_same;           /* rows that both have */
	const char *wrong;
};

static void
png_reference_get(png_structp png, png_bytep to, size_t len)
{
	struct png_reference *r = png_get_io_ptr(png);

	if (len > (size_t)(r->end - r->data))
		png_error(png, "cut");
	memcpy(to, r->data, len);
	r->data += len;
}

static void
png_reference_fail(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

static void
png_reference_note(png_structp png, png_const_charp text)
{
	struct png_reference *r = png_get_error_ptr(png);

	(void)text;
	r->odd = true;
}

/* The form that libpng tells of, with its rows expanded, and 16 bits made 8 where NARROW. */
static inline void
png_reference_form(struct png_reference *r, bool narrow)
{
	unsigned type = png_get_color_type(r->png, r->info), depth = png_get_bit_depth(r->png, r->info);
	bool has_transparency = png_get_valid(r->png, r->info, PNG_INFO_tRNS);
	struct tg_png_form *form = &r->form;

	r->plain = depth >= 8 && (type == PNG_COLOR_TYPE_PALETTE || !has_transparency);
	r->interlaced = png_set_interlace_handling(r->png) > 1;
	form->width = png_get_image_width(r->png, r->info);
	form->height = png_get_image_height(r->png, r->info);
	form->n_samples = png_get_channels(r->png, r->info);
	form->wide = depth == 16;
	form->narrow = narrow;
	if (type == PNG_COLOR_TYPE_PALETTE) {
		png_colorp colours = NULL;
		png_bytep alphas = NULL;
		int n_colours = 0, n_alphas = 0;

		form->n_channels = has_transparency ? 4 : 3;
		png_get_PLTE(r->png, r->info, &colours, &n_colours);
		png_get_tRNS(r->png, r->info, &alphas, &n_alphas, NULL);
		for (int i = 0; i < 256; i++) {
			form->palette[i][3] = i < n_alphas ? alphas[i] : 255;
			if (i < n_colours)
				memcpy(form->palette[i], &colours[i], 3);
		}
	}
	png_set_expand(r->png);
	if (narrow)
		png_set_scale_16(r->png);
}

static inline struct tg_png_rows *
png_reference_rows(const struct png_reference *r, const uint8_t *first_data)
{
	struct tg_png_rows *rows = tg_png_rows_open(&r->form, r->file, (size_t)(r->end - r->file),
	                                            (size_t)(first_data - r->file) - 8);

	if (!rows)
		abort();
	return rows;
}

static inline uint8_t *
png_reference_room(const struct png_reference *r, uint32_t n_rows)
{
	uint8_t *room = calloc(n_rows, png_get_rowbytes(r->png, r->info));

	if (!room)
		abort();
	return room;
}

/* Whether png_rows finds nothing wrong, from the first row to the file's end. */
static inline bool
png_reference_ours(struct png_reference *r)
{
	struct tg_png_rows *rows = png_reference_rows(r, r->data);
	bool whole = true;

	if (r->interlaced) {
		r->picture = png_reference_room(r, r->form.height);
		whole = tg_png_adam7_read(rows, &r->form, r->picture,
		                          png_get_rowbytes(r->png, r->info) / r->form.width);
	}
	for (uint32_t y = 0; whole && !r->interlaced && y < r->form.height; y++)
		whole = tg_png_rows_next(rows) != NULL;
	whole = whole && tg_png_rows_end(rows);
	tg_png_rows_free(rows);
	return whole;
}

/* Compares rows for as long as both have some. Returns whether libpng comes to the end. */
static inline bool
png_reference_compare(struct png_reference *r)
{
	if (setjmp(png_jmpbuf(r->png)))
		return false;
	r->rows = png_reference_rows(r, r->data);
	size_t len = png_get_rowbytes(r->png, r->info);
	r->row = png_reference_room(r, 1);
	for (uint32_t y = 0; y < r->form.height; y++) {
		const uint8_t *row = y == r->n_same ? tg_png_rows_next(r->rows) : NULL;

		png_read_row(r->png, r->row, NULL);
		if (row && memcmp(row, r->row, len) != 0)
			r->wrong = "a row is not what libpng reads";
		r->n_same += row != NULL;
	}
	png_read_end(r->png, NULL);
	return true;
}

/* The same for an interlaced picture, which is compared when both have all of it. */
static inline bool
png_reference_compare_passes(struct png_reference *r, bool ours)
{
	if (setjmp(png_jmpbuf(r->png)))
		return false;
	size_t len = png_get_rowbytes(r->png, r->info);
	r->row = png_reference_room(r, r->form.height);
	for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
		for (uint32_t y = 0; y < r->form.height; y++)
			png_read_row(r->png, r->row + y * len, NULL);
	png_read_end(r->png, NULL);
	if (ours && memcmp(r->picture, r->row, r->form.height * len) != 0)
		r->wrong = "the picture is not what libpng reads";
	return true;
}

static inline bool
png_reference_open(struct png_reference *r, bool narrow)
{
	if (setjmp(png_jmpbuf(r->png)))
		return false;
	png_set_user_limits(r->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_chunk_malloc_max(r->png, 8 << 20);
	png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_read_info(r->png, r->info);
	png_reference_form(r, narrow);
	r->odd = false;
	png_read_update_info(r->png, r->info);
	return true;
}

enum png_reference_outcome {
	PNG_REFERENCE_TAKEN,   /* png_rows has read all rows */
	PNG_REFERENCE_REFUSED, /* it has not, though libpng has nothing to say of them */
	PNG_REFERENCE_LEFT     /* libpng has, or the form is another one */
};

/*
 * NULL, or what png_rows says otherwise than libpng of the LEN bytes of a file at DATA, with no more pixels than
 * PIXELS_MAX: another row, or that nothing is wrong where libpng finds something.
 */
static inline const char *
png_reference_check(const uint8_t *data, size_t len, bool narrow, uint64_t pixels_max,
                    enum png_reference_outcome *outcome)
{
	struct png_reference r = {.file = data, .data = data, .end = data + len};

	*outcome = PNG_REFERENCE_LEFT;
	r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, png_reference_fail, png_reference_note);
	r.info = png_create_info_struct(r.png);
	if (!r.png || !r.info)
		abort();
	png_set_read_fn(r.png, &r, png_reference_get);
	if (png_reference_open(&r, narrow) && r.plain && (uint64_t)r.form.width * r.form.height <= pixels_max &&
	    (!r.interlaced || (uint64_t)r.form.width * r.form.height <= PNG_REFERENCE_INTERLACED_MAX)) {
		bool ours = png_reference_ours(&r);
		bool theirs = r.interlaced ? png_reference_compare_passes(&r, ours) : png_reference_compare(&r);

		if (ours && !theirs)
			r.wrong = "libpng finds fault with it";
		*outcome = ours ? PNG_REFERENCE_TAKEN : theirs && !r.odd ? PNG_REFERENCE_REFUSED : PNG_REFERENCE_LEFT;
	}
	tg_png_rows_free(r.rows);
	free(r.picture);
	free(r.row);
	png_destroy_read_struct(&r.png, &r.info, NULL);
	return r.wrong;
}

#endif
