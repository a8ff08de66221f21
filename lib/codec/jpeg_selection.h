/*
 * Which scans of a progressive picture matter for the coefficients that are
 * wanted: the others need not be decoded.
 */
#ifndef TG_CODEC_JPEG_SELECTION_H
#define TG_CODEC_JPEG_SELECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/jpeg_header.h"

/* More than any encoder makes: one for each coefficient of a picture would be 192. */
#define TG_JPEG_SELECTION_MAX 256

struct tg_jpeg_selection {
	unsigned n_scans;
	struct tg_jpeg_scan_header scans[TG_JPEG_SELECTION_MAX];
	bool needed[TG_JPEG_SELECTION_MAX];
};

/*
 * Looks through all scans from HEADER's on, without decoding them. WANTED has
 * for each component the zigzag indexes of what is wanted, as bits. Returns 0,
 * or -1 where libjpeg is to have the file: scans are missing, or out of order.
 */
int tg_jpeg_selection_make(struct tg_jpeg_selection *selection, const struct tg_jpeg_header *header,
                           const uint64_t *wanted);

/* Where the scan's data end that start at AT: at a marker other than a restart, or at LEN. */
size_t tg_jpeg_selection_skip(const uint8_t *data, size_t len, size_t at);

#endif
