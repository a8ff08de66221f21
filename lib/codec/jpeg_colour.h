/*
 * Rows of a JPEG picture's planes as rows of grey or RGB.
 */
#ifndef TG_CODEC_JPEG_COLOUR_H
#define TG_CODEC_JPEG_COLOUR_H

#include <stdint.h>

#include "codec/jpeg_planes.h"

/* The bytes that a row of PLANES takes: all channels, and space to work in. */
size_t tg_jpeg_colour_size(const struct tg_jpeg_planes *planes);

/*
 * Writes row Y of the grid to ROW: all samples of the first channel, then
 * all of the next. Planes of fewer samples have theirs repeated: only a filter that
 * shrinks is to see them.
 */
void tg_jpeg_colour_row(const struct tg_jpeg_planes *planes, uint32_t y, uint8_t *row);

#endif
