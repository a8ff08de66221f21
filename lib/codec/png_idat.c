/* One chunk after the other; a chunk's checksum is looked at before its data are given out. */
#include "codec/png_idat.h"

#include <string.h>

#include "codec/deflate.h"

#define LENGTH_SIZE 4
#define TYPE_SIZE 4
#define SUM_SIZE 4
#define FRAME_SIZE (LENGTH_SIZE + TYPE_SIZE + SUM_SIZE)
#define LENGTH_MAX 0x7fffffff

static uint32_t
get32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

/* Whether the file goes on at AT with a whole chunk. */
static bool
is_chunk(const struct tg_png_idat *idat, const uint8_t *at)
{
	size_t left = (size_t)(idat->end - at);

	return left >= FRAME_SIZE && get32(at) <= LENGTH_MAX && get32(at) <= left - FRAME_SIZE;
}

/* Whether the whole chunk at CHUNK is of this TYPE and has the right checksum. */
static bool
is_whole(const uint8_t *chunk, const char *type)
{
	size_t len = TYPE_SIZE + get32(chunk);

	chunk += LENGTH_SIZE;
	return memcmp(chunk, type, TYPE_SIZE) == 0 && tg_deflate_crc32(0, chunk, len) == get32(chunk + len);
}

/* Whether a chunk of TYPE may be passed over: clause 5.4. */
static bool
is_ancillary(const uint8_t *type)
{
	enum { LOWER_CASE = 0x20 };

	for (int i = 0; i < TYPE_SIZE; i++)
		if ((type[i] | LOWER_CASE) < 'a' || (type[i] | LOWER_CASE) > 'z')
			return false;
	return type[0] & LOWER_CASE;
}

void
tg_png_idat_init(struct tg_png_idat *idat, const uint8_t *data, size_t len, size_t at)
{
	idat->at = data + at;
	idat->end = data + len;
	idat->left = 0;
}

size_t
tg_png_idat_read(struct tg_png_idat *idat, uint8_t *to, size_t size)
{
	while (idat->left == 0) {
		if (!is_chunk(idat, idat->at) || !is_whole(idat->at, "IDAT"))
			return 0;
		idat->left = get32(idat->at);
		idat->at += idat->left ? LENGTH_SIZE + TYPE_SIZE : FRAME_SIZE;
	}
	if (size > idat->left)
		size = idat->left;
	memcpy(to, idat->at, size);
	idat->at += size;
	idat->left -= size;
	if (idat->left == 0)
		idat->at += SUM_SIZE;
	return size;
}

bool
tg_png_idat_ends(const struct tg_png_idat *idat)
{
	const uint8_t *at = idat->at;

	if (idat->left)
		return false;
	while (is_chunk(idat, at) && is_ancillary(at + LENGTH_SIZE))
		at += FRAME_SIZE + get32(at);
	return is_chunk(idat, at) && get32(at) == 0 && is_whole(at, "IEND");
}
