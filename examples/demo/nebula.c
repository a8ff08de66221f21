/* A nebula: glowing gas, lanes of dust before it, and many stars. */
#include "scenes.h"

#include <stddef.h>

#include "field.h"
#include "noise.h"
#include "stars.h"

#define ZOOM 2.1f

struct fields {
	struct field flow;  /* coarse */
	struct field cloud; /* finer, and made by means of the flow */
};

/* What bends the noise of gas and dust, so that it looks as if it flowed. */
static struct values
flow(const void *scene, float x, float y)
{
	(void)scene;
	float u = x * ZOOM, v = y * ZOOM;
	float bx = fbm2(u + 1.7f, v + 9.2f, 5, 1) - 0.5f, by = fbm2(u + 8.3f, v + 2.8f, 5, 11) - 0.5f;
	float fx = fbm2(u * 2 + 3 * bx, v * 2 + 3 * by, 5, 21) - 0.5f, fy = fbm2(u * 2 - 3 * by, v * 2 + 3 * bx, 5, 26) - 0.5f;

	return (struct values){ { bx, by, fx, fy } };
}

/* Gas, dust before it, and bright wisps; all of them soft, so that not every pixel needs its own. */
static struct values
cloud(const void *scene, float x, float y)
{
	const struct fields *fields = scene;
	struct values flow_here = field_read(&fields->flow, x, y);
	float bx = flow_here.v[0], by = flow_here.v[1], fx = flow_here.v[2], fy = flow_here.v[3];
	float u = x * ZOOM, v = y * ZOOM;
	float gas = fbm2(u + 1.8f * bx + 0.8f * fx, v + 1.8f * by + 0.8f * fy, 6, 31);
	float dust = fbm2(u * 1.3f + 1.6f * by + fy + 5, v * 1.3f - 1.6f * bx + fx, 6, 41);
	float wisp = 1 - fabsf(2 * fbm2(u * 1.5f + 1.7f * bx + 1.2f * fy, v * 1.5f + 1.7f * by - 1.2f * fx, 6, 51) - 1);

	wisp = clamp(wisp) * clamp(wisp);
	wisp *= wisp;
	return (struct values){ { gas, dust, wisp * wisp * wisp } };
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct fields *fields = scene;
	struct values flow_here = field_read(&fields->flow, x, y), cloud_here = field_read(&fields->cloud, x, y);
	float bx = flow_here.v[0], by = flow_here.v[1], fx = flow_here.v[2];
	float gas = cloud_here.v[0], dust = cloud_here.v[1], wisp = cloud_here.v[2];

	/* The cloud lies in a band from the lower left to the upper right, its heart in the middle. */
	float off = (x - 0.77f) * 0.52f + (y - 0.50f) * 0.86f - bx * 0.5f, band = fade(off * off * 8);
	float dx = x - 0.86f, dy = y - 0.46f, core = fade(sqrtf(dx * dx + dy * dy + 0.004f) * 3.6f);
	float glow = ramp(0.30f, 0.80f, gas + 0.12f * band) * (0.10f + 0.90f * band);

	struct rgb tint = mix(hex(0x1c48d8), hex(0xe03a7c), ramp(-0.16f, 0.14f, by + 0.5f * fx + 0.25f * (band - 0.5f)));
	tint = mix(tint, hex(0x1aa0d8), ramp(0.02f, 0.20f, bx - 0.3f * by) * 0.45f);
	tint = mix(tint, hex(0xffa468), clamp(core * 1.9f) * 0.75f);
	struct rgb c = mix(hex(0x03050d), hex(0x0c0f2a), band);
	c = add(c, scale(tint, glow * (0.55f + 1.1f * gas)));
	c = add(c, scale(mix(tint, hex(0xffd9b8), 0.55f), wisp * band * 0.34f * (0.25f + glow)));
	c = add(c, scale(hex(0xffe2cc), core * core * 1.7f * ramp(0.3f, 0.7f, gas)));

	float lane = ramp(0.47f, 0.66f, dust + 0.05f * fx) * ramp(0.05f, 0.7f, band);
	return mix(c, mix(hex(0x0d0608), hex(0x2a1018), glow), lane * 0.90f);
}

void
nebula(struct canvas *canvas)
{
	struct fields fields;

	field_init(&fields.flow, canvas, 5, flow, NULL);
	field_init(&fields.cloud, canvas, 2, cloud, &fields);
	canvas_paint(canvas, shade, &fields);
	field_free(&fields.cloud);
	field_free(&fields.flow);
	stars_scatter(canvas, 16000, 1, 0.55f, 5);
	stars_ray(canvas, 0.345f, 0.235f, 0.085f, hex(0xbcd2ff));
	stars_ray(canvas, 1.262f, 0.742f, 0.070f, hex(0xffe2c4));
	stars_ray(canvas, 0.905f, 0.432f, 0.055f, hex(0xffffff));
	stars_ray(canvas, 1.130f, 0.190f, 0.050f, hex(0xa9c4ff));
	stars_ray(canvas, 0.210f, 0.800f, 0.045f, hex(0xffd0b0));
	stars_ray(canvas, 0.640f, 0.660f, 0.035f, hex(0xd6e2ff));
}
