/*
 * The thumbnail as a PNG file: sRGB, 8 bits, no other metadata.
 */
#ifndef TG_CODEC_PNG_ENCODE_H
#define TG_CODEC_PNG_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "image/image.h"

/*
 * Encodes IMAGE. Returns 0 with the file's *LEN bytes in *BYTES, to be freed
 * with free(); or -1 with WHY filled (TG_FAULT_MEMORY) and *BYTES NULL.
 */
int tg_png_encode(const struct tg_image *image, uint8_t **bytes, size_t *len, struct tg_fault *why);

#endif
