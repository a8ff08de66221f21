/*
 * EXIF in APP1, of which the first block counts, and ICC profiles, which are
 * spread over APP2 segments (ICC.1:2010, B.4), each with its number and how many there are.
 */
#include "codec/jpeg_metadata.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codec/exif.h"
#include "codec/jpeg_segments.h"
#include "codec/source.h"

#define ICC_HEADER_SIZE 14 /* "ICC_PROFILE\0", the number, the count */

/* The parts of a profile by their numbers, of which the first is 1. */
struct parts {
	struct tg_jpeg_segment parts[256];
	unsigned count; /* how many there are to be */
	bool broken;    /* two with one number, or two counts */
};

static bool
starts_with(const struct tg_jpeg_segment *segment, const char *text, size_t len)
{
	return segment->len >= len && memcmp(segment->data, text, len) == 0;
}

static void
add_part(struct parts *parts, const struct tg_jpeg_segment *segment)
{
	unsigned number, count;

	if (segment->len < ICC_HEADER_SIZE)
		return;
	number = segment->data[12];
	count = segment->data[13];
	if (number == 0 || number > count || parts->parts[number].data || (parts->count && parts->count != count))
		parts->broken = true;
	parts->count = count;
	parts->parts[number] = *segment;
	parts->parts[number].data += ICC_HEADER_SIZE;
	parts->parts[number].len -= ICC_HEADER_SIZE;
}

/* The profile in one piece, or NULL. */
static uint8_t *
join(const struct parts *parts, size_t *size)
{
	uint8_t *profile;

	*size = 0;
	for (unsigned i = 1; i <= parts->count; i++) {
		if (!parts->parts[i].data)
			return NULL;
		*size += parts->parts[i].len;
	}
	if (parts->broken || *size == 0 || !(profile = malloc(*size)))
		return NULL;
	for (unsigned i = 1, at = 0; i <= parts->count; at += parts->parts[i].len, i++)
		memcpy(profile + at, parts->parts[i].data, parts->parts[i].len);
	return profile;
}

uint8_t *
tg_jpeg_metadata_read(const uint8_t *data, size_t len, struct tg_source *source)
{
	struct tg_jpeg_segment segment;
	struct tg_exif exif = {.orientation = 1};
	struct parts parts = {.count = 0};
	bool has_exif = false;
	uint8_t *profile;

	for (size_t at = 0; tg_jpeg_segments_next(data, len, &at, &segment);)
		if (segment.marker == TG_JPEG_APP1 && !has_exif && starts_with(&segment, "Exif\0", 6)) {
			exif = tg_exif_read(segment.data, segment.len);
			has_exif = true;
		} else if (segment.marker == TG_JPEG_APP2 && starts_with(&segment, "ICC_PROFILE", 12))
			add_part(&parts, &segment);
	source->orientation = exif.orientation;
	profile = join(&parts, &source->space.profile_size);
	source->space.profile = profile;
	if (profile)
		source->space.kind = TG_COLOUR_PROFILE;
	else if (exif.adobe_rgb) {
		source->space.kind = TG_COLOUR_PRIMARIES;
		source->space.primaries = tg_primaries_adobe_rgb;
		source->space.gamma = 563 / 256.0;
	}
	return profile;
}
