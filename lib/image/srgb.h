/*
 * The sRGB transfer curve (IEC 61966-2-1), as tables of integers: from 8-bit
 * samples to linear light and back.
 */
#ifndef TG_IMAGE_SRGB_H
#define TG_IMAGE_SRGB_H

#include <stdint.h>

/* Linear light of 1. */
#define TG_SRGB_ONE 65536

#define TG_SRGB_N_GUESSES 1024

struct tg_srgb {
	int32_t linear[256];     /* the linear light of each sample, 0 to TG_SRGB_ONE */
	int32_t thresholds[257]; /* sample i stands for light from thresholds[i] up to [i + 1] */
	uint8_t guesses[TG_SRGB_N_GUESSES + 1]; /* the lowest sample for light of i / TG_SRGB_N_GUESSES */
};

/* Linear light, 0 to 1, of a sample of 0 to 1. */
double tg_srgb_linear(double sample);

/* Fills *SRGB. The rounding of its entries is far from any tie, so each libm's pow() gives the same ones. */
void tg_srgb_init(struct tg_srgb *srgb);

/* The sample nearest to linear light of LIGHT / TG_SRGB_ONE, clipped. */
static inline uint8_t
tg_srgb_encode(const struct tg_srgb *srgb, int64_t light)
{
	if (light <= 0)
		return 0;
	if (light >= TG_SRGB_ONE)
		return 255;
	unsigned sample = srgb->guesses[light / (TG_SRGB_ONE / TG_SRGB_N_GUESSES)];
	while (light >= srgb->thresholds[sample + 1])
		sample++;
	return (uint8_t)sample;
}

#endif
