/*
 * The filters of PNG (clause 9), undone.
 */
#ifndef TG_CODEC_PNG_UNFILTER_H
#define TG_CODEC_PNG_UNFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All rows have so many bytes of any value after them, which are read and, after a decoded row, written. */
#define TG_PNG_UNFILTER_PADDING 16

/*
 * Decodes a row: FROM is its filter's type and then LEN bytes, SIZE for each pixel, 1 to
 * 8; ABOVE is the decoded row before it, zeros for the first one, and TO the decoded row. False
 * if there is no such filter.
 */
bool tg_png_unfilter(uint8_t *to, const uint8_t *from, const uint8_t *above, size_t len, size_t size);

/* The same for the two rows FROM and FROM + 1 + LEN, to TO and BELOW: faster, where both have Paeth's filter. */
bool tg_png_unfilter_two(uint8_t *to, uint8_t *below, const uint8_t *from, const uint8_t *above, size_t len,
                         size_t size);

#endif
