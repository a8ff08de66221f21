/*
 * Progressive pictures: those scans that matter are decoded, and of the
 * coefficients those that are wanted are kept.
 */
#ifndef TG_CODEC_JPEG_PROGRESSIVE_H
#define TG_CODEC_JPEG_PROGRESSIVE_H

#include "codec/jpeg_header.h"
#include "codec/jpeg_idct.h"
#include "codec/jpeg_scan.h"

/*
 * Decodes the picture whose HEADER was read up to its first scan into PLANES.
 * Returns 0, or -1 where libjpeg is to have the file.
 */
int tg_jpeg_progressive(struct tg_jpeg_scanner *scanner, struct tg_jpeg_header *header,
                        struct tg_jpeg_plane *planes);

#endif
