/*
 * The picture formats, by magic number: from a file's bytes to the small
 * picture that fits the box, and from a small picture to a file's bytes.
 */
#ifndef TG_CODEC_CODEC_H
#define TG_CODEC_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "codec/encode.h"
#include "image/image.h"

/* How many of a file's first bytes tg_codec_find wants to see. */
#define TG_CODEC_MAGIC_SIZE 16

struct tg_colour_cache;

/* How many sizes of a picture can be made at once. */
#define TG_SHAPE_BOXES_MAX 8

/* What shapes a thumbnail: the caller's wishes. */
struct tg_shape {
	struct tg_size boxes[TG_SHAPE_BOXES_MAX]; /* a thumbnail for each, which fits into it; sides at least 1 */
	unsigned n_boxes;   /* at least 1 */
	struct tg_encoding encoding; /* of the thumbnails as files */
	bool orient;        /* turn the picture as its EXIF orientation says */
	bool linear;        /* shrink in linear light, as of sRGB samples; inks are not */
	bool strict;        /* a picture of which a part is missing is a failure */
	uint64_t pixels_max; /* no larger picture is decoded; 0: any */
	uint64_t memory_max; /* no picture whose decoding takes more bytes; 0: any */

	/* Colour conversions to be used again, or NULL; the caller's. */
	struct tg_colour_cache *colours;
};

/* What came of a picture: its thumbnails, and facts on the picture itself. */
struct tg_picture {
	struct tg_size size;    /* of the picture, in pixels, as it is to be seen */
	uint64_t memory;        /* bytes that decoding takes, by the header; 0 if that
	                           was not reached */
	unsigned n_images;
	struct tg_image images[TG_SHAPE_BOXES_MAX]; /* one for each box: sRGB or grey, owned */
	struct tg_fault damage; /* code TG_FAULT_NONE, or what is wrong with a
	                           picture of which only a part could be decoded */
};

struct tg_codec {
	const char *name; /* "JPEG", "PNG" */

	/* Whether a file that starts with these LEN bytes is of this format. */
	int (*match)(const uint8_t *data, size_t len);

	/*
	 * Decodes the file's LEN bytes at DATA and shrinks the picture to
	 * SHAPE. Returns 0 with *OUT filled, to be freed with
	 * tg_picture_free; or -1 with WHY filled and *OUT zeroed but for its
	 * memory: TG_FAULT_TRUNCATED, CORRUPT, UNSUPPORTED, TOO_LARGE or MEMORY. Never reads beyond DATA[LEN - 1].
	 */
	int (*decode)(const uint8_t *data, size_t len, const struct tg_shape *shape,
	              struct tg_picture *out, struct tg_fault *why);
};

/* The format of a file that starts with these LEN bytes, or NULL if it is no picture. */
const struct tg_codec *tg_codec_find(const uint8_t *data, size_t len);

/* Frees what a decode call left in *PICTURE and zeroes it; NULL and zeroed ones are fine. */
void tg_picture_free(struct tg_picture *picture);

#endif
