/*
 * The thumbnail as a file, in one of the formats that there are to choose from.
 */
#ifndef TG_CODEC_ENCODE_H
#define TG_CODEC_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "image/image.h"

enum tg_format {
	TG_FORMAT_PNG,
	TG_FORMAT_JPEG,
};

struct tg_encoding {
	enum tg_format format;
	unsigned quality;      /* of a JPEG file, 1 to 100 */
};

/* What all files of an encoding begin with. */
struct tg_encode_start {
	uint8_t bytes[89]; /* of a JPEG file, up to its first quantization table */
	size_t len;
};

/* "png" or "jpg". */
const char *tg_encode_suffix(enum tg_format format);

/* Finds what files of ENCODING begin with. Returns 0, or -1 with WHY filled (TG_FAULT_MEMORY). */
int tg_encode_begin(const struct tg_encoding *encoding, struct tg_encode_start *start, struct tg_fault *why);

/*
 * Encodes IMAGE: sRGB, 8 bits, no metadata. JPEG has no alpha: colours are put on
 * white. Returns 0 with the file's *LEN bytes in *BYTES, to be freed with free(); or
 * -1 with WHY filled (TG_FAULT_MEMORY) and *BYTES NULL.
 */
int tg_encode(const struct tg_image *image, const struct tg_encoding *encoding, uint8_t **bytes, size_t *len,
              struct tg_fault *why);

#endif
