/* From the picture as stored to the picture as seen. */
#include "codec/source.h"

#include <inttypes.h>

#include "image/fit.h"
#include "image/orient.h"

static unsigned
turn(const struct tg_source *source, const struct tg_shape *shape)
{
	return shape->orient ? source->orientation : 1;
}

int
tg_source_admit(const struct tg_source *source, const struct tg_shape *shape, struct tg_fault *why)
{
	uint64_t n_pixels = (uint64_t)source->size.width * source->size.height;

	if (shape->pixels_max && n_pixels > shape->pixels_max)
		return tg_fault_set(why, TG_FAULT_TOO_LARGE, "%" PRIu32 "x%" PRIu32 " pixels, over %" PRIu64 " megapixels",
		                    source->size.width, source->size.height, shape->pixels_max / 1000000);
	if (shape->memory_max && source->memory > shape->memory_max)
		return tg_fault_set(why, TG_FAULT_MEMORY, "takes over %" PRIu64 " MiB of memory, which is too much",
		                    source->memory >> 20);
	return 0;
}

struct tg_size
tg_source_target(const struct tg_source *source, const struct tg_shape *shape, unsigned i)
{
	unsigned orientation = turn(source, shape);

	return tg_orient_size(tg_fit(tg_orient_size(source->size, orientation), shape->boxes[i]), orientation);
}

struct tg_size
tg_source_largest(const struct tg_source *source, const struct tg_shape *shape)
{
	struct tg_size largest = {0};

	/* All have the same proportions: what is wider is no lower. */
	for (unsigned i = 0; i < shape->n_boxes; i++) {
		struct tg_size size = tg_source_target(source, shape, i);

		if (size.width >= largest.width && size.height >= largest.height)
			largest = size;
	}
	return largest;
}

int
tg_source_develop(const struct tg_source *source, const struct tg_shape *shape, const struct tg_fault *damage,
                  struct tg_picture *out, struct tg_fault *why)
{
	unsigned orientation = turn(source, shape);

	if (shape->strict && damage->code) {
		*why = *damage;
		goto fail;
	}
	for (unsigned i = 0; i < out->n_images; i++)
		if (tg_colour_convert(shape->colours, &source->space, &out->images[i], why) < 0 ||
		    tg_orient(&out->images[i], orientation, why) < 0)
			goto fail;
	out->size = tg_orient_size(source->size, orientation);
	out->damage = *damage;
	return 0;
fail:
	tg_picture_free(out);
	return -1;
}
