/*
 * ICC profiles, and Little CMS's only user. A profile of curves and a matrix,
 * or of one grey curve, is only read with it: the conversion is a tg_shaper's,
 * in integers. The others, with tables (CMYK above all), are converted by
 * Little CMS, without its optimizations, which trade precision for a speed that small
 * pictures do not need; on another architecture these may differ in a level.
 */
#include "image/colour.h"

#include <lcms2.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "image/cmyk.h"
#include "image/shaper.h"

#define N_ENTRIES 8

/* One profile and what it became. */
struct entry {
	uint8_t *profile;         /* owned copy; NULL: no entry */
	size_t profile_size;
	unsigned n_channels;      /* of the pictures that it is for, without alpha */
	struct tg_shaper *shaper; /* owned, or NULL */
	cmsHTRANSFORM transform;  /* owned, or NULL; neither of them: an unusable profile */
};

struct tg_colour_cache {
	struct entry entries[N_ENTRIES];
	unsigned next; /* the entry to be replaced */
};

struct tg_colour_cache *
tg_colour_cache_new(void)
{
	return calloc(1, sizeof(struct tg_colour_cache));
}

static void
free_entry(struct entry *entry)
{
	if (entry->transform)
		cmsDeleteTransform(entry->transform);
	free(entry->shaper);
	free(entry->profile);
	memset(entry, 0, sizeof(*entry));
}

void
tg_colour_cache_free(struct tg_colour_cache *cache)
{
	if (!cache)
		return;
	for (unsigned i = 0; i < N_ENTRIES; i++)
		free_entry(&cache->entries[i]);
	free(cache);
}

/* Fills CURVE from a tone curve. Returns 0, or -1 where 0 is not black, which needs black point compensation. */
static int
sample(const cmsToneCurve *tone, double curve[256])
{
	if (!tone)
		return -1;
	for (int v = 0; v < 256; v++)
		curve[v] = cmsEvalToneCurveFloat(tone, (float)v / 255.0f);
	return curve[0] == 0 ? 0 : -1;
}

static struct tg_shaper *
make_rgb_shaper(cmsHPROFILE profile)
{
	static const cmsTagSignature tones[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
	static const cmsTagSignature colorants[3] = {
		cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag,
	};
	double curves[3][256], to_xyz[3][3];
	struct tg_shaper *shaper;

	for (int i = 0; i < 3; i++) {
		const cmsCIEXYZ *xyz = cmsReadTag(profile, colorants[i]);

		if (!xyz || sample(cmsReadTag(profile, tones[i]), curves[i]) < 0)
			return NULL;
		to_xyz[0][i] = xyz->X;
		to_xyz[1][i] = xyz->Y;
		to_xyz[2][i] = xyz->Z;
	}
	shaper = malloc(sizeof(*shaper));
	if (shaper)
		tg_shaper_init(shaper, curves, to_xyz);
	return shaper;
}

static struct tg_shaper *
make_grey_shaper(cmsHPROFILE profile)
{
	double curve[256];
	struct tg_shaper *shaper;

	if (sample(cmsReadTag(profile, cmsSigGrayTRCTag), curve) < 0)
		return NULL;
	shaper = malloc(sizeof(*shaper));
	if (shaper)
		tg_shaper_init_grey(shaper, curve);
	return shaper;
}

/* The shaper of a profile that is curves and a matrix and nothing else; NULL for others. */
static struct tg_shaper *
make_shaper(cmsHPROFILE profile, unsigned n_channels)
{
	if (cmsGetPCS(profile) != cmsSigXYZData || !cmsIsMatrixShaper(profile))
		return NULL;
	for (cmsUInt32Number intent = 0; intent < 4; intent++)
		if (cmsIsCLUT(profile, intent, LCMS_USED_AS_INPUT))
			return NULL;
	return n_channels == 1 ? make_grey_shaper(profile) : make_rgb_shaper(profile);
}

static cmsHTRANSFORM
make_transform(cmsHPROFILE profile, unsigned n_channels)
{
	static const cmsUInt32Number formats[] = {[1] = TYPE_GRAY_8, [3] = TYPE_RGB_8, [4] = TYPE_CMYK_8};
	double srgb_curve[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
	cmsToneCurve *curve = NULL;
	cmsHPROFILE srgb;
	cmsHTRANSFORM transform = NULL;

	if (n_channels == 1) {
		curve = cmsBuildParametricToneCurve(NULL, 4, srgb_curve);
		srgb = cmsCreateGrayProfile(cmsD50_xyY(), curve);
	} else
		srgb = cmsCreate_sRGBProfile();
	if (srgb)
		transform = cmsCreateTransform(profile, formats[n_channels], srgb, formats[n_channels == 1 ? 1 : 3],
		                               INTENT_RELATIVE_COLORIMETRIC,
		                               cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOOPTIMIZE);
	if (srgb)
		cmsCloseProfile(srgb);
	if (curve)
		cmsFreeToneCurve(curve);
	return transform;
}

static bool
is_usable(cmsHPROFILE profile, unsigned n_channels)
{
	cmsProfileClassSignature class = cmsGetDeviceClass(profile);
	cmsColorSpaceSignature space = cmsGetColorSpace(profile);

	if (class != cmsSigInputClass && class != cmsSigDisplayClass && class != cmsSigOutputClass &&
	    class != cmsSigColorSpaceClass)
		return false;
	return space == (n_channels == 1 ? cmsSigGrayData : n_channels == 3 ? cmsSigRgbData : cmsSigCmykData);
}

/* Fills ENTRY. A profile of no use is kept as well: it need not be looked at again. */
static int
fill(struct entry *entry, const struct tg_colour_space *space, unsigned n_channels, struct tg_fault *why)
{
	cmsHPROFILE profile;

	memset(entry, 0, sizeof(*entry));
	entry->profile = malloc(space->profile_size);
	if (!entry->profile)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory for an ICC profile");
	memcpy(entry->profile, space->profile, space->profile_size);
	entry->profile_size = space->profile_size;
	entry->n_channels = n_channels;
	profile = cmsOpenProfileFromMem(entry->profile, (cmsUInt32Number)entry->profile_size);
	if (!profile)
		return 0;
	if (is_usable(profile, n_channels)) {
		entry->shaper = make_shaper(profile, n_channels);
		if (!entry->shaper)
			entry->transform = make_transform(profile, n_channels);
	}
	cmsCloseProfile(profile);
	return 0;
}

/* The conversion of SPACE's profile: from CACHE, into which it is put, or in *OWN, where there is no cache. */
static const struct entry *
find(struct tg_colour_cache *cache, struct entry *own, const struct tg_colour_space *space, unsigned n_channels,
     struct tg_fault *why)
{
	struct entry *entry = own;

	if (cache) {
		for (unsigned i = 0; i < N_ENTRIES; i++) {
			entry = &cache->entries[i];
			if (entry->profile && entry->n_channels == n_channels &&
			    entry->profile_size == space->profile_size &&
			    memcmp(entry->profile, space->profile, space->profile_size) == 0)
				return entry;
		}
		entry = &cache->entries[cache->next];
		cache->next = (cache->next + 1) % N_ENTRIES;
		free_entry(entry);
	}
	return fill(entry, space, n_channels, why) < 0 ? NULL : entry;
}

/* CMYK to RGB, by TRANSFORM or, where there is none, by the fixed rule. */
static int
convert_cmyk(cmsHTRANSFORM transform, struct tg_image *image, struct tg_fault *why)
{
	struct tg_image rgb;
	size_t n_pixels = (size_t)image->size.width * image->size.height;

	if (tg_image_init(&rgb, image->size, 3, why) < 0)
		return -1;
	if (transform)
		cmsDoTransform(transform, image->data, rgb.data, (cmsUInt32Number)n_pixels);
	else
		for (size_t i = 0; i < n_pixels; i++)
			tg_cmyk_to_rgb(image->data + 4 * i, rgb.data + 3 * i);
	tg_image_free(image);
	*image = rgb;
	return 0;
}

/* Grey or RGB by TRANSFORM, a row at a time, with the alpha left out of it. */
static int
convert_row_by_row(cmsHTRANSFORM transform, struct tg_image *image, struct tg_fault *why)
{
	unsigned n_colours = image->n_channels < 3 ? 1 : 3;
	uint8_t *row = malloc((size_t)image->size.width * n_colours);

	if (!row)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory for a row of pixels");
	for (uint32_t y = 0; y < image->size.height; y++) {
		uint8_t *pixels = image->data + y * image->stride;

		for (uint32_t x = 0; x < image->size.width; x++)
			memcpy(row + (size_t)x * n_colours, pixels + (size_t)x * image->n_channels, n_colours);
		cmsDoTransform(transform, row, row, image->size.width);
		for (uint32_t x = 0; x < image->size.width; x++)
			memcpy(pixels + (size_t)x * image->n_channels, row + (size_t)x * n_colours, n_colours);
	}
	free(row);
	return 0;
}

static int
convert_by_profile(struct tg_colour_cache *cache, const struct tg_colour_space *space, struct tg_image *image,
                   struct tg_fault *why)
{
	unsigned n_channels = space->cmyk ? 4 : image->n_channels < 3 ? 1 : 3;
	struct entry own = {0};
	const struct entry *entry = find(cache, &own, space, n_channels, why);
	int status = entry ? 0 : -1;

	if (entry && space->cmyk)
		status = convert_cmyk(entry->transform, image, why);
	else if (entry && entry->shaper)
		tg_shaper_apply(entry->shaper, image);
	else if (entry && entry->transform)
		status = convert_row_by_row(entry->transform, image, why);
	free_entry(&own);
	return status;
}

/* Primaries that span no space are ignored. */
static int
convert_by_primaries(const struct tg_colour_space *space, struct tg_image *image, struct tg_fault *why)
{
	struct tg_shaper *shaper = malloc(sizeof(*shaper));
	double curves[3][256], to_xyz[3][3];

	if (!shaper)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory to convert colours");
	for (int i = 0; i < 3; i++)
		tg_shaper_curve(curves[i], space->gamma);
	if (image->n_channels < 3) {
		tg_shaper_init_grey(shaper, curves[0]);
		tg_shaper_apply(shaper, image);
	} else if (tg_primaries_to_xyz(&space->primaries, to_xyz) == 0) {
		tg_shaper_init(shaper, curves, to_xyz);
		tg_shaper_apply(shaper, image);
	}
	free(shaper);
	return 0;
}

int
tg_colour_convert(struct tg_colour_cache *cache, const struct tg_colour_space *space, struct tg_image *image,
                  struct tg_fault *why)
{
	if (space->kind == TG_COLOUR_PROFILE)
		return convert_by_profile(cache, space, image, why);
	if (space->cmyk)
		return convert_cmyk(NULL, image, why);
	if (space->kind == TG_COLOUR_PRIMARIES)
		return convert_by_primaries(space, image, why);
	return 0;
}
