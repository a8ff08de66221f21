/* Several resizers that see the same rows. */
#include "codec/shrink.h"

#include <string.h>

#include "codec/source.h"

/* Bytes for each pixel while an image is encoded, one after the other: filtered, deflated, and as a file that grew. */
#define ENCODING_MEMORY 16

uint64_t
tg_shrink_memory(const struct tg_resize_plan *plan, const struct tg_source *source, const struct tg_shape *shape)
{
	struct tg_resize_plan own = *plan;
	struct tg_size largest = tg_source_largest(source, shape);
	uint64_t memory = (uint64_t)largest.width * largest.height * ENCODING_MEMORY;

	for (unsigned i = 0; i < shape->n_boxes; i++) {
		own.target = tg_source_target(source, shape, i);
		memory += tg_resize_memory(&own);
	}
	return memory;
}

int
tg_shrink_open(struct tg_shrink *shrink, const struct tg_resize_plan *plan, const struct tg_source *source,
               const struct tg_shape *shape, struct tg_fault *why)
{
	struct tg_resize_plan own = *plan;

	for (shrink->n = 0; shrink->n < shape->n_boxes; shrink->n++) {
		own.target = tg_source_target(source, shape, shrink->n);
		if (tg_resize_open(&shrink->resizes[shrink->n], &own, why) < 0)
			return -1;
	}
	return 0;
}

void
tg_shrink_row(struct tg_shrink *shrink, const uint8_t *samples)
{
	for (unsigned i = 0; i < shrink->n; i++)
		tg_resize_row(shrink->resizes[i], samples);
}

void
tg_shrink_finish(struct tg_shrink *shrink, struct tg_picture *out)
{
	for (unsigned i = 0; i < shrink->n; i++)
		tg_resize_finish(shrink->resizes[i], &out->images[i]);
	out->n_images = shrink->n;
}

void
tg_shrink_free(struct tg_shrink *shrink)
{
	for (unsigned i = 0; i < shrink->n; i++)
		tg_resize_free(shrink->resizes[i]);
	memset(shrink, 0, sizeof(*shrink));
}
