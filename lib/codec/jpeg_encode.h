/*
 * The thumbnail as a JPEG file: sRGB or grey, baseline, no metadata.
 */
#ifndef TG_CODEC_JPEG_ENCODE_H
#define TG_CODEC_JPEG_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "image/image.h"

/*
 * Encodes IMAGE with QUALITY, 1 to 100, on white where it has alpha. Colours have half the
 * width and height below a quality of 90. Returns 0 with the file's *LEN bytes in *BYTES, to be freed
 * with free(); or -1 with WHY filled (TG_FAULT_MEMORY) and *BYTES NULL.
 */
int tg_jpeg_encode(const struct tg_image *image, unsigned quality, uint8_t **bytes, size_t *len,
                   struct tg_fault *why);

#endif
