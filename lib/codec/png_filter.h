/*
 * The filters of PNG (clause 9), as an encoder chooses them.
 */
#ifndef TG_CODEC_PNG_FILTER_H
#define TG_CODEC_PNG_FILTER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Filters a row of LEN bytes, PIXEL_SIZE for each pixel, under the row ABOVE
 * (zeros for the first one), and writes the filter's type and the LEN filtered
 * bytes to TO. Of the five filters it takes the one whose bytes, as signed
 * numbers, are the smallest in sum (clause 12.7). SCRATCH has room for LEN + 1 bytes.
 */
void tg_png_filter(uint8_t *to, const uint8_t *row, const uint8_t *above, size_t len, size_t pixel_size,
                   uint8_t *scratch);

#endif
