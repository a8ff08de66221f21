/*
 * Inks without a profile.
 */
#ifndef TG_IMAGE_CMYK_H
#define TG_IMAGE_CMYK_H

#include <stdint.h>

/*
 * Converts a pixel of cyan, magenta, yellow and black, 255 of each being all
 * ink, to RGB by the usual rule: what one ink and black let through.
 */
static inline void
tg_cmyk_to_rgb(const uint8_t cmyk[4], uint8_t rgb[3])
{
	for (int i = 0; i < 3; i++)
		rgb[i] = (uint8_t)(((255 - cmyk[i]) * (255 - cmyk[3]) + 127) / 255);
}

#endif
