/* A Julia set with smooth colours, lit from both sides as if it were a relief. */
#include "scenes.h"

#include <string.h>

#define MOST_STEPS 256
#define FAR 1000.0

static const double cx = -0.7454, cy = 0.1130;

static struct rgb
palette(float t)
{
	static const unsigned stops[] = { 0x04122e, 0x0d3f7a, 0x2f8fb8, 0xd8f0e6, 0xffc65c, 0xd9612c, 0x6d1433, 0x1a0a2e };
	const int n = sizeof(stops) / sizeof(stops[0]);
	float at = (t - floorf(t)) * (float)n;
	int i = (int)at % n;

	return mix(hex(stops[i]), hex(stops[(i + 1) % n]), at - floorf(at));
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const float *aspect = scene;
	double px = 0.5 * ((double)x - *aspect), py = 0.5 * ((double)y - 1);
	double turn_c = 0.93, turn_s = -0.3676;
	double zx = px * turn_c - py * turn_s, zy = px * turn_s + py * turn_c, dx = 1, dy = 0, size = 0;
	int steps = 0;

	/* z becomes z*z + c; its derivative by the starting point goes along. */
	for (; steps < MOST_STEPS; steps++) {
		double nx = 2 * (zx * dx - zy * dy), x2 = zx * zx, y2 = zy * zy;
		size = x2 + y2;
		if (size > FAR)
			break;
		dy = 2 * (zx * dy + zy * dx);
		dx = nx;
		zy = 2 * zx * zy + cy;
		zx = x2 - y2 + cx;
	}
	if (steps == MOST_STEPS)
		return hex(0x02040a);

	float smooth = (float)steps + 1 - log2f(0.5f * logf((float)size) / 0.6931472f);
	/* The gradient of the potential is z / z', whose direction is the relief's slope. */
	double ux = zx * dx + zy * dy, uy = zy * dx - zx * dy, length = sqrt(ux * ux + uy * uy);
	double distance = sqrt(size) * log(size) / sqrt(dx * dx + dy * dy + 1e-300);
	float light = length > 0 ? (float)((ux * 0.64 + uy * -0.77) / length) : 0;
	struct rgb c = palette(0.62f + 0.28f * logf(1 + smooth * 0.32f) * 1.55f);

	c = scale(c, 0.62f + 0.55f * light * light);
	return mix(hex(0x02040a), c, ramp(0, 0.0011f, (float)distance));
}

/* The set is its own image under half a turn: the upper half is computed, the lower one copied. */
void
julia(struct canvas *canvas)
{
	struct canvas upper = *canvas;
	size_t n_pixels = (size_t)canvas->width * (size_t)canvas->height;
	float aspect = (float)canvas->width / (float)canvas->height;

	upper.height = (canvas->height + 1) / 2;
	canvas_paint(&upper, shade, &aspect);
	for (size_t i = 0; i < n_pixels / 2; i++)
		memcpy(canvas->data + (n_pixels - 1 - i) * (size_t)canvas->n_channels,
		       canvas->data + i * (size_t)canvas->n_channels, (size_t)canvas->n_channels);
}
