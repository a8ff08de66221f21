/* Orientation: each one is a transposition or none, then a mirror in x, in y, or both. */
#include "image/orient.h"

#include <stdbool.h>
#include <string.h>

static bool
is_transposed(unsigned orientation)
{
	return orientation >= 5;
}

struct tg_size
tg_orient_size(struct tg_size size, unsigned orientation)
{
	return is_transposed(orientation) ? (struct tg_size){size.height, size.width} : size;
}

int
tg_orient(struct tg_image *image, unsigned orientation, struct tg_fault *why)
{
	struct tg_image to;
	uint32_t width = image->size.width, height = image->size.height;
	unsigned n_channels = image->n_channels;
	bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
	bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;

	if (orientation == 1)
		return 0;
	if (tg_image_init(&to, tg_orient_size(image->size, orientation), n_channels, why) < 0)
		return -1;
	uint8_t *pixel = to.data;
	for (uint32_t y = 0; y < to.size.height; y++)
		for (uint32_t x = 0; x < to.size.width; x++, pixel += n_channels) {
			uint32_t from_x = is_transposed(orientation) ? y : x;
			uint32_t from_y = is_transposed(orientation) ? x : y;

			if (mirror_x)
				from_x = width - 1 - from_x;
			if (mirror_y)
				from_y = height - 1 - from_y;
			memcpy(pixel, image->data + from_y * image->stride + (size_t)from_x * n_channels, n_channels);
		}
	tg_image_free(image);
	*image = to;
	return 0;
}
