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
	const uint8_t *to_end = e->window + TG_JPEG_ENTROPY_WINDOW;

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
                     const uint8_t *raw_end)
{
	e->raw = raw;
	e->raw_end = raw_end;
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
tg_jpeg_entropy_close(struct tg_jpeg_entropy *e, const struct tg_jpeg_bits *bits)
{
	return finish(e, bits);
}
