/*
 * What EXIF metadata say of how a picture is to be shown: two values out of
 * hundreds, so this is a reader of our own, which follows three offsets and
 * never leaves its bytes, rather than a library.
 */
#ifndef TG_CODEC_EXIF_H
#define TG_CODEC_EXIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_exif {
	unsigned orientation; /* 1 to 8; 1 where there is none */
	bool adobe_rgb;       /* interoperability index R03: the DCF option file, in Adobe RGB */
};

/*
 * Reads the LEN bytes of an EXIF block at DATA, with "Exif\0\0" before the
 * TIFF header or without. What is malformed is ignored: it counts as not there.
 */
struct tg_exif tg_exif_read(const uint8_t *data, size_t len);

#endif
