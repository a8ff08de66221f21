/*
 * The loops of both passes of shrinking, each with the widest vectors that the processor has. Whichever
 * is taken, the results are the same: all of it is sums of integers.
 */
#ifndef TG_IMAGE_RESIZE_PASS_H
#define TG_IMAGE_RESIZE_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/kernel.h"

/* Rows are padded to a multiple of so many samples, so that loops have fixed lengths. */
#define TG_RESIZE_PASS_SAMPLES 256

/* Source rows in a batch. */
#define TG_RESIZE_PASS_ROWS 16

/* Two rows side by side: the first samples of both, the second samples of both, and so on. */
#define TG_RESIZE_PASS_PAIR (2 * TG_RESIZE_PASS_SAMPLES)

/* What one target row has of a batch. */
struct tg_resize_pass_share {
	uint32_t y;     /* the target row */
	unsigned first; /* the first pair of rows of which a weight is not 0 */
	unsigned end;   /* behind the last one; over first */
	bool fresh;     /* whether sums start at 0 */
	int16_t weights[TG_RESIZE_PASS_ROWS]; /* of each row of the batch */
};

struct tg_resize_pass {
	/* TG_RESIZE_PASS_SAMPLES samples of the rows A and B, as they are, to a pair. */
	void (*join)(int16_t *pair, const uint8_t *a, const uint8_t *b);
	/*
	 * The same, to 6 fraction bits, for pixels of 2 or 4 channels, PIXEL, of which the last is alpha: colours
	 * times alpha / 255, rounded.
	 */
	void (*join_alpha)(int16_t *pair, const uint8_t *a, const uint8_t *b, unsigned pixel);
	/* Adds to TG_RESIZE_PASS_SAMPLES sums SHARE's part of a batch, whose pairs stand at PAIRS one behind the other. */
	void (*add)(int32_t *sums, const int16_t *pairs, const struct tg_resize_pass_share *share);
	/* N sums to 16 bits, a multiple of TG_RESIZE_PASS_SAMPLES: rounded, less BITS bits, and saturated. */
	void (*round)(int16_t *to, const int32_t *sums, size_t n, unsigned bits);
	/*
	 * The dot products of KERNEL's weights with the samples that they are for, in N_PLANES
	 * planes of STRIDE samples: target sample X of plane C at X * N_PLANES + C.
	 */
	void (*dots)(int32_t *sums, const int16_t *planes, size_t stride, unsigned n_planes,
	             const struct tg_kernel *kernel);
};

/* The loops for this processor. */
const struct tg_resize_pass *tg_resize_pass(void);

#endif
