/*
 * A JPEG picture as small planes, one for each component, decoded by a scanner of
 * our own that passes over the coefficients which a small picture does not need.
 */
#ifndef TG_CODEC_JPEG_PLANES_H
#define TG_CODEC_JPEG_PLANES_H

#include <stddef.h>
#include <stdint.h>

#include "codec/jpeg_header.h"
#include "codec/jpeg_idct.h"

struct tg_jpeg_planes {
	uint32_t width, height;           /* of the picture, in pixels */
	uint32_t grid_width, grid_height; /* of the small one: libjpeg's size at the same scale */
	enum tg_jpeg_colour colour;
	unsigned n_planes;           /* 1 or 3 */
	struct tg_jpeg_plane planes[TG_JPEG_MAX_COMPONENTS];
};

/*
 * Decodes the LEN bytes at DATA at EIGHTHS (1, 2 or 4) of the size, a
 * component of fewer samples at up to twice that where its factors allow. Returns 1 with
 * *PLANES filled, to be freed with tg_jpeg_planes_free; or 0 with *PLANES
 * zeroed where libjpeg is to have the file: it is damaged, rare, or there is
 * no memory. Never reads beyond DATA[LEN - 1].
 */
int tg_jpeg_planes(const uint8_t *data, size_t len, unsigned eighths, struct tg_jpeg_planes *planes);

/* Frees what tg_jpeg_planes allocated and zeroes *PLANES; NULL and zeroed ones are fine. */
void tg_jpeg_planes_free(struct tg_jpeg_planes *planes);

#endif
