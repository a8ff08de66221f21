/*
 * What all formats have in common: how a picture as stored becomes the picture
 * as seen. A decoder fills a tg_source, shrinks to the sizes that
 * tg_source_target names, and lets tg_source_develop do the rest.
 */
#ifndef TG_CODEC_SOURCE_H
#define TG_CODEC_SOURCE_H

#include "codec/codec.h"
#include "image/colour.h"

struct tg_source {
	struct tg_size size;          /* as stored, in pixels */
	unsigned orientation;         /* EXIF's, 1 to 8: how to turn what is stored */
	struct tg_colour_space space; /* what its samples mean */
	uint64_t memory;              /* bytes that decoding takes, the file's included */
};

/*
 * Whether SOURCE's size and memory are within the limits of SHAPE. Returns 0, or
 * -1 with WHY filled: TG_FAULT_TOO_LARGE or TG_FAULT_MEMORY.
 */
int tg_source_admit(const struct tg_source *source, const struct tg_shape *shape, struct tg_fault *why);

/* The size to which the picture as stored is shrunk, so that it has that of SHAPE's box number I once it is turned. */
struct tg_size tg_source_target(const struct tg_source *source, const struct tg_shape *shape, unsigned i);

/* The largest of these. */
struct tg_size tg_source_largest(const struct tg_source *source, const struct tg_shape *shape);

/*
 * Makes of OUT's images, the small pictures as stored, what is to be seen,
 * and fills OUT's size and its damage with DAMAGE. Returns 0, or -1 with *OUT
 * freed and WHY filled: TG_FAULT_MEMORY, or DAMAGE where there is some and SHAPE is strict.
 */
int tg_source_develop(const struct tg_source *source, const struct tg_shape *shape,
                      const struct tg_fault *damage, struct tg_picture *out, struct tg_fault *why);

#endif
