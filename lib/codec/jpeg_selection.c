/*
 * A first scan of a band matters if a coefficient in it does. A refinement of a band
 * can only be read by one who knows of every coefficient in it whether it is
 * already more than 0: so where it matters, all of the band does, in the scans before it.
 * Hence the scans are looked at from the last to the first.
 */
#include "codec/jpeg_selection.h"

#include <stdlib.h>
#include <string.h>

size_t
tg_jpeg_selection_skip(const uint8_t *data, size_t len, size_t at)
{
	while (at < len) {
		const uint8_t *stop = memchr(data + at, 0xff, len - at);

		if (!stop || (at = (size_t)(stop - data)) + 1 >= len)
			break;
		if (data[at + 1] != 0 && (data[at + 1] & 0xf8) != 0xd0)
			return at;
		at += 2;
	}
	return len;
}

static uint64_t
band(const struct tg_jpeg_scan_header *scan)
{
	return ~(uint64_t)0 << scan->first & ~(uint64_t)0 >> (63 - scan->last);
}

/* POSITIONS: for each component and coefficient the bit position that was reached, -1 for none. */
static int
follow(int8_t positions[][64], const struct tg_jpeg_scan_header *scan)
{
	for (unsigned i = 0; i < scan->n_components; i++) {
		int8_t *p = positions[scan->components[i]];

		if (scan->first && p[0] < 0)
			return -1;
		for (unsigned k = scan->first; k <= scan->last; k++) {
			if (p[k] != (scan->high ? (int8_t)scan->high : -1))
				return -1;
			p[k] = (int8_t)scan->low;
		}
	}
	return 0;
}

static void
choose(struct tg_jpeg_selection *s, const uint64_t *wanted)
{
	uint64_t needed[TG_JPEG_MAX_COMPONENTS];

	memcpy(needed, wanted, sizeof(needed));
	for (unsigned n = s->n_scans; n-- > 0;) {
		const struct tg_jpeg_scan_header *scan = &s->scans[n];

		for (unsigned i = 0; i < scan->n_components; i++) {
			uint64_t *of = &needed[scan->components[i]];

			if (!(*of & band(scan)))
				continue;
			s->needed[n] = true;
			if (scan->high)
				*of |= band(scan);
		}
	}
}

int
tg_jpeg_selection_make(struct tg_jpeg_selection *s, const struct tg_jpeg_header *header, const uint64_t *wanted)
{
	int8_t positions[TG_JPEG_MAX_COMPONENTS][64];
	struct tg_jpeg_header *h = malloc(sizeof(*h));
	int status = 1;

	if (!h)
		return -1;
	*h = *header;
	memset(s, 0, sizeof(*s));
	memset(positions, -1, sizeof(positions));
	while (status == 1) {
		if (s->n_scans == TG_JPEG_SELECTION_MAX || follow(positions, &h->scan) < 0) {
			status = -1;
			break;
		}
		s->scans[s->n_scans++] = h->scan;
		h->at = tg_jpeg_selection_skip(h->data, h->len, h->at);
		status = tg_jpeg_header_next(h);
	}
	for (unsigned i = 0; i < h->n_components; i++)
		for (unsigned k = 0; k < 64; k++)
			if (positions[i][k])
				status = -1;
	if (status == 0)
		choose(s, wanted);
	free(h);
	return status;
}
