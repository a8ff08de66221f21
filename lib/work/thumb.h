/*
 * One picture from end to end, in memory: a file's bytes in, the bytes and names of
 * its thumbnails out.
 */
#ifndef TG_WORK_THUMB_H
#define TG_WORK_THUMB_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "codec/codec.h"
#include "image/image.h"
#include "image/name.h"

struct tg_thumb_file {
	struct tg_size size;     /* in pixels */
	char name[TG_NAME_SIZE]; /* digest of its pixels, before they are encoded */
	uint8_t *bytes;          /* as a file, owned */
	size_t len;              /* of bytes */
};

struct tg_thumb {
	struct tg_size source;  /* of the picture, in pixels */
	unsigned n_files;       /* one for each box */
	struct tg_thumb_file files[TG_SHAPE_BOXES_MAX];
	uint64_t memory;        /* bytes that making it takes, also where that was too much */
	struct tg_fault damage; /* what is wrong with a picture that is not whole, or no code */
};

/*
 * Makes the thumbnails of the picture that is the LEN bytes at DATA in the
 * format CODEC. Returns 0, *THUMB to be freed with tg_thumb_free; or -1 with WHY
 * filled and *THUMB zeroed but for its memory.
 */
int tg_thumb_make(const struct tg_codec *codec, const uint8_t *data, size_t len,
                  const struct tg_shape *shape, struct tg_thumb *thumb, struct tg_fault *why);

/* Frees the files; NULL and zeroed ones are fine. */
void tg_thumb_free(struct tg_thumb *thumb);

#endif
