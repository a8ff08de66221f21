/*
 * ICC profiles, as they come out of a picture, to the conversion of a small
 * one: of each number of channels, and a second time from the cache.
 */
#include "fuzz.h"

#include "base/fault.h"
#include "image/colour.h"

static void
convert(struct tg_colour_cache *cache, const struct tg_colour_space *space, unsigned n_channels)
{
	struct tg_size size = { 5, 3 };
	struct tg_image image;
	struct tg_fault why;

	if (tg_image_init(&image, size, n_channels, &why))
		return;
	for (size_t i = 0; i < image.stride * size.height; i++)
		image.data[i] = (uint8_t)(i * 37);
	if (tg_colour_convert(cache, space, &image, &why) == 0) {
		EXPECT(image.size.width == size.width && image.size.height == size.height);
		EXPECT(image.n_channels == (space->cmyk ? 3 : n_channels));
	}
	tg_image_free(&image);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tg_colour_space space = { .kind = TG_COLOUR_PROFILE, .profile = data, .profile_size = len };
	struct tg_colour_cache *cache = len ? tg_colour_cache_new() : NULL;

	if (!cache)
		return 0;
	for (int round = 0; round < 2; round++) {
		for (unsigned n_channels = 1; n_channels <= 4; n_channels++)
			convert(cache, &space, n_channels);
		space.cmyk = true;
		convert(cache, &space, 4);
		space.cmyk = false;
	}
	tg_colour_cache_free(cache);
	return 0;
}
