/*
 * The rows of the PNG files that most are: of 8 or 16 bits a sample or of 8 bits with a
 * palette; png_adam7.h has those that are interlaced. What is odd, spoilt or cut is refused: libpng is to
 * judge it.
 */
#ifndef TG_CODEC_PNG_ROWS_H
#define TG_CODEC_PNG_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_png_rows;

/* What the rows are like, and what is wanted of them. */
struct tg_png_form {
	uint32_t width, height;   /* in pixels */
	unsigned n_samples;       /* of a pixel in the file: 1 to 4 */
	bool wide;                /* of 16 bits each, else 8 */
	bool narrow;              /* wide ones are wanted with 8 bits, rounded to the nearest */
	unsigned n_channels;      /* 3 or 4 where a sample is an index into the palette, else 0 */
	uint8_t palette[256][4];  /* RGB or RGBA of each */
};

/* Bytes that reading rows of FORM takes. */
uint64_t tg_png_rows_memory(const struct tg_png_form *form);

/*
 * Opens the rows of the picture whose first IDAT chunk starts at DATA + AT, in a file of LEN
 * bytes. NULL if there is no memory; else to be freed with tg_png_rows_free, DATA and FORM outliving it.
 */
struct tg_png_rows *tg_png_rows_open(const struct tg_png_form *form, const uint8_t *data, size_t len, size_t at);

/*
 * Says that the rows to come are HEIGHT rows of WIDTH pixels, neither more than the form's, with nothing
 * above the first: of a pass of an interlaced picture. Those of the one before have all been read.
 */
void tg_png_rows_start(struct tg_png_rows *rows, uint32_t width, uint32_t height);

/*
 * The next row, valid until the next call, with 16-bit samples in the order of the file. NULL where
 * anything is wrong. No more than the height are to be asked for.
 */
const uint8_t *tg_png_rows_next(struct tg_png_rows *rows);

/* After the last row: whether the file has nothing wrong to its end either. */
bool tg_png_rows_end(struct tg_png_rows *rows);

/* Frees ROWS, which may be NULL. */
void tg_png_rows_free(struct tg_png_rows *rows);

#endif
