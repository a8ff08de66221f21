/*
 * What a deflate stream is, by zlib, and whether inflate says the same. Shared by the unit test
 * and the fuzz target.
 */
#ifndef TESTS_UNIT_INFLATE_REFERENCE_H
#define TESTS_UNIT_INFLATE_REFERENCE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "codec/inflate.h"

struct inflate_reference {
	uint8_t *data; /* what it inflates to, as far as it does */
	size_t len;
	size_t used;   /* bytes of it */
	bool whole;    /* it has an end */
};

/* Inflates SIZE bytes of deflate data, without header and sum. */
static inline struct inflate_reference
inflate_reference_make(const uint8_t *stream, size_t size)
{
	struct inflate_reference r = {0};
	z_stream z = {.next_in = (Bytef *)(uintptr_t)stream, .avail_in = (uInt)size};
	size_t room = 0;
	int status = Z_OK;

	if (inflateInit2(&z, -15) != Z_OK)
		abort();
	while (status == Z_OK) {
		if (r.len == room && !(r.data = realloc(r.data, room = 2 * room + 1024)))
			abort();
		z.next_out = r.data + r.len;
		z.avail_out = (uInt)(room - r.len);
		status = inflate(&z, Z_NO_FLUSH);
		r.len = (size_t)(z.next_out - r.data);
	}
	r.used = size - z.avail_in;
	r.whole = status == Z_STREAM_END;
	inflateEnd(&z);
	return r;
}

/* A stream that comes in pieces. */
struct inflate_reference_source {
	const uint8_t *data;
	size_t len;
	size_t piece; /* at most so many bytes at once */
};

static inline size_t
inflate_reference_read(void *who, uint8_t *to, size_t size)
{
	struct inflate_reference_source *source = who;

	if (size > source->piece)
		size = source->piece;
	if (size > source->len)
		size = source->len;
	memcpy(to, source->data, size);
	source->data += size;
	source->len -= size;
	return size;
}

/*
 * Whether the zlib STREAM of SIZE bytes, coming in pieces of PIECE, is whole by inflate and made
 * of the LEN bytes at DATA, looked at in steps of STEP.
 */
static inline bool
inflate_reference_is(const uint8_t *stream, size_t size, size_t piece, size_t step, const uint8_t *data, size_t len)
{
	struct inflate_reference_source source = {stream, size, piece};
	struct tg_inflate *inflate = tg_inflate_open(&(struct tg_inflate_source){inflate_reference_read, &source}, step);
	bool same = true;

	if (!inflate)
		abort();
	while (same && len) {
		size_t n = len < step ? len : step;
		const uint8_t *got = tg_inflate_peek(inflate, n);

		same = got && memcmp(got, data, n) == 0;
		if (same)
			tg_inflate_skip(inflate, n);
		data += n;
		len -= n;
	}
	same = same && tg_inflate_ends(inflate);
	tg_inflate_free(inflate);
	return same;
}

/* NULL, or what inflate says otherwise than zlib of SIZE bytes of deflate data. */
static inline const char *
inflate_reference_check(const uint8_t *data, size_t size, size_t piece, size_t step)
{
	struct inflate_reference r = inflate_reference_make(data, size);
	uint32_t sum = (uint32_t)adler32_z(1, r.data, r.len);
	size_t len = 2 + r.used + 4;
	uint8_t *stream = malloc(len);
	const char *wrong = NULL;

	if (!stream)
		abort();
	memcpy(stream, "\x78\x01", 2);
	if (r.used)
		memcpy(stream + 2, data, r.used);
	for (int i = 0; i < 4; i++)
		stream[2 + r.used + i] = (uint8_t)(sum >> (24 - 8 * i));
	if (inflate_reference_is(stream, len, piece, step, r.data, r.len) != r.whole)
		wrong = r.whole ? "it is not what zlib makes of it" : "zlib finds fault with it";
	free(stream);
	free(r.data);
	return wrong;
}

#endif
