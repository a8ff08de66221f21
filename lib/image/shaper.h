/*
 * The conversion to sRGB from a space of three curves and a matrix, as nearly
 * all RGB profiles are, or of one curve for grey. In integers, so that it is
 * the same on every machine; a general colour engine works in floats.
 */
#ifndef TG_IMAGE_SHAPER_H
#define TG_IMAGE_SHAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/image.h"
#include "image/srgb.h"

struct tg_shaper {
	bool identity;            /* nothing changes by more than a level: leave the picture alone */
	int32_t curves[3][256];   /* linear light of each sample, in units of 1 / TG_SRGB_ONE; grey has the first */
	int32_t matrix[3][3];     /* from linear RGB to linear sRGB, 16 fraction bits */
	struct tg_srgb srgb;
};

/*
 * Fills *SHAPER from CURVES, the linear light of 0 to 1 of each 8-bit sample
 * of each channel, and TO_XYZ, the matrix from linear RGB to XYZ relative to D50.
 */
void tg_shaper_init(struct tg_shaper *shaper, double curves[3][256], const double to_xyz[3][3]);

/*
 * Fills *SHAPER for grey from one CURVE.
 */
void tg_shaper_init_grey(struct tg_shaper *shaper, const double curve[256]);

/* Fills CURVE with that of a power of GAMMA, or the sRGB curve where GAMMA is 0. */
void tg_shaper_curve(double curve[256], double gamma);

/* Converts IMAGE in place; its alpha, if any, stays. It is RGB or grey as SHAPER is. */
void tg_shaper_apply(const struct tg_shaper *shaper, struct tg_image *image);

#endif
