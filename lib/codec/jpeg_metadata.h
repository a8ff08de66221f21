/*
 * What a JPEG file says of its picture beside the pixels.
 */
#ifndef TG_CODEC_JPEG_METADATA_H
#define TG_CODEC_JPEG_METADATA_H

#include <stddef.h>
#include <stdint.h>

struct tg_source;

/*
 * Fills SOURCE's orientation and colour space from the EXIF and ICC segments
 * of the LEN bytes at DATA. What is malformed counts as not there. Returns the
 * ICC profile's bytes, to which SOURCE points, to be freed with free() after
 * it; NULL where there is none or no memory for it.
 */
uint8_t *tg_jpeg_metadata_read(const uint8_t *data, size_t len, struct tg_source *source);

#endif
