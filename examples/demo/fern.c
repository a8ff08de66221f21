/* Fronds of fern, cut out: Barnsley's four maps, again and again, on a transparent ground. */
#include "scenes.h"

#include <err.h>
#include <stdlib.h>

#include "noise.h"

#define N_POINTS 12000000

/* x becomes a*x + b*y, y becomes c*x + d*y + f, with a probability (of 256, summed up). */
static const struct map {
	float a, b, c, d, f;
	unsigned upto;
} maps[] = {
	{ 0, 0, 0, 0.16f, 0, 5 },
	{ 0.85f, 0.04f, -0.04f, 0.85f, 1.6f, 194 },
	{ 0.20f, -0.26f, 0.23f, 0.22f, 1.6f, 225 },
	{ -0.15f, 0.28f, 0.26f, 0.24f, 0.44f, 256 },
};

struct frond {
	float x, y, size, turn; /* its foot, in heights of the picture; radians */
	float flip;             /* -1 is a mirror image */
	unsigned dark, light;   /* colours of the old and the young leaves */
};

/* How many points fell on a pixel, and the sum of their colours' positions from dark to light. */
struct tally {
	unsigned short n, sum;
};

static void
scatter(const struct canvas *canvas, const struct frond *frond, struct tally *tallies)
{
	float x = 0, y = 0, tint = 0, c = cosf(frond->turn), s = sinf(frond->turn), h = (float)canvas->height;
	uint32_t state = 12345;

	for (int i = 0; i < N_POINTS; i++) {
		state = state * 1664525u + 1013904223u;
		unsigned dice = state >> 24, k = 0;
		while (dice >= maps[k].upto)
			k++;
		const struct map *map = &maps[k];
		float next = map->a * x + map->b * y;
		y = map->c * x + map->d * y + map->f;
		x = next;
		/* The first map makes the stems: lines of no width, and thin at one end. */
		if (k == 0) {
			x = ((float)(state >> 4 & 1023) - 512) * 8e-5f;
			y = (float)(state >> 14 & 1023) * (1.68f / 1024);
		}
		/* A leaflet's colour is that of its parts: the newest choice counts most. */
		tint = k == 1 ? tint * 0.9f + 0.1f * 0.85f : k == 0 ? 0.05f : tint * 0.55f + 0.18f;
		float u = x * 0.1f * frond->flip * frond->size, v = y * 0.1f * frond->size;
		int px = (int)((frond->x + u * c + v * s) * h + (float)(state >> 8 & 255) / 256);
		int py = (int)((frond->y + u * s - v * c) * h + (float)(state >> 16 & 255) / 256);
		if (px < 0 || py < 0 || px >= canvas->width || py >= canvas->height)
			continue;
		struct tally *tally = &tallies[(size_t)py * (size_t)canvas->width + (size_t)px];
		if (tally->n < 255) {
			tally->n++;
			tally->sum = (unsigned short)(tally->sum + (unsigned)(tint * 255));
		}
	}
}

/* Lays the frond over what is there, and opens the picture where it is. */
static void
lay(struct canvas *canvas, const struct frond *frond, const struct tally *tallies)
{
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++) {
			size_t at = (size_t)y * (size_t)canvas->width + (size_t)x;
			const struct tally *tally = &tallies[at];
			if (tally->n == 0)
				continue;
			float n = tally->n, tint = (float)tally->sum / n / 255, alpha = 1 - fade(n * 1.2f);
			float light = 0.50f + 0.50f * (1 - fade(n * 0.10f));
			struct rgb c = scale(mix(hex(frond->dark), hex(frond->light), ramp(0.1f, 0.85f, tint)), light * 1.1f);
			unsigned char *p = canvas->data + at * 4, before = p[3];
			if (before == 0)
				canvas_put(canvas, x, y, c);
			else
				canvas_blend(canvas, x, y, c, alpha);
			p[3] = (unsigned char)(255 - (255 - before) * (1 - alpha));
		}
}

void
fern(struct canvas *canvas)
{
	static const struct frond fronds[] = {
		{ 0.375f, 0.985f, 0.94f, -0.10f, 1, 0x1a5c2c, 0xa8da5c },
		{ 0.395f, 0.960f, 0.58f, -0.42f, -1, 0x072a16, 0x35803a },
		{ 0.370f, 0.965f, 0.60f, 0.44f, 1, 0x09301a, 0x4f9636 },
	};
	size_t n_pixels = (size_t)canvas->width * (size_t)canvas->height;

	for (unsigned i = 0; i < sizeof(fronds) / sizeof(fronds[0]); i++) {
		struct tally *tallies = calloc(n_pixels, sizeof(*tallies));
		if (!tallies)
			err(2, NULL);
		scatter(canvas, &fronds[i], tallies);
		lay(canvas, &fronds[i], tallies);
		free(tallies);
	}
}
