/*
 * PNG samples of a curve of their own (gAMA), made samples of the sRGB curve
 * before they are averaged, and from all of their bits: of linear light, 8
 * bits are too few for the dark.
 */
#ifndef TG_CODEC_PNG_CURVE_H
#define TG_CODEC_PNG_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_fault;

struct tg_png_curve {
	bool wide;      /* samples have 16 bits, else 8 */
	uint8_t *table; /* the 8-bit sample of the sRGB curve for each of theirs, owned */
};

/*
 * Fills *CURVE for samples that are light to the power of 1 / GAMMA. Returns
 * 0, or -1 with WHY filled (TG_FAULT_MEMORY) and *CURVE zeroed.
 */
int tg_png_curve_init(struct tg_png_curve *curve, double gamma, bool wide, struct tg_fault *why);

/* Frees what tg_png_curve_init allocated and zeroes *CURVE; NULL and zeroed ones are fine. */
void tg_png_curve_free(struct tg_png_curve *curve);

/*
 * Converts ROW of WIDTH pixels of N_CHANNELS, of which the last is alpha where
 * the number is even, in place: to 8 bits a sample, alpha rounded to the nearest.
 */
void tg_png_curve_apply(const struct tg_png_curve *curve, uint8_t *row, uint32_t width, unsigned n_channels);

#endif
