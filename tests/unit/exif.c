/* EXIF: both byte orders, and every way for a block to be cut or spoilt. */
#include "codec/exif.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

struct block {
	uint8_t data[200];
	size_t len;
	bool little_endian;
};

static void
put(struct block *block, uint32_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		block->data[block->len++] = (uint8_t)(value >> 8 * (block->little_endian ? i : size - 1 - i));
}

static void
put_entry(struct block *block, unsigned tag, unsigned type, uint32_t n, uint32_t value, unsigned size)
{
	put(block, tag, 2);
	put(block, type, 2);
	put(block, n, 4);
	put(block, value, size);
	put(block, 0, 4 - size);
}

/* A header and three directories: orientation, the EXIF one, and interoperability with its index. */
static struct block
make(bool little_endian, unsigned type, uint32_t orientation, const char *index)
{
	struct block block = {.little_endian = little_endian};

	memcpy(block.data, little_endian ? "II*\0" : "MM\0*", 4);
	block.len = 4;
	put(&block, 8, 4);
	put(&block, 2, 2);
	put_entry(&block, 0x0112, type, 1, orientation, type == 3 ? 2 : 4);
	put_entry(&block, 0x8769, 4, 1, 38, 4);
	put(&block, 0, 4);
	put(&block, 1, 2);
	put_entry(&block, 0xa005, 4, 1, 56, 4);
	put(&block, 0, 4);
	put(&block, 1, 2);
	put(&block, 0x0001, 2);
	put(&block, 2, 2);
	put(&block, 4, 4);
	memcpy(block.data + block.len, index, 4);
	block.len += 4;
	put(&block, 0, 4);
	return block;
}

/* Reads a copy of exactly LEN bytes, so that a sanitizer sees a byte too many. */
static struct tg_exif
read_copy(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct tg_exif exif;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	exif = tg_exif_read(copy, len);
	free(copy);
	return exif;
}

int
main(void)
{
	for (int little_endian = 0; little_endian < 2; little_endian++) {
		for (unsigned o = 1; o <= 8; o++) {
			struct block block = make(little_endian, 3, o, "R98");
			struct tg_exif exif = read_copy(block.data, block.len);

			CHECK(exif.orientation == o && !exif.adobe_rgb);
			block = make(little_endian, 4, o, "R03");
			exif = read_copy(block.data, block.len);
			CHECK(exif.orientation == o && exif.adobe_rgb);
		}
		struct block zero = make(little_endian, 3, 0, "R98"), nine = make(little_endian, 3, 9, "R98");
		struct block text = make(little_endian, 2, 6, "R98"), good = make(little_endian, 3, 6, "R03");

		CHECK(read_copy(zero.data, zero.len).orientation == 1);
		CHECK(read_copy(nine.data, nine.len).orientation == 1);
		CHECK(read_copy(text.data, text.len).orientation == 1);

		/* Cut anywhere: what is there counts, the rest is as if it were not. */
		for (size_t len = 0; len < good.len; len++) {
			struct tg_exif exif = read_copy(good.data, len);

			CHECK(exif.orientation == (len < 22 ? 1 : 6));
			CHECK(!exif.adobe_rgb || len >= good.len - 4);
		}

		/* Any byte changed to anything: some valid answer. */
		for (size_t i = 0; i < good.len; i++)
			for (unsigned value = 0; value < 256; value++) {
				struct block bad = good;

				bad.data[i] = (uint8_t)value;
				unsigned o = read_copy(bad.data, bad.len).orientation;
				CHECK(o >= 1 && o <= 8);
			}
	}

	/* JPEG's prefix, and a block that is none. */
	struct block block = make(true, 3, 3, "R98");
	uint8_t prefixed[256] = "Exif\0";
	memcpy(prefixed + 6, block.data, block.len);
	CHECK(read_copy(prefixed, block.len + 6).orientation == 3);
	CHECK(read_copy((const uint8_t *)"not a block", 11).orientation == 1);
	CHECK(read_copy((const uint8_t *)"", 0).orientation == 1);
	return report("exif");
}
