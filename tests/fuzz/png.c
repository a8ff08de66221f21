/*
 * PNG files, from any bytes to a thumbnail that the parent believes. A changed
 * byte nearly always spoils a checksum, behind which nothing is reached; so all
 * but every fourth input get theirs repaired.
 */
#include "picture.h"

#include "codec/png.h"

static uint32_t
get32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static uint32_t
crc(const uint8_t *data, size_t len)
{
	uint32_t remainder = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		remainder ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			remainder = remainder >> 1 ^ (remainder & 1 ? 0xedb88320 : 0);
	}
	return ~remainder;
}

static void
repair(uint8_t *data, size_t len)
{
	for (size_t at = 8; len - at >= 12;) {
		size_t size = get32(data + at);

		if (size > len - at - 12)
			break;
		uint32_t sum = crc(data + at + 4, size + 4);
		for (int i = 0; i < 4; i++)
			data[at + 8 + size + i] = (uint8_t)(sum >> (24 - 8 * i));
		at += 12 + size;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (tg_codec_find(data, len) != &tg_png)
		return 0;

	uint8_t *copy = malloc(len);
	if (!copy)
		abort();
	memcpy(copy, data, len);
	if (len / 8 % 4)
		repair(copy, len);
	try_picture(&tg_png, copy, len);
	free(copy);
	return 0;
}
