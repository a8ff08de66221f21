/*
 * Pictures that are interlaced: seven passes, each a smaller picture of pixels far apart (PNG, clause 8.2).
 */
#ifndef TG_CODEC_PNG_ADAM7_H
#define TG_CODEC_PNG_ADAM7_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/png_rows.h"

/*
 * Reads all passes of the picture of FORM whose rows ROWS has been opened for, into PICTURE: its rows one
 * behind the other, PIXEL_SIZE bytes for each pixel as tg_png_rows_next gives them. False where anything is
 * wrong, with some of PICTURE written.
 */
bool tg_png_adam7_read(struct tg_png_rows *rows, const struct tg_png_form *form, uint8_t *picture, size_t pixel_size);

#endif
