/* Polished balls on a chequered floor, traced by rays, with soft shadows. */
#include "scenes.h"

#include "vector.h"

#define N_BALLS 8
#define MOST_BOUNCES 3
#define FLOOR (-1)
#define SKY (-2)

static const struct ball {
	struct vector at;
	float radius;
	unsigned colour;
	float mirror; /* the share of light it mirrors when looked at straight */
	int is_metal;
} balls[N_BALLS] = {
	{ { 0.05f, 1.00f, 0.30f }, 1.00f, 0xf6f2ea, 0.75f, 0 },
	{ { -1.78f, 0.72f, -0.55f }, 0.72f, 0xd8232f, 0.06f, 0 },
	{ { 1.72f, 0.66f, -0.62f }, 0.66f, 0xf0a818, 0.35f, 1 },
	{ { -0.62f, 0.36f, -1.55f }, 0.36f, 0x1d6fd8, 0.08f, 0 },
	{ { 0.66f, 0.28f, -1.72f }, 0.28f, 0x1f9a4c, 0.06f, 0 },
	{ { -2.75f, 1.15f, 2.70f }, 1.15f, 0x18323f, 0.30f, 1 },
	{ { 2.95f, 0.95f, 1.95f }, 0.95f, 0x7b2fa0, 0.12f, 0 },
	{ { 1.32f, 0.16f, -1.98f }, 0.16f, 0xf5f5f5, 0.05f, 0 },
};

struct studio {
	float middle;       /* x of the picture's middle */
	struct vector lamp; /* the direction to the sun */
};

/* How far along the ray the first thing is, and which. */
static int
strike(struct vector from, struct vector to, float *far)
{
	int thing = SKY;

	*far = 1e9f;
	if (to.y < -1e-4f) {
		*far = -from.y / to.y;
		thing = FLOOR;
	}
	for (int i = 0; i < N_BALLS; i++) {
		struct vector away = along(from, balls[i].at, -1);
		float b = dot(away, to), c = dot(away, away) - balls[i].radius * balls[i].radius, d = b * b - c;
		if (d <= 0)
			continue;
		float t = -b - sqrtf(d);
		if (t > 1e-3f && t < *far) {
			*far = t;
			thing = i;
		}
	}
	return thing;
}

/* The share of a broad lamp that is seen past all balls, by how near the ray to it comes to them. */
static float
unshadowed(struct vector at, struct vector lamp)
{
	float light = 1;

	for (int i = 0; i < N_BALLS; i++) {
		struct vector away = along(at, balls[i].at, -1);
		float b = dot(away, lamp), c = dot(away, away) - balls[i].radius * balls[i].radius;
		if (b > 0 || c < 1e-3f)
			continue;
		float gap = sqrtf(fmaxf(0, c + balls[i].radius * balls[i].radius - b * b)) - balls[i].radius;
		light = fminf(light, ramp(-0.13f, 0.13f, gap / -b));
	}
	return light;
}

/* The darkening of the floor where a ball hides part of the sky. */
static float
open_sky(struct vector at)
{
	float open = 1;

	for (int i = 0; i < N_BALLS; i++) {
		struct vector away = along(balls[i].at, at, -1);
		float d2 = dot(away, away), r2 = balls[i].radius * balls[i].radius;
		open *= 1 - clamp(away.y / sqrtf(d2)) * r2 / d2;
	}
	return open;
}

static struct rgb
sky(struct vector to, struct vector lamp)
{
	float up = clamp(to.y), sun = dot(to, lamp);
	struct rgb c = mix(hex(0xf3dcc3), hex(0x7fb0d8), ramp(0.0f, 0.28f, up));

	c = mix(c, hex(0x2a5f9e), ramp(0.15f, 0.9f, up));
	if (sun > 0.9f)
		c = add(c, scale(hex(0xfff0d0), 6 * ramp(0.988f, 0.996f, sun) + 0.5f * ramp(0.9f, 1.0f, sun)));
	return c;
}

/* The mean of a chequered line over WIDE around X: sharp near by, grey far off. */
static float
stripes(float x, float wide)
{
	float a = (x - wide / 2) / 2, b = (x + wide / 2) / 2;
	float at_a = fabsf(a - floorf(a) - 0.5f) * 2, at_b = fabsf(b - floorf(b) - 0.5f) * 2;

	/* The integral of a square wave is a saw of triangles. */
	return (at_a - at_b) / wide;
}

static struct rgb
tiled_floor(struct vector at, float far, float slant)
{
	float wide = far * 0.0006f, deep = wide / fmaxf(slant, 0.02f);
	float wave = stripes(at.x + 0.5f, wide) * stripes(at.z + 0.5f, deep);

	return mix(hex(0x4a3a34), hex(0xe9dfd0), 0.5f + 0.5f * wave);
}

/* The light that falls on a point: the lamp's, the sky's and what comes back from the floor. */
static struct rgb
light_on(const struct studio *studio, struct vector at, struct vector normal, int thing)
{
	float lit = clamp(dot(normal, studio->lamp)), above = 0.5f + 0.5f * normal.y;
	float open = thing == FLOOR ? open_sky(at) : 0.45f + 0.55f * ramp(0, 0.8f, at.y);

	if (lit > 0)
		lit *= unshadowed(at, studio->lamp);
	struct rgb light = add(scale(hex(0xfff0d6), 1.05f * lit), scale(hex(0x9fc0e4), 0.42f * above * open));
	return add(light, scale(hex(0xd8c4ae), 0.16f * (1 - above)));
}

/* What share of light is mirrored where the view is at the cosine FACING: Schlick's formula. */
static float
mirrored(float straight, float facing)
{
	float grazing = 1 - facing, square = grazing * grazing;

	return straight + (1 - straight) * square * square * grazing;
}

static struct rgb
trace(const struct studio *studio, struct vector from, struct vector to)
{
	struct rgb sum = { 0, 0, 0 }, share = { 1, 1, 1 };
	float path = 0;

	for (int bounce = 0; bounce < MOST_BOUNCES; bounce++) {
		float far;
		int thing = strike(from, to, &far);
		if (thing == SKY)
			return add(sum, times(share, sky(to, studio->lamp)));

		path += far;
		struct vector at = along(from, to, far), normal = { 0, 1, 0 };
		struct rgb paint, matt, mirror;
		float part;
		if (thing == FLOOR) {
			float haze = 1 - fade(path * 0.028f);
			paint = tiled_floor(at, path, -to.y);
			part = mirrored(0.03f, -to.y) * (1 - haze);
			matt = mix(times(paint, light_on(studio, at, normal, thing)), hex(0xf3dcc3), haze);
			mirror = (struct rgb){ part, part, part };
		} else {
			const struct ball *ball = &balls[thing];
			normal = unit(along(at, ball->at, -1));
			float facing = clamp(-dot(to, normal));
			paint = hex(ball->colour);
			part = mirrored(ball->mirror, facing);
			matt = times(paint, light_on(studio, at, normal, thing));
			/* Metal colours what it mirrors, but for grazing light; lacquer and chrome do not. */
			mirror = scale(mix(paint, (struct rgb){ 1, 1, 1 }, ball->is_metal ? 1 - facing : 1), part);
		}
		sum = add(sum, times(share, scale(matt, 1 - part)));
		share = times(share, mirror);
		if (share.r + share.g + share.b < 0.03f)
			break;
		from = at;
		to = reflect(to, normal);
	}
	return sum;
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct studio *studio = scene;
	struct vector eye = { 0.15f, 1.55f, -6.4f };
	struct vector to = { (x - studio->middle) * 0.86f, (0.5f - y) * 0.86f - 0.125f, 1 };
	float dx = x - studio->middle, dy = y - 0.5f;

	return scale(trace(studio, eye, unit(to)), 1 - 0.28f * (dx * dx + dy * dy));
}

void
spheres(struct canvas *canvas)
{
	struct studio studio = { 0.5f * (float)canvas->width / (float)canvas->height, unit((struct vector){ -0.62f, 0.78f, -0.55f }) };

	canvas_paint(canvas, shade, &studio);
}
