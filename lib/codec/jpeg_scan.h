/*
 * The blocks of a sequential scan, decoded straight into samples.
 */
#ifndef TG_CODEC_JPEG_SCAN_H
#define TG_CODEC_JPEG_SCAN_H

#include "codec/jpeg_header.h"
#include "codec/jpeg_huffman.h"
#include "codec/jpeg_idct.h"
#include "codec/jpeg_streams.h"

/* What decoding a picture needs beside its samples: large, and zeroed before its first use. */
struct tg_jpeg_scanner {
	struct tg_jpeg_streams streams;
	struct tg_jpeg_huffman tables[2][4]; /* DC and AC, by their number in the file */
};

/*
 * Decodes the scan that HEADER was read up to into the PLANES, one for each
 * of the frame's components, and moves HEADER behind it. Returns 0, or -1
 * where libjpeg is to have the file.
 */
int tg_jpeg_scan(struct tg_jpeg_scanner *scanner, struct tg_jpeg_header *header, struct tg_jpeg_plane *planes);

#endif
