/*
 * A PNG's checksums, made right, for the targets that have such files for input.
 */
#ifndef TESTS_FUZZ_PNG_CHECKSUMS_H
#define TESTS_FUZZ_PNG_CHECKSUMS_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t
get32(const uint8_t *data)
{
	return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static inline uint32_t
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

/* Gives each chunk of the LEN bytes of a file at DATA the right one. */
static inline void
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

#endif
