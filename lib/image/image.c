/* Images: allocation with checked sizes, and its undoing. */
#include "image/image.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

int
tg_image_init(struct tg_image *image, struct tg_size size, unsigned n_channels, struct tg_fault *why)
{
	size_t stride, total;

	memset(image, 0, sizeof(*image));
	if (__builtin_mul_overflow((size_t)size.width, n_channels, &stride) ||
	    __builtin_mul_overflow(stride, size.height, &total) ||
	    !(image->data = calloc(total ? total : 1, 1)))
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory for an image of %ux%u pixels",
		                    size.width, size.height);
	image->size = size;
	image->n_channels = n_channels;
	image->stride = stride;
	return 0;
}

void
tg_image_free(struct tg_image *image)
{
	if (!image)
		return;
	free(image->data);
	memset(image, 0, sizeof(*image));
}
