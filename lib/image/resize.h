/*
 * Shrinking with a Lanczos filter of three lobes, row by row: the source goes
 * by once, from top to bottom, and is never held whole.
 *
 * The arithmetic is integer, so a picture gives the same samples on every
 * machine: weights with 14 fraction bits that add up to exactly 1, samples
 * with 6 fraction bits between the two passes, neither clipped nor rounded to
 * 8 bits there, and one rounding at the end.
 *
 * What a decoder shrinks by averaging has lost some detail that the thumbnail
 * would still show; the weights make up for it.
 */
#ifndef TG_IMAGE_RESIZE_H
#define TG_IMAGE_RESIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "image/image.h"

struct tg_fault;
struct tg_resize;

struct tg_resize_plan {
	struct tg_size grid;  /* the source: samples in a row, and rows */
	double extent_width;  /* how much of the grid the picture covers, in grid
	                         pixels, from the left: over grid.width - 1, at
	                         most grid.width. A JPEG of 1001 pixels decoded
	                         at 1/8 has 126 samples that cover 125.125. */
	double extent_height; /* the same, from the top */
	unsigned n_averaged;  /* each sample of the grid is the mean of so many of the
	                         picture's in each direction: 8 for that JPEG; for
	                         what is the picture itself, 1 or 0 */
	struct tg_size target;
	unsigned n_channels;  /* 1 to 4 */
	bool alpha;           /* the last channel is alpha (not premultiplied) */
	bool planar;          /* a row has all of its first channel's samples, then all of its
	                         second one's; alpha has to be interleaved */
	bool linear;          /* samples are of the sRGB curve, and are averaged as the
	                         light that they stand for */
};

/* About how many bytes shrinking as PLAN says takes, and not less. */
uint64_t tg_resize_memory(const struct tg_resize_plan *plan);

/*
 * Prepares to shrink as PLAN says. Returns 0 with *RESIZE to be freed with
 * tg_resize_free, or -1 with WHY filled (TG_FAULT_MEMORY) and *RESIZE NULL.
 */
int tg_resize_open(struct tg_resize **resize, const struct tg_resize_plan *plan, struct tg_fault *why);

/*
 * Takes the next row: grid.width * n_channels samples, interleaved unless the
 * plan is planar. Rows beyond the grid's height are ignored.
 */
void tg_resize_row(struct tg_resize *resize, const uint8_t *samples);

/*
 * Hands the result over into *IMAGE, of the target's size. Rows that were
 * not given count as zero: black, or transparent. A target of the grid's size
 * has the source's samples unchanged. Shrunk colours under an alpha that
 * rounds to 0 are 0.
 */
void tg_resize_finish(struct tg_resize *resize, struct tg_image *image);

/* Frees RESIZE, which may be NULL. */
void tg_resize_free(struct tg_resize *resize);

#endif
