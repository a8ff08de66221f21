/*
 * From a JPEG file to small planes, and why that is fast. A decoder for all purposes
 * spends most of its time on coefficients of which a small picture needs few: at 2/8 two
 * of the 63 beside the DC.
 *
 *   - Entropy-coded data have a 0 after each 0xff. It is taken out first, with memchr and
 *     memcpy (jpeg_entropy.c), so that the reader of bits fills up with one load of eight
 *     bytes and no branch.
 *   - Coefficients that nobody wants are passed over by a table of 12 bits, whose entries
 *     hold as many whole symbols as fit, and where they end the block: three or four
 *     symbols at a time (jpeg_huffman.h). Each entry waits for the one before: shift, look
 *     up, shift.
 *   - The few that are wanted are looked up in a table by the next 11 bits, beside that
 *     chain, from a copy of the bits. Nothing waits for their values, and no branch asks
 *     for their sizes (jpeg_blocks.c).
 *   - Two readers take turns, one some way ahead of the other (jpeg_streams.c): while
 *     one's chain waits for a table, the other's goes on. A branch that is foretold wrongly
 *     throws away what comes behind it, so both pass over three entries before one is asked
 *     whether its block has ended.
 *   - That both read the same picture is proved where the first one comes to what the
 *     second one has read: both start an MCU at the same bit (jpeg_join.c).
 *   - What is wanted are the N x N lowest, which an inverse DCT of N points turns into
 *     N x N samples at once, for 2 x 2 with additions only (jpeg_idct.h). These are the
 *     frequencies that a picture of this size has; libjpeg's scaled decoding averages the
 *     block's 64 samples, needs nearly all coefficients for that, and lets the high
 *     frequencies through as aliases. So samples agree with libjpeg's but in what is
 *     better left out.
 *   - Of a progressive picture whole scans are dropped: all of AC at 1/8. Refinement scans
 *     are read with a bit for each coefficient in mind (jpeg_bands.c).
 *
 * Whatever is not as the standard says makes the scanner give up before there is a pixel,
 * and libjpeg starts from the beginning. The one thing that it does not see is damage
 * within a scan that it drops.
 */
#include "codec/jpeg_planes.h"

#include <stdlib.h>
#include <string.h>

#include "codec/jpeg_progressive.h"
#include "codec/jpeg_scan.h"

/*
 * A component that is sampled less keeps more of a block than its mean, where that comes out
 * even. libjpeg's rule goes on until planes are alike; but colour is seen less sharply, and half the
 * samples of lightness, of which the filter is left a factor of 2, are enough of it.
 */
static unsigned
pick_n(const struct tg_jpeg_header *h, const struct tg_jpeg_component *c, unsigned eighths)
{
	unsigned n = eighths;

	while (n < 2 && h->h_max * eighths % (c->h * n * 2) == 0 && h->v_max * eighths % (c->v * n * 2) == 0)
		n *= 2;
	return n;
}

static int
make_planes(struct tg_jpeg_planes *p, const struct tg_jpeg_header *h, unsigned eighths)
{
	p->width = h->width;
	p->height = h->height;
	p->grid_width = (h->width * eighths + 7) / 8;
	p->grid_height = (h->height * eighths + 7) / 8;
	p->n_planes = h->n_components;
	for (unsigned i = 0; i < h->n_components; i++) {
		const struct tg_jpeg_component *c = &h->components[i];
		struct tg_jpeg_plane *plane = &p->planes[i];
		uint32_t width = h->width * c->h, height = h->height * c->v;
		uint32_t across = 8 * h->h_max, down = 8 * h->v_max;
		unsigned n = pick_n(h, c, eighths);

		plane->n = n;
		plane->width = (width * n + across - 1) / across;
		plane->height = (height * n + down - 1) / down;
		plane->repeat_across = h->h_max * eighths / (c->h * n);
		plane->repeat_down = h->v_max * eighths / (c->v * n);
		plane->stride = (size_t)h->width_mcus * c->h * n;
		plane->samples = malloc(plane->stride * h->height_mcus * c->v * n);
		if (!plane->samples)
			return -1;
	}
	return 0;
}

/* A sequential picture: each component is in one scan. */
static int
decode_sequential(struct tg_jpeg_scanner *s, struct tg_jpeg_header *h, struct tg_jpeg_planes *p)
{
	unsigned seen = 0;
	int status = 1;

	while (status == 1) {
		for (unsigned i = 0; i < h->scan.n_components; i++) {
			unsigned bit = 1u << h->scan.components[i];

			if (seen & bit)
				return -1;
			seen |= bit;
		}
		if (tg_jpeg_scan(s, h, p->planes) < 0)
			return -1;
		status = tg_jpeg_header_next(h);
	}
	return status == 0 && seen == (1u << h->n_components) - 1 ? 0 : -1;
}

int
tg_jpeg_planes(const uint8_t *data, size_t len, unsigned eighths, struct tg_jpeg_planes *p)
{
	struct tg_jpeg_header *h = malloc(sizeof(*h));
	struct tg_jpeg_scanner *s = calloc(1, sizeof(*s));
	int status = -1;

	memset(p, 0, sizeof(*p));
	if (!h || !s)
		goto out;
	if (tg_jpeg_header_open(h, data, len) < 0 || tg_jpeg_header_next(h) != 1 || make_planes(p, h, eighths) < 0)
		goto out;
	p->colour = h->colour;
	status = h->progressive ? tg_jpeg_progressive(s, h, p->planes) : decode_sequential(s, h, p);
out:
	if (status < 0)
		tg_jpeg_planes_free(p);
	free(s);
	free(h);
	return status < 0 ? 0 : 1;
}

void
tg_jpeg_planes_free(struct tg_jpeg_planes *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < p->n_planes; i++)
		free(p->planes[i].samples);
	memset(p, 0, sizeof(*p));
}
