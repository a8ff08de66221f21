/*
 * Colours to sRGB: small pictures, by ICC profile, by primaries and a curve,
 * or by a fixed rule for inks. Grey stays grey.
 */
#ifndef TG_IMAGE_COLOUR_H
#define TG_IMAGE_COLOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/image.h"
#include "image/primaries.h"

struct tg_fault;

enum tg_colour_kind {
	TG_COLOUR_UNTAGGED,  /* taken for sRGB, grey of the sRGB curve, or inks without a profile */
	TG_COLOUR_PROFILE,   /* an ICC profile */
	TG_COLOUR_PRIMARIES, /* primaries and a curve; of these grey has the curve only */
};

/* What a picture's samples mean. */
struct tg_colour_space {
	enum tg_colour_kind kind;
	bool cmyk;              /* four inks, 255 being all ink, and not RGB with alpha */
	const uint8_t *profile; /* the ICC profile's bytes, not owned */
	size_t profile_size;
	struct tg_primaries primaries;
	double gamma;           /* the curve is this power; 0: the sRGB curve */
};

/* Conversions of the profiles seen last: many pictures share few profiles. */
struct tg_colour_cache;

/* A new cache, to be freed with tg_colour_cache_free; NULL where there is no memory. */
struct tg_colour_cache *tg_colour_cache_new(void);

/* Frees CACHE, which may be NULL. */
void tg_colour_cache_free(struct tg_colour_cache *cache);

/*
 * Converts IMAGE from SPACE to sRGB, relative colorimetric and with black
 * point compensation; CMYK becomes RGB, alpha stays. A profile that is broken, of
 * another number of channels or of no class for pictures is ignored. Where
 * CACHE is NULL, nothing is kept. Returns 0, or -1 with WHY filled (TG_FAULT_MEMORY).
 */
int tg_colour_convert(struct tg_colour_cache *cache, const struct tg_colour_space *space,
                      struct tg_image *image, struct tg_fault *why);

#endif
