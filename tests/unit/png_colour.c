/* The colour chunks of PNG files: which one counts, and which do not. */
#include "codec/png_colour.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "codec/png_chunks.h"
#include "image/colour.h"

struct file {
	uint8_t data[1000];
	size_t len;
};

static void
put32(struct file *file, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		file->data[file->len++] = (uint8_t)(value >> shift);
}

/* Appends a chunk; its CRC is computed here in another way, from the polynomial's table of nibbles. */
static void
put(struct file *file, const char *type, const void *data, size_t len)
{
	static const uint32_t nibbles[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t crc = 0xffffffff;
	size_t start;

	put32(file, (uint32_t)len);
	start = file->len;
	memcpy(file->data + file->len, type, 4);
	memcpy(file->data + file->len + 4, data, len);
	file->len += 4 + len;
	for (size_t i = start; i < file->len; i++) {
		crc = nibbles[(crc ^ file->data[i]) & 15] ^ crc >> 4;
		crc = nibbles[(crc ^ file->data[i] >> 4) & 15] ^ crc >> 4;
	}
	put32(file, ~crc);
}

static struct file
make(void)
{
	struct file file = {.len = 8};

	memcpy(file.data, "\x89PNG\r\n\x1a\n", 8);
	put(&file, "IHDR", "12345678abcde", 13);
	return file;
}

static void
put_gamma(struct file *file, uint32_t gamma)
{
	uint8_t data[4] = {(uint8_t)(gamma >> 24), (uint8_t)(gamma >> 16), (uint8_t)(gamma >> 8), (uint8_t)gamma};

	put(file, "gAMA", data, 4);
}

static struct tg_colour_space
read_colour(const struct file *file, const char *profile)
{
	struct tg_png_chunks chunks = tg_png_chunks_find(file->data, file->len);
	struct tg_colour_space space;

	tg_png_colour(&chunks, (const uint8_t *)profile, profile ? strlen(profile) : 0, &space);
	return space;
}

int
main(void)
{
	struct file file = make(), with_gamma = make();
	static const uint8_t chromaticities[32] = {
		0, 0, 0x7a, 0x26, 0, 0, 0x80, 0x84, 0, 0, 0xfa, 0, 0, 0, 0x80, 0xe8,
		0, 0, 0x75, 0x30, 0, 0, 0xea, 0x60, 0, 0, 0x3a, 0x98, 0, 0, 0x17, 0x70,
	};

	CHECK(read_colour(&file, NULL).kind == TG_COLOUR_UNTAGGED);
	CHECK(read_colour(&file, "profile").kind == TG_COLOUR_PROFILE);

	/* gAMA and cHRM, the least of all; gAMA that means sRGB, that means nothing, that is damaged. */
	put_gamma(&with_gamma, 100000);
	CHECK(read_colour(&with_gamma, NULL).kind == TG_COLOUR_PRIMARIES);
	CHECK(read_colour(&with_gamma, NULL).gamma == 1);
	CHECK(read_colour(&with_gamma, NULL).primaries.green[1] == 0.60);
	CHECK(read_colour(&with_gamma, "profile").kind == TG_COLOUR_PROFILE);
	put(&with_gamma, "cHRM", chromaticities, 32);
	CHECK(fabs(read_colour(&with_gamma, NULL).primaries.white[0] - 0.3127) < 1e-4);
	CHECK(fabs(read_colour(&with_gamma, NULL).primaries.blue[1] - 0.06) < 1e-4);
	file = make();
	put_gamma(&file, 45455);
	CHECK(read_colour(&file, NULL).gamma == 0);
	file = make();
	put_gamma(&file, 0);
	CHECK(read_colour(&file, NULL).kind == TG_COLOUR_UNTAGGED);
	file = make();
	put_gamma(&file, 100000);
	file.data[file.len - 1] ^= 1;
	CHECK(read_colour(&file, NULL).kind == TG_COLOUR_UNTAGGED);

	/* sRGB over gAMA, iCCP over sRGB. */
	file = with_gamma;
	put(&file, "sRGB", "", 1);
	CHECK(read_colour(&file, NULL).kind == TG_COLOUR_UNTAGGED);
	CHECK(read_colour(&file, "profile").kind == TG_COLOUR_PROFILE);

	/* cICP over all, where it is known: Display P3, sRGB, and one of television. */
	put(&file, "cICP", "\14\15\0\1", 4);
	CHECK(read_colour(&file, "profile").kind == TG_COLOUR_PRIMARIES);
	CHECK(read_colour(&file, "profile").primaries.red[0] == 0.680);
	file = with_gamma;
	put(&file, "cICP", "\1\15\0\1", 4);
	CHECK(read_colour(&file, "profile").kind == TG_COLOUR_UNTAGGED);
	file = with_gamma;
	put(&file, "cICP", "\11\20\0\1", 4);
	CHECK(read_colour(&file, "profile").kind == TG_COLOUR_PROFILE);
	CHECK(read_colour(&file, NULL).gamma == 1);

	/* After the pixels only eXIf counts. */
	file = make();
	put(&file, "IDAT", "pixels", 6);
	put_gamma(&file, 100000);
	put(&file, "eXIf", "MM\0*", 4);
	CHECK(read_colour(&file, NULL).kind == TG_COLOUR_UNTAGGED);
	CHECK(tg_png_chunks_find(file.data, file.len).exif.len == 4);

	/* A length that leads out of the file ends the search. */
	file.data[8] = 0xff;
	CHECK(!tg_png_chunks_find(file.data, file.len).exif.data);
	for (size_t len = 0; len <= with_gamma.len; len++)
		tg_png_chunks_find(with_gamma.data, len);
	return report("png_colour");
}
