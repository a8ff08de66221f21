/*
 * What a PNG file says of its colours.
 */
#ifndef TG_CODEC_PNG_COLOUR_H
#define TG_CODEC_PNG_COLOUR_H

#include <stddef.h>
#include <stdint.h>

struct tg_colour_space;
struct tg_png_chunks;

/*
 * Fills SPACE from CHUNKS and the bytes of the iCCP chunk's PROFILE, NULL where
 * there is none, which has to outlive SPACE. The order of precedence is that
 * of the PNG specification, third edition, 4.3: cICP, where it means sRGB or Display P3, then
 * iCCP, sRGB, and last gAMA with cHRM. What has no meaning counts as not there.
 */
void tg_png_colour(const struct tg_png_chunks *chunks, const uint8_t *profile, size_t profile_size,
                   struct tg_colour_space *space);

#endif
