/* Deflated literals, inflated by libdeflate; and what is left to a search for matches. */
#include "codec/png_literals.h"

#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static uint32_t
noise(void)
{
	static uint32_t state = 7;

	state = state * 1664525 + 1013904223;
	return state >> 16;
}

/* Whether the LEN bytes at DATA are taken; if so they come back, from a buffer of their own length and no more than the bound. */
static bool
check_round_trip(const uint8_t *data, size_t len)
{
	uint8_t *stream = malloc(tg_png_literals_bound(len)), *back = malloc(len + 1);
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	size_t n = tg_png_literals(stream, data, len), back_len = 0;
	uint8_t *exact = malloc(n + 1);

	memcpy(exact, stream, n);
	CHECK(n <= tg_png_literals_bound(len));
	if (n) {
		CHECK(libdeflate_deflate_decompress(d, exact, n, back, len + 1, &back_len) == LIBDEFLATE_SUCCESS);
		CHECK(back_len == len && memcmp(back, data, len) == 0);
	}
	libdeflate_free_decompressor(d);
	free(exact);
	free(back);
	free(stream);
	return n > 0;
}

/* Frequencies like Fibonacci's numbers make codes as long as can be: 30 bits, were they not limited. */
static void
check_long_codes(void)
{
	size_t len = 32768;
	uint8_t *data = malloc(len);
	uint32_t a = 1, b = 1, at = 0;

	for (size_t i = 0; i < len; i++)
		data[i] = (uint8_t)(128 + noise() % 128);
	for (uint8_t symbol = 0; symbol < 20; symbol++) {
		uint32_t next = a + b;

		for (uint32_t i = 0; i < a && at < len; i++)
			data[at++] = symbol;
		a = b;
		b = next;
	}
	/* In no order, lest they be repetitions. */
	for (size_t i = len - 1; i > 0; i--) {
		size_t k = (noise() << 8 ^ noise()) % (i + 1);
		uint8_t t = data[i];

		data[i] = data[k];
		data[k] = t;
	}
	CHECK(check_round_trip(data, len));
	free(data);
}

int
main(void)
{
	size_t size = 100000;
	uint8_t *data = malloc(size);

	for (size_t len = 1; len < 3000; len += 1 + len / 9)
		for (unsigned range = 1; range <= 256; range *= 4) {
			for (size_t i = 0; i < len; i++)
				data[i] = (uint8_t)(noise() % range);
			CHECK(check_round_trip(data, len) || range <= 16);
		}
	/* About a block's size, and several. */
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(noise() % 16 + noise() % 16 + noise() % 8);
	for (size_t len = 32766; len < 32771; len++)
		CHECK(check_round_trip(data, len));
	CHECK(check_round_trip(data, 65536));
	CHECK(check_round_trip(data, size));
	check_long_codes();

	/* A pattern, nothing at all, and what has few bits. */
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(i % 100 * 37);
	CHECK(!check_round_trip(data, size));
	memset(data, 0, size);
	CHECK(!check_round_trip(data, size));
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(noise() % 4);
	CHECK(!check_round_trip(data, size));
	free(data);
	return report("png_literals");
}
