/*
 * Colours: the sRGB tables against the formula, profiles made here against
 * Little CMS's own conversion, and profiles that are to be ignored.
 */
#include "image/colour.h"

#include <lcms2.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "image/cmyk.h"
#include "image/srgb.h"

struct profile {
	uint8_t bytes[65536];
	cmsUInt32Number size;
};

/* Closes the profile and leaves its file in *TO. */
static void
save(cmsHPROFILE handle, struct profile *to)
{
	to->size = sizeof(to->bytes);
	if (!handle || !cmsSaveProfileToMem(handle, to->bytes, &to->size))
		abort();
	cmsCloseProfile(handle);
}

static void
make_rgb(struct profile *to, double gamma, cmsCIExyYTRIPLE primaries)
{
	cmsCIExyY d65 = {0.3127, 0.3290, 1};
	cmsToneCurve *curve = cmsBuildGamma(NULL, gamma), *curves[] = {curve, curve, curve};

	save(cmsCreateRGBProfile(&d65, &primaries, curves), to);
	cmsFreeToneCurve(curve);
}

static void
make_adobe_rgb(struct profile *to, double gamma)
{
	make_rgb(to, gamma, (cmsCIExyYTRIPLE){{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}});
}

static void
make_grey(struct profile *to, double gamma)
{
	cmsToneCurve *curve = cmsBuildGamma(NULL, gamma);

	save(cmsCreateGrayProfile(cmsD50_xyY(), curve), to);
	cmsFreeToneCurve(curve);
}

/* A picture with all sorts of samples. */
static struct tg_image
make_image(unsigned n_channels)
{
	struct tg_image image;
	uint32_t state = 1;

	if (tg_image_init(&image, (struct tg_size){64, 64}, n_channels, NULL) < 0)
		abort();
	for (size_t i = 0; i < image.stride * 64; i++) {
		state = state * 1664525 + 1013904223;
		image.data[i] = (uint8_t)(state >> 24);
	}
	return image;
}

/* Converts a new picture by PROFILE and gives it. */
static struct tg_image
convert(struct tg_colour_cache *cache, const uint8_t *profile, size_t size, unsigned n_channels, bool cmyk)
{
	struct tg_colour_space space = {
		.kind = profile ? TG_COLOUR_PROFILE : TG_COLOUR_UNTAGGED,
		.cmyk = cmyk,
		.profile = profile,
		.profile_size = size,
	};
	struct tg_image image = make_image(n_channels);

	CHECK(tg_colour_convert(cache, &space, &image, NULL) == 0);
	return image;
}

/* The largest difference of two pictures' samples; alpha has to be equal. */
static int
compare(const struct tg_image *a, const struct tg_image *b)
{
	int worst = 0;

	for (size_t i = 0; i < a->stride * a->size.height; i++) {
		int difference = abs(a->data[i] - b->data[i]);

		if (a->n_channels % 2 == 0 && i % a->n_channels == a->n_channels - 1 && difference)
			return 999;
		worst = difference > worst ? difference : worst;
	}
	return worst;
}

static int
change(struct tg_colour_cache *cache, const uint8_t *profile, size_t size, unsigned n_channels)
{
	struct tg_image before = make_image(n_channels), after = convert(cache, profile, size, n_channels, false);
	int worst = compare(&before, &after);

	tg_image_free(&before);
	tg_image_free(&after);
	return worst;
}

static void
check_srgb(void)
{
	static struct tg_srgb srgb;

	tg_srgb_init(&srgb);
	for (int i = 0; i < 256; i++) {
		double light = tg_srgb_linear(i / 255.0) * TG_SRGB_ONE;
		double threshold = tg_srgb_linear((i - 0.5) / 255.0) * TG_SRGB_ONE;

		CHECK(tg_srgb_encode(&srgb, srgb.linear[i]) == i);
		CHECK(fabs(light - srgb.linear[i]) <= 0.5);
		/* Far from a tie: no libm's last bit can change a table. */
		CHECK(fabs(fabs(light - floor(light)) - 0.5) > 1e-6);
		CHECK(i == 0 || fabs(fabs(threshold - floor(threshold)) - 0.5) > 1e-6);
	}
	for (int light = 0; light <= TG_SRGB_ONE; light += 3) {
		double linear = (double)light / TG_SRGB_ONE;
		double exact = 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055);

		CHECK(fabs(tg_srgb_encode(&srgb, light) - exact) < 0.53);
	}
	CHECK(tg_srgb_encode(&srgb, -5) == 0 && tg_srgb_encode(&srgb, 3 * TG_SRGB_ONE) == 255);
}

/* What Little CMS makes of the same picture. */
static void
check_against_engine(const struct profile *profile)
{
	cmsHPROFILE from = cmsOpenProfileFromMem(profile->bytes, profile->size), srgb = cmsCreate_sRGBProfile();
	cmsHTRANSFORM transform = cmsCreateTransform(from, TYPE_RGB_8, srgb, TYPE_RGB_8,
	                                             INTENT_RELATIVE_COLORIMETRIC,
	                                             cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOOPTIMIZE);
	struct tg_image ours = convert(NULL, profile->bytes, profile->size, 3, false), theirs = make_image(3);

	cmsDoTransform(transform, theirs.data, theirs.data, 64 * 64);
	CHECK(compare(&ours, &theirs) <= 1);
	cmsDeleteTransform(transform);
	cmsCloseProfile(from);
	cmsCloseProfile(srgb);
	tg_image_free(&ours);
	tg_image_free(&theirs);
}

static void
check_grey(void)
{
	static struct profile profile;

	make_grey(&profile, 1.8);
	for (unsigned n_channels = 1; n_channels <= 2; n_channels++) {
		struct tg_image before = make_image(n_channels);
		struct tg_image after = convert(NULL, profile.bytes, profile.size, n_channels, false);

		CHECK(after.n_channels == n_channels);
		for (size_t i = 0; i < 64 * 64; i++) {
			double linear = pow(before.data[i * n_channels] / 255.0, 1.8);
			double exact = 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055);

			CHECK(fabs(exact - after.data[i * n_channels]) < 0.6);
			CHECK(n_channels == 1 || after.data[i * 2 + 1] == before.data[i * 2 + 1]);
		}
		tg_image_free(&before);
		tg_image_free(&after);
	}
}

/* Cut, garbled, of a class that has no pictures, or for another kind of picture. */
static void
check_ignored(void)
{
	static struct profile adobe, grey, lab;
	uint8_t *copy;

	make_adobe_rgb(&adobe, 2.2);
	make_grey(&grey, 1.8);
	save(cmsCreateLab4Profile(NULL), &lab);
	int whole = change(NULL, adobe.bytes, adobe.size, 3);
	CHECK(whole > 10);
	CHECK(change(NULL, adobe.bytes, adobe.size, 1) == 0);
	CHECK(change(NULL, grey.bytes, grey.size, 3) == 0);
	CHECK(change(NULL, lab.bytes, lab.size, 3) == 0);
	CHECK(change(NULL, (const uint8_t *)"no profile", 10, 3) == 0);
	for (cmsUInt32Number size = 1; size < adobe.size; size += 5) {
		copy = malloc(size);
		if (!copy)
			abort();
		memcpy(copy, adobe.bytes, size);
		/* The conversion needs the tags, not the whole file: it is as with all of it, or none. */
		int changed = change(NULL, copy, size, 3);
		CHECK(changed == 0 || changed == whole);
		free(copy);
	}
	for (cmsUInt32Number i = 0; i < adobe.size; i++) {
		static struct profile bad;

		bad = adobe;
		bad.bytes[i] ^= 0x55;
		CHECK(change(NULL, bad.bytes, bad.size, 3) < 256);
	}
}

/* More profiles than the cache holds, again and again: the same as without it. */
static void
check_cache(void)
{
	struct tg_colour_cache *cache = tg_colour_cache_new();
	static struct profile profile;

	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 11; i++) {
			make_adobe_rgb(&profile, 1.5 + 0.1 * i);
			struct tg_image with = convert(cache, profile.bytes, profile.size, 4, false);
			struct tg_image without = convert(NULL, profile.bytes, profile.size, 4, false);

			CHECK(compare(&with, &without) == 0);
			tg_image_free(&with);
			tg_image_free(&without);
			CHECK(change(cache, profile.bytes, profile.size, 1) == 0);
		}
	tg_colour_cache_free(cache);
}

static void
check_inks(void)
{
	static const uint8_t none[4] = {0, 0, 0, 0}, black[4] = {0, 0, 0, 255}, cyan[4] = {255, 0, 0, 0};
	uint8_t rgb[3];
	struct tg_image before = make_image(4), after = convert(NULL, NULL, 0, 4, true);

	tg_cmyk_to_rgb(none, rgb);
	CHECK(rgb[0] == 255 && rgb[1] == 255 && rgb[2] == 255);
	tg_cmyk_to_rgb(black, rgb);
	CHECK(rgb[0] == 0 && rgb[1] == 0 && rgb[2] == 0);
	tg_cmyk_to_rgb(cyan, rgb);
	CHECK(rgb[0] == 0 && rgb[1] == 255 && rgb[2] == 255);
	CHECK(after.n_channels == 3);
	tg_cmyk_to_rgb(before.data + 4 * 99, rgb);
	CHECK(memcmp(after.data + 3 * 99, rgb, 3) == 0);
	tg_image_free(&before);
	tg_image_free(&after);
}

/* The same space by its profile and by its primaries. */
static void
check_primaries(void)
{
	struct tg_colour_space space = {
		.kind = TG_COLOUR_PRIMARIES, .primaries = tg_primaries_adobe_rgb, .gamma = 563 / 256.0,
	};
	static struct profile profile;
	struct tg_image by_primaries = make_image(3), by_profile;

	make_adobe_rgb(&profile, 563 / 256.0);
	by_profile = convert(NULL, profile.bytes, profile.size, 3, false);
	CHECK(tg_colour_convert(NULL, &space, &by_primaries, NULL) == 0);
	CHECK(compare(&by_primaries, &by_profile) <= 1);
	tg_image_free(&by_primaries);
	tg_image_free(&by_profile);

	/* sRGB by its own primaries, and primaries that span nothing: no change. */
	for (int i = 0; i < 2; i++) {
		struct tg_image before = make_image(3), after = make_image(3);

		space.gamma = 0;
		space.primaries = tg_primaries_srgb;
		if (i == 1)
			memset(&space.primaries, 0, sizeof(space.primaries));
		CHECK(tg_colour_convert(NULL, &space, &after, NULL) == 0);
		CHECK(compare(&before, &after) == 0);
		tg_image_free(&before);
		tg_image_free(&after);
	}
}

int
main(void)
{
	static struct profile profile;

	check_srgb();
	make_adobe_rgb(&profile, 563 / 256.0);
	check_against_engine(&profile);
	make_rgb(&profile, 1.8, (cmsCIExyYTRIPLE){{0.7347, 0.2653, 1}, {0.1596, 0.8404, 1}, {0.0366, 0.0001, 1}});
	check_against_engine(&profile);
	save(cmsCreate_sRGBProfile(), &profile);
	CHECK(change(NULL, profile.bytes, profile.size, 3) == 0);
	CHECK(change(NULL, profile.bytes, profile.size, 4) == 0);
	check_grey();
	check_ignored();
	check_cache();
	check_inks();
	check_primaries();
	return report("colour");
}
