/* The colour chunks, by precedence. */
#include "codec/png_colour.h"

#include <stdbool.h>
#include <string.h>

#include "codec/png_chunks.h"
#include "image/colour.h"

/* gAMA and cHRM hold these many units to 1. */
#define UNITS 100000.0

/* The gAMA of sRGB and a little around it: who writes it means sRGB, not a power of 2.2. */
#define SRGB_GAMMA 45455
#define SRGB_GAMMA_SLACK 500

/* Coding-independent code points (ITU-T H.273). */
enum { PRIMARIES_SRGB = 1, PRIMARIES_DISPLAY_P3 = 12, TRANSFER_SRGB = 13, MATRIX_RGB = 0 };

static uint32_t
get32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

/* Whether a cICP chunk says something that is known here: sRGB or Display P3, in full range. */
static bool
read_cicp(const struct tg_png_chunk *chunk, struct tg_colour_space *space)
{
	if (chunk->len != 4 || chunk->data[1] != TRANSFER_SRGB || chunk->data[2] != MATRIX_RGB || chunk->data[3] != 1)
		return false;
	if (chunk->data[0] == PRIMARIES_DISPLAY_P3) {
		space->kind = TG_COLOUR_PRIMARIES;
		space->primaries = tg_primaries_display_p3;
		return true;
	}
	return chunk->data[0] == PRIMARIES_SRGB;
}

/* gAMA is the exponent with which samples were made; its inverse brings linear light back. */
static bool
read_gamma(const struct tg_png_chunk *chunk, struct tg_colour_space *space)
{
	uint32_t gamma = chunk->len == 4 ? get32(chunk->data) : 0;

	/* From 0.01 to 100: more is nonsense. */
	if (gamma < UNITS / 100 || gamma > UNITS * 100)
		return false;
	if (gamma < SRGB_GAMMA - SRGB_GAMMA_SLACK || gamma > SRGB_GAMMA + SRGB_GAMMA_SLACK)
		space->gamma = UNITS / gamma;
	return true;
}

static bool
read_primaries(const struct tg_png_chunk *chunk, struct tg_colour_space *space)
{
	double *const to[4] = {
		space->primaries.white, space->primaries.red, space->primaries.green, space->primaries.blue,
	};

	if (chunk->len != 32)
		return false;
	for (int i = 0; i < 8; i++)
		to[i / 2][i % 2] = get32(chunk->data + 4 * i) / UNITS;
	return true;
}

void
tg_png_colour(const struct tg_png_chunks *chunks, const uint8_t *profile, size_t profile_size,
              struct tg_colour_space *space)
{
	memset(space, 0, sizeof(*space));
	if (read_cicp(&chunks->cicp, space))
		return;
	if (profile) {
		space->kind = TG_COLOUR_PROFILE;
		space->profile = profile;
		space->profile_size = profile_size;
		return;
	}
	if (chunks->srgb.data)
		return;
	space->primaries = tg_primaries_srgb;
	bool has_gamma = read_gamma(&chunks->gamma, space);
	if (read_primaries(&chunks->chromaticities, space) || has_gamma)
		space->kind = TG_COLOUR_PRIMARIES;
}
