/* Polished green marble with veins of white and gold. */
#include "scenes.h"

#include <stddef.h>

#include "field.h"
#include "noise.h"

struct fields {
	struct field flow;   /* coarse */
	struct field colour; /* finer, and made by means of the flow */
};

/* Noise bent by noise, twice over: the slow flow that colours and veins follow. */
static struct values
flow(const void *scene, float x, float y)
{
	(void)scene;
	float u = x * 1.7f + 0.45f * y, v = y * 1.3f - 0.35f * x;
	float qx = fbm2(u, v, 4, 1), qy = fbm2(u + 5.2f, v + 1.3f, 4, 11);
	float rx = fbm2(u + 2.4f * qx + 1.7f, v + 2.4f * qy + 9.2f, 4, 21);
	float ry = fbm2(u + 2.4f * qx + 8.3f, v + 2.4f * qy + 2.8f, 4, 31);

	return (struct values){ { qx, qy, rx, ry } };
}

/* What colours and veins are levels of: the body, the cracks with gold, and where there is gold. */
static struct values
colour(const void *scene, float x, float y)
{
	const struct fields *fields = scene;
	struct values flow_here = field_read(&fields->flow, x, y);
	float rx = flow_here.v[2], ry = flow_here.v[3], u = x * 1.7f + 0.45f * y, v = y * 1.3f - 0.35f * x;
	float body = fbm2(u + 2.2f * rx, v + 2.2f * ry, 6, 41);
	float crack = fbm2(u * 1.2f + 1.2f * rx + 4, v * 1.2f + 1.2f * ry, 5, 61);
	float gilt = ramp(0.40f, 0.50f, noise2(u * 1.9f + 3, v * 1.9f, 81));

	return (struct values){ { body, crack, gilt } };
}

/* 1 on the lines where a noise crosses LEVEL, 0 off them; the greater THIN is, the thinner. */
static float
vein(float noise, float level, float thin)
{
	float off = fabsf(noise - level) * thin;

	return fade(off * off);
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct fields *fields = scene;
	struct values flow_here = field_read(&fields->flow, x, y), colour_here = field_read(&fields->colour, x, y);
	float qx = flow_here.v[0], qy = flow_here.v[1], rx = flow_here.v[2], ry = flow_here.v[3];
	float f = colour_here.v[0], crack = colour_here.v[1], gilt = colour_here.v[2];
	float u = x * 1.7f + 0.45f * y, v = y * 1.3f - 0.35f * x;

	struct rgb c = mix(hex(0x031a18), hex(0x0e5243), ramp(0.30f, 0.56f, f));
	c = mix(c, hex(0x2f8a6c), ramp(0.47f, 0.68f, f) * 0.85f);
	c = mix(c, hex(0x05282a), ramp(0.50f, 0.66f, rx) * 0.70f);
	c = mix(c, hex(0x8fd2b4), ramp(0.53f, 0.68f, ry) * ramp(0.44f, 0.62f, f) * 0.60f);
	c = scale(c, 0.84f + 0.32f * noise2(u * 24 + 12 * rx, v * 24 + 12 * ry, 51));

	/* Thin lines along the folds; each is there in some places only. */
	float white = vein(f, 0.53f, 120) * 0.55f * ramp(0.44f, 0.56f, qy) + vein(f, 0.44f, 160) * 0.30f;
	white += vein(rx, 0.55f, 130) * 0.45f * ramp(0.40f, 0.55f, qx) + vein(ry, 0.47f, 190) * 0.3f;
	c = mix(c, hex(0xe6f5ec), clamp(white));
	if (gilt <= 0)
		return c;
	float broad = 70 + 130 * qx;
	float gold = gilt * (vein(crack, 0.50f, broad) + vein(crack, 0.535f, 260) * 0.9f + vein(crack, 0.43f, 300) * 0.8f);
	if (gold < 0.1f)
		return c;
	float gleam = fbm2(x * 45 + f * 30, y * 45, 3, 91);
	struct rgb leaf = mix(hex(0x8a5a1c), hex(0xffe9a8), ramp(0.30f, 0.72f, gleam));
	return mix(c, scale(leaf, 0.95f), clamp(gold * 1.4f - 0.15f));
}

void
marble(struct canvas *canvas)
{
	struct fields fields;

	field_init(&fields.flow, canvas, 5, flow, NULL);
	field_init(&fields.colour, canvas, 2, colour, &fields);
	canvas_paint(canvas, shade, &fields);
	field_free(&fields.colour);
	field_free(&fields.flow);
}
