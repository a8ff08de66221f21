/*
 * A picture in memory: 8-bit samples, interleaved, rows from top to bottom.
 */
#ifndef TG_IMAGE_IMAGE_H
#define TG_IMAGE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

struct tg_fault;

/* Width and height in pixels. */
struct tg_size {
	uint32_t width;
	uint32_t height;
};

struct tg_image {
	struct tg_size size;
	unsigned n_channels; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha */
	size_t stride;       /* bytes from one row to the next: width * n_channels */
	uint8_t *data;       /* height * stride bytes, owned; alpha is not premultiplied */
};

/*
 * Allocates an image of zeroed samples. Returns 0, or -1 with WHY filled
 * (TG_FAULT_MEMORY) and *image zeroed.
 */
int tg_image_init(struct tg_image *image, struct tg_size size, unsigned n_channels, struct tg_fault *why);

/* Frees what tg_image_init allocated and zeroes *image; NULL and zeroed ones are fine. */
void tg_image_free(struct tg_image *image);

#endif
