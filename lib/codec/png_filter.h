/*
 * The filters of PNG (clause 9), as an encoder chooses them.
 */
#ifndef TG_CODEC_PNG_FILTER_H
#define TG_CODEC_PNG_FILTER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that may be read and written behind a row. */
#define TG_PNG_FILTER_SLACK 16

/*
 * Filters a row of LEN bytes, PIXEL_SIZE for each pixel, under the row ABOVE
 * (zeros for the first one), and writes the filter's type and the LEN filtered
 * bytes to TO. Of the five filters it takes the one whose bytes, as signed
 * numbers, are the smallest in sum (clause 12.7). ROW and ABOVE have PIXEL_SIZE zeros before
 * them; behind both, and behind what is written to TO, are TG_PNG_FILTER_SLACK bytes, of any
 * content before and after.
 */
void tg_png_filter(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t pixel_size);

#endif
