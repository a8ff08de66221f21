/*
 * The window is filled with memchr, which finds the next 0xff, and memcpy,
 * both far faster than a reader that looks at each byte. A short interval's
 * data are followed by old ones: whoever reads these has used more bits than
 * there are, and is found out at the latest at the interval's end.
 */
#include "codec/jpeg_entropy.h"

/* Adds bytes to the window until it is full or the interval ends. */
static int
fill(struct tg_jpeg_entropy *e, uint8_t *to)
{
	const uint8_t *to_end = e->window + e->room;

	while (to < to_end) {
		size_t n = (size_t)(e->raw_end - e->raw), room = (size_t)(to_end - to);
		const uint8_t *stop = memchr(e->raw, 0xff, n < room ? n : room);

		if (stop)
			n = (size_t)(stop - e->raw);
		else if (n <= room)
			return -1; /* the file ends in the middle of a scan */
		else
			n = room;
		memcpy(to, e->raw, n);
		to += n;
		e->raw += n;
		if (!stop)
			continue;
		if (e->raw_end - e->raw < 2)
			return -1;
		if (e->raw[1]) {
			e->ended = true;
			break;
		}
		*to++ = 0xff;
		e->raw += 2;
	}
	e->end = to;
	e->low = e->ended ? to : to - TG_JPEG_ENTROPY_MARGIN;
	return 0;
}

static int
start(struct tg_jpeg_entropy *e, struct tg_jpeg_bits *bits)
{
	e->ended = false;
	*bits = (struct tg_jpeg_bits){.at = e->window};
	return fill(e, e->window);
}

int
tg_jpeg_entropy_open(struct tg_jpeg_entropy *e, struct tg_jpeg_bits *bits, const uint8_t *raw,
                     const uint8_t *raw_end, size_t room)
{
	e->raw = raw;
	e->raw_end = raw_end;
	e->room = room;
	e->n_restarts = 0;
	return start(e, bits);
}

int
tg_jpeg_entropy_more(struct tg_jpeg_entropy *e, struct tg_jpeg_bits *bits)
{
	size_t left;

	if (e->ended)
		return bits->at <= e->end + 8 ? 0 : -1;
	left = (size_t)(e->end - bits->at);
	memmove(e->window, bits->at, left);
	bits->at = e->window;
	return fill(e, e->window + left);
}

#define LANES 16

typedef uint8_t lanes __attribute__((vector_size(LANES)));
typedef uint64_t halves __attribute__((vector_size(LANES)));

static inline lanes
load(const uint8_t *at)
{
	lanes v;

	memcpy(&v, at, sizeof(v));
	return v;
}

/* Passes over N bytes, up to 255 * LANES, in which nothing ends, and counts the 0xff. One more byte is read. */
static const uint8_t *
pass_many(const uint8_t *at, size_t n, size_t *n_stuffed)
{
	const uint8_t *end = at + n / LANES * LANES;
	lanes counts = {0};

	for (; at < end; at += LANES) {
		lanes found = (lanes)(load(at) == 0xff);
		halves markers = (halves)(found & (lanes)(load(at + 1) != 0));

		if (markers[0] | markers[1])
			break;
		counts -= found;
	}
	for (unsigned i = 0; i < LANES; i++)
		*n_stuffed += counts[i];
	return at;
}

const uint8_t *
tg_jpeg_entropy_pass(const uint8_t *at, const uint8_t *to, const uint8_t *raw_end, size_t *n_stuffed)
{
	while (to - at > LANES) {
		size_t n = (size_t)(to - at) - 1, most = 255 * LANES;
		const uint8_t *from = at;

		at = pass_many(at, n < most ? n : most, n_stuffed);
		if (at == from)
			break;
	}
	while (at < to) {
		const uint8_t *stop = memchr(at, 0xff, (size_t)(to - at));

		if (!stop)
			return to;
		if (raw_end - stop < 2 || stop[1])
			return stop;
		++*n_stuffed;
		at = stop + 2;
	}
	return at;
}

/* An interval's bits are used up, but for less than a byte of padding. */
static int
finish(const struct tg_jpeg_entropy *e, const struct tg_jpeg_bits *bits)
{
	int64_t n_left = (int64_t)(e->end - bits->at) * 8 + bits->n;

	return e->ended && n_left >= 0 && n_left < 8 ? 0 : -1;
}

int
tg_jpeg_entropy_next(struct tg_jpeg_entropy *e, struct tg_jpeg_bits *bits)
{
	if (finish(e, bits) < 0 || e->raw[1] != 0xd0 + (e->n_restarts++ & 7))
		return -1;
	e->raw += 2;
	return start(e, bits);
}

int
tg_jpeg_entropy_close(const struct tg_jpeg_entropy *e, const struct tg_jpeg_bits *bits)
{
	return finish(e, bits);
}
