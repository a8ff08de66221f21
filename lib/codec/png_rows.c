/*
 * From the stream of the IDAT chunks to rows: inflated, unfiltered and made what is
 * wanted. Rows go by in pairs, as the filters are undone the fastest, and stay for as
 * long as they are the row above another one.
 */
#include "codec/png_rows.h"

#include <stdlib.h>
#include <string.h>

#include "codec/inflate.h"
#include "codec/png_idat.h"
#include "codec/png_unfilter.h"
#include "codec/png_vector.h"

struct tg_png_rows {
	const struct tg_png_form *form;
	struct tg_png_idat idat;
	struct tg_inflate *inflate;
	size_t pixel_size;    /* in the file, in bytes */
	uint32_t width;       /* of a row, in pixels */
	size_t len;           /* of a row in the file, in bytes */
	uint32_t n_left;      /* rows that are not unfiltered yet */
	bool started;         /* the pair holds rows above the next one */
	bool has_second;      /* the second of a pair has not been given out */
	uint8_t *above;       /* the row before those of the pair; zeros at first */
	uint8_t *pair[2];
	uint8_t *made;        /* of a row, what is wanted */
	uint8_t bytes[];      /* all of these */
};

static size_t
row_size(const struct tg_png_form *form)
{
	size_t len = (size_t)form->width * form->n_samples * (form->wide ? 2 : 1);

	return (len + 2 * TG_PNG_UNFILTER_PADDING) / TG_PNG_UNFILTER_PADDING * TG_PNG_UNFILTER_PADDING;
}

/* Of a row that has to be made what is wanted, and what is written after it. */
static size_t
made_size(const struct tg_png_form *form)
{
	if (form->n_channels)
		return (size_t)form->width * form->n_channels + 1;
	return form->narrow ? (size_t)form->width * form->n_samples + 8 : 0;
}

uint64_t
tg_png_rows_memory(const struct tg_png_form *form)
{
	return sizeof(struct tg_png_rows) + 3 * row_size(form) + made_size(form) + tg_inflate_memory(2 * row_size(form));
}

static size_t
read_idat(void *idat, uint8_t *to, size_t size)
{
	return tg_png_idat_read(idat, to, size);
}

struct tg_png_rows *
tg_png_rows_open(const struct tg_png_form *form, const uint8_t *data, size_t len, size_t at)
{
	size_t size = row_size(form);
	struct tg_png_rows *rows = calloc(1, sizeof(*rows) + 3 * size + made_size(form));

	if (!rows)
		return NULL;
	rows->form = form;
	rows->pixel_size = form->n_samples * (form->wide ? 2 : 1);
	rows->above = rows->bytes;
	rows->pair[0] = rows->above + size;
	rows->pair[1] = rows->pair[0] + size;
	rows->made = rows->pair[1] + size;
	tg_png_rows_start(rows, form->width, form->height);
	tg_png_idat_init(&rows->idat, data, len, at);
	rows->inflate = tg_inflate_open(&(struct tg_inflate_source){read_idat, &rows->idat}, 2 * (rows->len + 1));
	if (rows->inflate)
		return rows;
	free(rows);
	return NULL;
}

void
tg_png_rows_start(struct tg_png_rows *rows, uint32_t width, uint32_t height)
{
	rows->width = width;
	rows->len = width * rows->pixel_size;
	rows->n_left = height;
	rows->started = false;
	memset(rows->above, 0, rows->len);
}

/* Unfilters the next two rows, or the last one. */
static bool
read_pair(struct tg_png_rows *rows)
{
	size_t n = rows->n_left > 1 ? 2 : 1, len = n * (rows->len + 1);
	const uint8_t *from = tg_inflate_peek(rows->inflate, len);

	if (!from)
		return false;
	if (rows->started) {
		uint8_t *last = rows->pair[1];

		rows->pair[1] = rows->above;
		rows->above = last;
	}
	if (n == 2 ? !tg_png_unfilter_two(rows->pair[0], rows->pair[1], from, rows->above, rows->len, rows->pixel_size)
	           : !tg_png_unfilter(rows->pair[0], from, rows->above, rows->len, rows->pixel_size))
		return false;
	tg_inflate_skip(rows->inflate, len);
	rows->n_left -= n;
	rows->has_second = n == 2;
	rows->started = true;
	return true;
}

/* Indices to colours; of each pixel four bytes are written. */
static void
look_up(const struct tg_png_form *form, uint8_t *to, const uint8_t *row, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++, to += form->n_channels)
		memcpy(to, form->palette[row[x]], 4);
}

/*
 * 16 bits to 8, rounded: (v + 128) / 257. Of v = 256 * high + low that is the
 * high byte, or one beside it where the bytes are more than 128 apart.
 */
static void
round_off(uint8_t *to, const uint8_t *row, size_t len)
{
	for (size_t i = 0; i < len; i += 16, to += 8) {
		tg_png_vector v, high, low;

		memcpy(&v, row + i, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		high = v & 0xff;
		low = v >> 8 & 0xff;
#else
		high = v >> 8 & 0xff;
		low = v & 0xff;
#endif
		tg_png_vector_store(to, high - (low - high > 128) + (high - low > 128));
	}
}

const uint8_t *
tg_png_rows_next(struct tg_png_rows *rows)
{
	const uint8_t *row;

	if (rows->has_second) {
		rows->has_second = false;
		row = rows->pair[1];
	} else {
		if (!read_pair(rows))
			return NULL;
		row = rows->pair[0];
	}
	if (rows->form->n_channels) {
		look_up(rows->form, rows->made, row, rows->width);
		return rows->made;
	}
	if (rows->form->wide && rows->form->narrow) {
		round_off(rows->made, row, rows->len);
		return rows->made;
	}
	return row;
}

bool
tg_png_rows_end(struct tg_png_rows *rows)
{
	return tg_inflate_ends(rows->inflate) && tg_png_idat_ends(&rows->idat);
}

void
tg_png_rows_free(struct tg_png_rows *rows)
{
	if (!rows)
		return;
	tg_inflate_free(rows->inflate);
	free(rows);
}
