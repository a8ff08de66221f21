/* Streams by zlib in all its ways, whole, cut and spoilt: inflate makes the same of them. */
#include "codec/inflate.h"

#include "check.h"
#include "inflate_reference.h"

#define LEN_MAX 300000

static uint32_t state = 1;

static unsigned
random_bits(unsigned n)
{
	state = state * 1664525 + 1013904223;
	return state >> (32 - n);
}

static void
expect(const uint8_t *stream, size_t size, size_t piece, size_t step)
{
	const char *wrong = inflate_reference_check(stream, size, piece, step);

	if (wrong)
		printf("%zu bytes, pieces of %zu, steps of %zu: %s\n", size, piece, step, wrong);
	CHECK(!wrong);
}

enum kind { ZEROS, NOISE, SKEWED, RUNS, DISTANT, SHORT_PERIODS, N_KINDS };

/* Data of which each KIND makes an encoder do something else. */
static void
fill(enum kind kind, uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		switch (kind) {
		case ZEROS: data[i] = 0; break;
		case NOISE: data[i] = (uint8_t)random_bits(8); break;
		case SKEWED: data[i] = (uint8_t)__builtin_ctz(random_bits(20) | 1 << 19); break;
		case RUNS: data[i] = i && random_bits(4) ? data[i - 1] : (uint8_t)random_bits(3); break;
		case DISTANT: data[i] = i < 32000 || random_bits(9) == 0 ? (uint8_t)random_bits(8) : data[i - 32000]; break;
		case SHORT_PERIODS:
			data[i] = i < 20 || random_bits(6) == 0 ? (uint8_t)random_bits(8) : data[i - 1 - i / 2000 % 18];
			break;
		default: break;
		}
}

/* The LEN bytes as deflate data; FLUSH after each 5,000 of them. */
static size_t
deflate_data(const uint8_t *data, size_t len, int level, int strategy, int flush, uint8_t *stream, size_t room)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .next_out = stream, .avail_out = (uInt)room};

	if (deflateInit2(&z, level, Z_DEFLATED, -15, 9, strategy) != Z_OK)
		abort();
	while (flush && len > 5000) {
		z.avail_in = 5000;
		if (deflate(&z, flush) != Z_OK)
			abort();
		len -= 5000;
	}
	z.avail_in = (uInt)len;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	deflateEnd(&z);
	return z.total_out;
}

static void
check_encoded(uint8_t *data, uint8_t *stream)
{
	static const struct { int level, strategy, flush; } ways[] = {
		{0, Z_DEFAULT_STRATEGY, 0}, {1, Z_DEFAULT_STRATEGY, 0}, {6, Z_DEFAULT_STRATEGY, 0}, {9, Z_DEFAULT_STRATEGY, 0},
		{6, Z_FILTERED, 0}, {6, Z_HUFFMAN_ONLY, 0}, {6, Z_RLE, 0}, {6, Z_FIXED, 0},
		{6, Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH}, {0, Z_DEFAULT_STRATEGY, Z_FULL_FLUSH}, {6, Z_FIXED, Z_PARTIAL_FLUSH},
	};
	static const size_t lens[] = {0, 1, 2, 300, 32768, 32769, 131072, 163840, 163841, LEN_MAX};

	for (size_t l = 0; l < sizeof(lens) / sizeof(*lens); l++)
		for (int kind = 0; kind < N_KINDS; kind++) {
			fill(kind, data, lens[l]);
			for (size_t w = 0; w < sizeof(ways) / sizeof(*ways); w++) {
				size_t size = deflate_data(data, lens[l], ways[w].level, ways[w].strategy, ways[w].flush, stream,
				                           2 * LEN_MAX);

				expect(stream, size, SIZE_MAX, 1 + random_bits(14));
				expect(stream, size, 1 + random_bits(10), 200000);
				if (lens[l] <= 32768)
					expect(stream, size, 1, 1);
			}
		}
}

/* At each length that is not the whole, and with each bit another. */
static void
check_damaged(uint8_t *data, uint8_t *stream)
{
	static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY};

	for (int kind = 0; kind < N_KINDS; kind++)
		for (size_t s = 0; s < sizeof(strategies) / sizeof(*strategies); s++) {
			fill(kind, data, 700);
			size_t size = deflate_data(data, 700, kind == NOISE && s == 0 ? 0 : 9, strategies[s], 0, stream, 2 * LEN_MAX);

			for (size_t len = 0; len < size; len++)
				expect(stream, len, SIZE_MAX, 100);
			for (size_t bit = 0; bit < 8 * size; bit++) {
				stream[bit / 8] ^= (uint8_t)(1 << bit % 8);
				expect(stream, size, SIZE_MAX, 100);
				stream[bit / 8] ^= (uint8_t)(1 << bit % 8);
			}
		}
}

/* Bits that nobody chose, as a stream of their own and as a block of dynamic codes. */
static void
check_noise(uint8_t *stream)
{
	for (int round = 0; round < 20000; round++) {
		size_t size = 1 + random_bits(8);

		for (size_t i = 0; i < size; i++)
			stream[i] = (uint8_t)random_bits(8);
		if (round % 2)
			stream[0] = (uint8_t)((stream[0] & 0xf8) | 5);
		expect(stream, size, SIZE_MAX, 1000);
	}
}

/*
 * A stored block of LEN bytes, and one of fixed codes that repeats 258 bytes from 32768 before. No encoder
 * at hand goes that far. Returns the size.
 */
static size_t
make_far(uint8_t *stream, uint16_t len)
{
	static const uint8_t match[] = {0x1b, 0xbd, 0xff, 0x1f, 0};
	const uint8_t head[] = {0, (uint8_t)len, (uint8_t)(len >> 8), (uint8_t)~len, (uint8_t)(~len >> 8)};

	memcpy(stream, head, sizeof(head));
	fill(NOISE, stream + sizeof(head), len);
	memcpy(stream + sizeof(head) + len, match, sizeof(match));
	return sizeof(head) + len + sizeof(match);
}

static void
check_far(uint8_t *stream)
{
	for (uint16_t len = 32766; len <= 32770; len++) {
		size_t size = make_far(stream, len);
		struct inflate_reference r = inflate_reference_make(stream, size);

		CHECK(r.whole == (len >= 32768));
		CHECK(!r.whole || r.len == len + 258U);
		free(r.data);
		expect(stream, size, SIZE_MAX, 1000);
	}
}

/* Bits, the lowest first. */
struct writer {
	uint8_t *at;
	unsigned n;
};

static void
write_bits(struct writer *w, unsigned value, unsigned n)
{
	for (; n; n--, value >>= 1) {
		if (w->n % 8 == 0)
			*w->at = 0;
		*w->at |= (uint8_t)((value & 1) << w->n % 8);
		w->at += ++w->n % 8 == 0;
	}
}

/* N blocks with codes of their own that hold nothing, and an empty one that is the last. Returns the size. */
static size_t
make_empty_blocks(uint8_t *stream, unsigned n)
{
	struct writer w = {stream, 0};

	for (unsigned i = 0; i < n; i++) {
		write_bits(&w, 0 | 2 << 1 | 0 << 3 | 1 << 8 | 14 << 13, 17);
		/* Of the lengths' codes 18 and, last of these, 1 have one bit. */
		for (unsigned k = 0; k < 18; k++)
			write_bits(&w, k == 2 || k == 17, 3);
		/* The literal 255, the end and two distances have codes of one bit, all others none. */
		write_bits(&w, 1 | (138 - 11) << 1, 8);
		write_bits(&w, 1 | (117 - 11) << 1, 8);
		write_bits(&w, 0, 4);
		/* The end. */
		write_bits(&w, 1, 1);
	}
	write_bits(&w, 1 | 1 << 1, 10);
	return (size_t)(w.at - stream) + (w.n % 8 != 0);
}

/* Blocks that take time and give nothing are borne for a while. */
static void
check_empty_blocks(uint8_t *stream)
{
	for (unsigned n = 1; n <= 8192; n *= 2) {
		size_t size = make_empty_blocks(stream, n);
		const char *wrong = inflate_reference_check(stream, size, SIZE_MAX, 1000);
		struct inflate_reference r = inflate_reference_make(stream, size);

		CHECK(r.whole && r.len == 0);
		CHECK(!wrong == (n <= 4096));
		free(r.data);
	}
}

/* Header and sum, of a stream that is right in all else. */
static void
check_wrapping(uint8_t *data, uint8_t *stream)
{
	size_t size = 2 + make_far(stream + 2, 32768), len = 32768 + 258;

	memcpy(stream, "\x78\x01", 2);
	memcpy(data, stream + 7, 32768);
	memcpy(data + 32768, data, 258);
	uint32_t sum = (uint32_t)adler32_z(1, data, len);
	for (int i = 0; i < 4; i++)
		stream[size++] = (uint8_t)(sum >> (24 - 8 * i));
	CHECK(inflate_reference_is(stream, size, SIZE_MAX, 999, data, len));
	CHECK(!inflate_reference_is(stream, size, SIZE_MAX, 999, data, len - 1));
	CHECK(!inflate_reference_is(stream, size - 1, SIZE_MAX, 999, data, len));
	CHECK(!inflate_reference_is(stream, size + 1, SIZE_MAX, 999, data, len));
	for (size_t i = 0; i < 6; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			size_t at = i < 2 ? i : size - 6 + i;

			stream[at] ^= (uint8_t)(1 << bit);
			CHECK(!inflate_reference_is(stream, size, SIZE_MAX, 999, data, len));
			stream[at] ^= (uint8_t)(1 << bit);
		}
	/* Smaller windows, or a method that is none, with right check bits. */
	for (unsigned method = 0; method < 256; method++) {
		stream[0] = (uint8_t)method;
		stream[1] = (uint8_t)(31 - (method << 8) % 31);
		CHECK(inflate_reference_is(stream, size, SIZE_MAX, 999, data, len) == (method == 0x78));
	}
	/* A dictionary. */
	memcpy(stream, "\x78\xbb", 2);
	CHECK(!inflate_reference_is(stream, size, SIZE_MAX, 999, data, len));
}

int
main(void)
{
	uint8_t *data = malloc(LEN_MAX), *stream = malloc(2 * LEN_MAX);

	if (!data || !stream)
		abort();
	check_encoded(data, stream);
	check_damaged(data, stream);
	check_noise(stream);
	check_far(stream);
	check_empty_blocks(stream);
	check_wrapping(data, stream);
	free(data);
	free(stream);
	return report("inflate");
}
