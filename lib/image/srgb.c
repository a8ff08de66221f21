/* The tables of the sRGB curve. */
#include "image/srgb.h"

#include <math.h>

double
tg_srgb_linear(double sample)
{
	return sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4);
}

void
tg_srgb_init(struct tg_srgb *srgb)
{
	unsigned sample = 0;

	srgb->thresholds[0] = 0;
	srgb->thresholds[256] = INT32_MAX;
	for (int i = 0; i < 256; i++)
		srgb->linear[i] = (int32_t)(tg_srgb_linear(i / 255.0) * TG_SRGB_ONE + 0.5);
	for (int i = 1; i < 256; i++)
		srgb->thresholds[i] = (int32_t)(tg_srgb_linear((i - 0.5) / 255.0) * TG_SRGB_ONE + 0.5);
	for (int i = 0; i <= TG_SRGB_N_GUESSES; i++) {
		while (srgb->thresholds[sample + 1] <= i * (TG_SRGB_ONE / TG_SRGB_N_GUESSES))
			sample++;
		srgb->guesses[i] = (uint8_t)sample;
	}
}
