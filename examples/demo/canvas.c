/* From light to samples: tone, dither and anti-aliasing. */
#include "canvas.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "noise.h"

/* How far neighbours must differ (as display values) for a pixel to be sampled more finely. */
#define EDGE 0.07f

/* What is brighter than paper bends towards white instead of being cut off. */
static float
bend(float light)
{
	if (light <= 0.75f)
		return light > 0 ? light : 0;
	float over = (light - 0.75f) * 4;
	return 0.75f + 0.25f * over / (1 + over);
}

static struct rgb
tone(struct rgb light)
{
	return (struct rgb){ bend(light.r), bend(light.g), bend(light.b) };
}

static unsigned char *
pixel(const struct canvas *canvas, int x, int y)
{
	return canvas->data + ((size_t)y * (size_t)canvas->width + (size_t)x) * (size_t)canvas->n_channels;
}

/* Sets a pixel to light that went through tone(), so that no channel is over 1. */
static void
set(struct canvas *canvas, int x, int y, struct rgb toned)
{
	unsigned char *p = pixel(canvas, x, y);
	float dither = canvas->dithers ? chance(x, y, 0) : 0.5f;

	if (canvas->n_channels == 1) {
		float grey = 0.2126f * toned.r + 0.7152f * toned.g + 0.0722f * toned.b;
		p[0] = (unsigned char)(sqrtf(grey) * 255 + dither);
		return;
	}
	p[0] = (unsigned char)(sqrtf(toned.r) * 255 + dither);
	p[1] = (unsigned char)(sqrtf(toned.g) * 255 + dither);
	p[2] = (unsigned char)(sqrtf(toned.b) * 255 + dither);
	if (canvas->n_channels == 4)
		p[3] = 255;
}

void
canvas_put(struct canvas *canvas, int x, int y, struct rgb light)
{
	set(canvas, x, y, tone(light));
}

static unsigned char *
inside(struct canvas *canvas, int x, int y)
{
	if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
		return NULL;
	return pixel(canvas, x, y);
}

static struct rgb
light_of(const unsigned char *p)
{
	return hex((unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2]);
}

void
canvas_blend(struct canvas *canvas, int x, int y, struct rgb light, float opacity)
{
	unsigned char *p = inside(canvas, x, y);

	if (p && opacity > 0)
		set(canvas, x, y, mix(light_of(p), tone(light), opacity < 1 ? opacity : 1));
}

void
canvas_glow(struct canvas *canvas, int x, int y, struct rgb light)
{
	unsigned char *p = inside(canvas, x, y);

	if (p)
		canvas_put(canvas, x, y, add(light_of(p), light));
}

/* Whether the display values, which are roots, are about EDGE apart. */
static int
jumps(float a, float b)
{
	return (a - b) * (a - b) > 2 * EDGE * EDGE * (a + b);
}

static int
differ(struct rgb a, struct rgb b)
{
	return jumps(a.r, b.r) || jumps(a.g, b.g) || jumps(a.b, b.b);
}

static void
shade_row(const struct canvas *canvas, shader *shade, const void *scene, int row, struct rgb *to)
{
	float unit = 1 / (float)canvas->height;

	for (int x = 0; x < canvas->width; x++)
		to[x] = tone(shade(scene, ((float)x + 0.5f) * unit, ((float)row + 0.5f) * unit));
}

/* The mean of CENTRE, a pixel's sample, and three more around it. */
static struct rgb
refine(const struct canvas *canvas, shader *shade, const void *scene, int x, int y, struct rgb centre)
{
	static const float at[3][2] = { { 0.33f, 0.10f }, { 0.90f, 0.36f }, { 0.27f, 0.84f } };
	float unit = 1 / (float)canvas->height;
	struct rgb sum = centre;

	for (int i = 0; i < 3; i++)
		sum = add(sum, tone(shade(scene, ((float)x + at[i][0]) * unit, ((float)y + at[i][1]) * unit)));
	return scale(sum, 0.25f);
}

void
canvas_paint(struct canvas *canvas, shader *shade, const void *scene)
{
	int width = canvas->width, height = canvas->height;
	struct rgb *rows = calloc((size_t)width * 3, sizeof(*rows));

	if (!rows)
		err(2, NULL);
	struct rgb *above = rows, *here = above + width, *below = here + width;
	shade_row(canvas, shade, scene, 0, here);
	memcpy(above, here, (size_t)width * sizeof(*rows));
	for (int y = 0; y < height; y++) {
		if (y < height - 1)
			shade_row(canvas, shade, scene, y + 1, below);
		for (int x = 0; x < width; x++) {
			struct rgb c = here[x];
			if (differ(c, above[x]) || differ(c, below[x]) || differ(c, here[x > 0 ? x - 1 : x]) ||
			    differ(c, here[x < width - 1 ? x + 1 : x]))
				c = refine(canvas, shade, scene, x, y, c);
			set(canvas, x, y, c);
		}
		struct rgb *done = above;
		above = here;
		here = below;
		below = done;
	}
	free(rows);
}
