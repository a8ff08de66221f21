/* Persian tiles: eight-pointed stars and the crosses between them, with painted ornament. */
#include "scenes.h"

#include <stddef.h>

#include "noise.h"

#define N_ACROSS 4

/* Half the side of the squares whose two make a star: stars touch at their tips. */
#define HALF_SIDE 0.70710678f

static const float pi = 3.14159265f;

/* A ring of N petals: how far inside of one the point is; R1 to R2 from the centre. */
static float
petals(float r, float angle, int n, float r1, float r2, float width)
{
	float part = 2 * pi / (float)n, a = angle - part * floorf(angle / part + 0.5f);
	float t = (r - r1) / (r2 - r1);

	if (t <= 0 || t >= 1)
		return -1;
	return width * sinf(pi * powf(t, 0.8f)) * (1 - 0.35f * t) - fabsf(a) * r;
}

static int
ring(float r, float at, float width)
{
	return fabsf(r - at) < width;
}

static struct rgb
star(float x, float y, float in, uint32_t variant)
{
	float r = sqrtf(x * x + y * y), angle = atan2f(y, x);
	struct rgb ground = variant & 1 ? hex(0x123f9a) : hex(0x0d2f7d), white = hex(0xf4ead2);
	struct rgb gold = hex(0xe0a63a), turquoise = hex(0x2fb0b4);

	if (in < 0.045f)
		return white;
	if (in < 0.060f)
		return ground;
	if (in < 0.078f)
		return gold;
	if (r < 0.055f)
		return gold;
	if (ring(r, 0.075f, 0.011f))
		return hex(0x0a2258);
	if (petals(r, angle, 8, 0.07f, 0.33f, 0.075f) > 0.018f)
		return white;
	if (petals(r, angle, 8, 0.07f, 0.33f, 0.075f) > 0)
		return turquoise;
	if (petals(r, angle + pi / 8, 8, 0.16f, 0.46f, 0.070f) > 0.020f)
		return petals(r, angle + pi / 8, 8, 0.20f, 0.40f, 0.022f) > 0 ? hex(0xb23a2a) : turquoise;
	if (petals(r, angle + pi / 8, 8, 0.16f, 0.46f, 0.070f) > 0)
		return white;
	if (petals(r, angle, 8, 0.40f, 0.72f, 0.055f) > 0)
		return petals(r, angle, 8, 0.43f, 0.66f, 0.030f) > 0 ? hex(0xb23a2a) : gold;
	float dots = fabsf(angle + pi / 8 - 2 * pi / 8 * floorf((angle + pi / 8) / (2 * pi / 8) + 0.5f)) * r;
	if (dots * dots + (r - 0.555f) * (r - 0.555f) < 0.020f * 0.020f)
		return white;
	return ground;
}

static struct rgb
cross(float x, float y, float in, uint32_t variant)
{
	float r = sqrtf(x * x + y * y), angle = atan2f(y, x);
	struct rgb ground = variant & 1 ? hex(0x1f9aa6) : hex(0x2aa9a8), white = hex(0xf4ead2), deep = hex(0x0c4f66);

	if (in < 0.040f)
		return white;
	if (in < 0.053f)
		return deep;
	if (r < 0.050f)
		return hex(0xb23a2a);
	if (ring(r, 0.064f, 0.014f))
		return white;
	if (petals(r, angle + pi / 4, 4, 0.05f, 0.30f, 0.080f) > 0)
		return petals(r, angle + pi / 4, 4, 0.09f, 0.25f, 0.040f) > 0 ? hex(0x123f9a) : white;
	if (petals(r, angle, 4, 0.08f, 0.40f, 0.085f) > 0)
		return petals(r, angle, 4, 0.13f, 0.34f, 0.042f) > 0 ? hex(0xe0a63a) : deep;
	if (petals(r, angle, 4, 0.40f, 0.66f, 0.070f) > 0)
		return petals(r, angle, 4, 0.44f, 0.60f, 0.032f) > 0 ? hex(0x123f9a) : white;
	return ground;
}

static struct rgb
shade(const void *scene, float x, float y)
{
	(void)scene;
	float u = (x * N_ACROSS - 0.0f) * 2, v = (y * N_ACROSS - 0.0f) * 2;
	int i = whole(u / 2), j = whole(v / 2);
	float sx = u - 2 * (float)i - 1, sy = v - 2 * (float)j - 1;

	/* A star is where one of two squares is, upright or on its tip. */
	float upright = HALF_SIDE - fmaxf(fabsf(sx), fabsf(sy)), tipped = (1 - fabsf(sx) - fabsf(sy)) * HALF_SIDE;
	float in = fmaxf(upright, tipped);
	int is_star = in > 0;
	float cx = sx > 0 ? sx - 1 : sx + 1, cy = sy > 0 ? sy - 1 : sy + 1;
	uint32_t value = is_star ? hash(i, j, 1) : hash(whole(u / 2 + 0.5f), whole(v / 2 + 0.5f), 2);
	float edge = fabsf(in);

	if (edge < 0.014f)
		return hex(0xb9a888);
	struct rgb c = is_star ? star(sx, sy, in, value) : cross(cx, cy, edge, value);

	/* No two tiles leave the kiln alike, and each has a rounded rim. */
	float kiln = 0.86f + 0.24f * (float)(value >> 8 & 255) / 255;
	float rim = edge < 0.030f ? 0.72f + 0.28f * (edge - 0.014f) / 0.016f : 1;
	float light = 1.06f - 0.22f * (x * 0.4f + y * 0.6f);
	return scale(c, kiln * rim * light);
}

void
tiles(struct canvas *canvas)
{
	canvas_paint(canvas, shade, NULL);
}
