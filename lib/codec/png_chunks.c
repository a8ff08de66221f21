/* Hopping from chunk to chunk: only the wanted ones' bytes are touched. */
#include "codec/png_chunks.h"

#include <stdbool.h>
#include <string.h>

#include "codec/deflate.h"

#define SIGNATURE_SIZE 8
#define FRAME_SIZE 12 /* length, type and CRC around a chunk's data */

static uint32_t
get32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

/* Where the chunk of TYPE goes; NULL for types of no interest. */
static struct tg_png_chunk *
slot(struct tg_png_chunks *chunks, const uint8_t *type, bool before_pixels)
{
	const struct {
		char type[5];
		struct tg_png_chunk *chunk;
	} slots[] = {
		{"cICP", &chunks->cicp}, {"sRGB", &chunks->srgb}, {"gAMA", &chunks->gamma}, {"cHRM", &chunks->chromaticities},
	};

	if (memcmp(type, "eXIf", 4) == 0)
		return &chunks->exif;
	for (size_t i = 0; before_pixels && i < sizeof(slots) / sizeof(*slots); i++)
		if (memcmp(type, slots[i].type, 4) == 0)
			return slots[i].chunk;
	return NULL;
}

struct tg_png_chunks
tg_png_chunks_find(const uint8_t *data, size_t len)
{
	struct tg_png_chunks chunks = {0};
	bool before_pixels = true;

	for (size_t at = SIGNATURE_SIZE; at < len && len - at >= FRAME_SIZE;) {
		const uint8_t *type = data + at + 4;
		size_t size = get32(data + at);
		struct tg_png_chunk *to = slot(&chunks, type, before_pixels);

		if (memcmp(type, "IDAT", 4) == 0)
			before_pixels = false;
		if (size > len - at - FRAME_SIZE)
			break;
		if (to && !to->data && tg_deflate_crc32(0, type, size + 4) == get32(type + 4 + size))
			*to = (struct tg_png_chunk){type + 4, size};
		at += FRAME_SIZE + size;
	}
	return chunks;
}
