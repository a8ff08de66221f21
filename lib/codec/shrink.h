/*
 * Shrinking a picture to all the sizes that are wanted of it at once, while its rows go
 * by.
 */
#ifndef TG_CODEC_SHRINK_H
#define TG_CODEC_SHRINK_H

#include "codec/codec.h"
#include "image/resize.h"

struct tg_source;

/* Zeroed, it is closed. */
struct tg_shrink {
	unsigned n;                                    /* sizes */
	struct tg_resize *resizes[TG_SHAPE_BOXES_MAX]; /* owned */
};

/* As tg_resize_memory, for all sizes of SHAPE, with what encoding them takes. PLAN's target does not count. */
uint64_t tg_shrink_memory(const struct tg_resize_plan *plan, const struct tg_source *source,
                          const struct tg_shape *shape);

/* As tg_resize_open, for all sizes of SHAPE; to be freed also after a failure. */
int tg_shrink_open(struct tg_shrink *shrink, const struct tg_resize_plan *plan, const struct tg_source *source,
                   const struct tg_shape *shape, struct tg_fault *why);

/* As tg_resize_row. */
void tg_shrink_row(struct tg_shrink *shrink, const uint8_t *samples);

/* As tg_resize_finish: hands the results over into OUT's images. */
void tg_shrink_finish(struct tg_shrink *shrink, struct tg_picture *out);

/* Frees and closes; a closed one is fine. */
void tg_shrink_free(struct tg_shrink *shrink);

#endif
