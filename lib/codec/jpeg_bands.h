/*
 * The AC scans of a progressive picture, each of which has a band of
 * coefficients of one component, and what is kept of its blocks.
 */
#ifndef TG_CODEC_JPEG_BANDS_H
#define TG_CODEC_JPEG_BANDS_H

#include "codec/jpeg_entropy.h"
#include "codec/jpeg_header.h"
#include "codec/jpeg_scan.h"

/* What is known of a component's blocks. */
struct tg_jpeg_layer {
	unsigned n_kept;     /* values of each block: 1, 3 or 16 */
	uint64_t wanted;     /* zigzag indexes of the coefficients that are kept */
	uint8_t places[64];  /* where among the values each of them is */
	uint32_t width;      /* blocks in a row, with those that fill MCUs up */
	uint32_t height;
	int16_t *values;     /* width * height * n_kept */
	uint64_t *masks;     /* width * height: which coefficients are not zero; NULL if only the DC is wanted */
};

/*
 * Decodes the data of HEADER's scan from BITS on, to its last block. Returns 0, or -1 where
 * libjpeg is to have the file.
 */
int tg_jpeg_bands_decode(struct tg_jpeg_layer *layer, struct tg_jpeg_scanner *scanner,
                         const struct tg_jpeg_header *header, struct tg_jpeg_bits *bits);

#endif
