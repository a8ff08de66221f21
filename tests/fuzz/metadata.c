/*
 * What JPEG and PNG files say of themselves, as found without their
 * libraries: EXIF and ICC segments, and chunks.
 */
#include "fuzz.h"

#include "codec/jpeg_metadata.h"
#include "codec/png_chunks.h"
#include "codec/png_colour.h"
#include "codec/source.h"

static void
expect_inside(const struct tg_png_chunk *chunk, const uint8_t *data, size_t len)
{
	if (chunk->data)
		EXPECT(chunk->data >= data && chunk->len <= len && (size_t)(chunk->data - data) <= len - chunk->len);
	else
		EXPECT(chunk->len == 0);
}

static void
read_png(const uint8_t *data, size_t len)
{
	struct tg_png_chunks chunks = tg_png_chunks_find(data, len);
	struct tg_colour_space space = { .kind = TG_COLOUR_UNTAGGED };

	expect_inside(&chunks.exif, data, len);
	expect_inside(&chunks.cicp, data, len);
	expect_inside(&chunks.srgb, data, len);
	expect_inside(&chunks.gamma, data, len);
	expect_inside(&chunks.chromaticities, data, len);
	tg_png_colour(&chunks, NULL, 0, &space);
	EXPECT(space.kind != TG_COLOUR_PROFILE);
}

static void
read_jpeg(const uint8_t *data, size_t len)
{
	struct tg_source source = { .orientation = 0 };
	uint8_t *profile = tg_jpeg_metadata_read(data, len, &source);

	EXPECT(source.orientation >= 1 && source.orientation <= 8);
	EXPECT((source.space.kind == TG_COLOUR_PROFILE) == (profile != NULL));
	if (profile)
		EXPECT(source.space.profile == profile && source.space.profile_size > 0 && source.space.profile_size <= len);
	free(profile);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	read_jpeg(data, len);
	read_png(data, len);
	return 0;
}
