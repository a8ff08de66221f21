/* EXIF: a TIFF header, and directories of 12-byte entries that point to each other. */
#include "codec/exif.h"

#include <string.h>

#define ENTRY_SIZE 12

enum { TAG_INTEROPERABILITY_INDEX = 0x0001, TAG_ORIENTATION = 0x0112, TAG_EXIF = 0x8769, TAG_INTEROPERABILITY = 0xa005 };
enum { TYPE_ASCII = 2, TYPE_SHORT = 3, TYPE_LONG = 4 };

struct block {
	const uint8_t *data;
	size_t len;
	bool little_endian;
};

/* The number of SIZE bytes, 2 or 4, at OFFSET; 0 if it is not within the block. */
static uint32_t
number(const struct block *block, size_t offset, unsigned size)
{
	uint32_t value = 0;

	if (offset > block->len || block->len - offset < size)
		return 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | block->data[offset + (block->little_endian ? size - 1 - i : i)];
	return value;
}

/* The offset of the entry of TAG in the directory at OFFSET, or 0, where the TIFF header is. */
static size_t
find(const struct block *block, uint32_t offset, unsigned tag)
{
	unsigned n_entries = number(block, offset, 2);
	size_t entry = (size_t)offset + 2;

	if (offset == 0)
		return 0;
	for (unsigned i = 0; i < n_entries && entry + ENTRY_SIZE <= block->len; i++, entry += ENTRY_SIZE)
		if (number(block, entry, 2) == tag)
			return entry;
	return 0;
}

/* Where the directory is that the entry of TAG in the one at OFFSET points to; 0 if nowhere. */
static uint32_t
follow(const struct block *block, uint32_t offset, unsigned tag)
{
	size_t entry = find(block, offset, tag);

	return entry && number(block, entry + 2, 2) == TYPE_LONG ? number(block, entry + 8, 4) : 0;
}

static unsigned
read_orientation(const struct block *block, uint32_t offset)
{
	size_t entry = find(block, offset, TAG_ORIENTATION);
	uint32_t value = 1;

	if (entry && number(block, entry + 2, 2) == TYPE_SHORT)
		value = number(block, entry + 8, 2);
	else if (entry && number(block, entry + 2, 2) == TYPE_LONG)
		value = number(block, entry + 8, 4);
	return value >= 1 && value <= 8 ? value : 1;
}

static bool
read_adobe_rgb(const struct block *block, uint32_t offset)
{
	uint32_t directory = follow(block, follow(block, offset, TAG_EXIF), TAG_INTEROPERABILITY);
	size_t entry = find(block, directory, TAG_INTEROPERABILITY_INDEX);

	return entry && number(block, entry + 2, 2) == TYPE_ASCII && number(block, entry + 4, 4) == 4 &&
	       memcmp(block->data + entry + 8, "R03", 4) == 0;
}

struct tg_exif
tg_exif_read(const uint8_t *data, size_t len)
{
	struct tg_exif exif = {.orientation = 1};
	struct block block = {data, len, false};

	if (len >= 6 && memcmp(data, "Exif\0", 5) == 0) {
		block.data += 6;
		block.len -= 6;
	}
	if (block.len < 8)
		return exif;
	if (memcmp(block.data, "II*\0", 4) == 0)
		block.little_endian = true;
	else if (memcmp(block.data, "MM\0*", 4) != 0)
		return exif;
	uint32_t first = number(&block, 4, 4);
	exif.orientation = read_orientation(&block, first);
	exif.adobe_rgb = read_adobe_rgb(&block, first);
	return exif;
}
