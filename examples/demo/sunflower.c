/* A sunflower: petals in three rings and florets in Vogel's spiral, before a blurred garden. */
#include "scenes.h"

#include <stddef.h>

#include "noise.h"

#define N_FLORETS 1400
#define DISC 0.190f

static const float golden = 2.39996323f; /* the golden angle, which no fraction of a turn comes near */

static struct rgb
garden(const void *scene, float x, float y)
{
	(void)scene;
	struct rgb c = mix(hex(0x5c7f3a), hex(0x14301f), ramp(0.0f, 1.0f, y + 0.25f * (x - 0.5f)));

	c = mix(c, hex(0x0e2a1c), ramp(0.40f, 0.75f, fbm2(x * 2.1f, y * 2.1f, 2, 5)) * 0.75f);
	return mix(c, hex(0x9fb95a), ramp(0.55f, 0.80f, fbm2(x * 2.6f + 9, y * 2.6f, 2, 8)) * 0.5f);
}

/* Spots of light out of focus take the shape of the lens. */
static void
bokeh(struct canvas *canvas)
{
	float h = (float)canvas->height;

	for (int i = 0; i < 70; i++) {
		float x = chance(i, 1, 3), y = chance(i, 2, 3) * chance(i, 5, 3), radius = 0.018f + 0.04f * chance(i, 3, 3);
		float strength = 0.03f + 0.13f * chance(i, 4, 3) * chance(i, 6, 3);
		struct rgb tint = chance(i, 7, 3) < 0.6f ? hex(0xd9e89a) : hex(0xffe9a8);
		for (int b = (int)((y - radius) * h); b <= (int)((y + radius) * h); b++)
			for (int a = (int)((x - radius) * h); a <= (int)((x + radius) * h); a++) {
				float dx = (float)a / h - x, dy = (float)b / h - y, d = sqrtf(dx * dx + dy * dy) / radius;
				canvas_blend(canvas, a, b, tint, strength * ramp(1.0f, 0.93f, d) * (0.65f + 0.35f * d * d));
			}
	}
}

struct petal {
	float angle, from, length, width; /* from: where it starts, as the distance from the centre */
	float bright;                     /* how much light reaches it */
	uint32_t seed;
};

/* Half the width of a petal at T along it. */
static float
half_width(const struct petal *petal, float t)
{
	float along = t * (1.3f - 0.3f * t), bow = 4 * along * (1 - along);

	return petal->width * sqrtf(bow * sqrtf(bow)) * (1 - 0.25f * t);
}

static struct rgb
petal_colour(const struct petal *petal, float t, float across)
{
	struct rgb c = mix(hex(0xc25a08), hex(0xf6a80c), ramp(0.0f, 0.36f, t));
	float vein = noise2(across * 5.5f + 0.5f * sinf(t * 4), t * 1.6f, petal->seed);
	float fine = noise2(across * 17, t * 2.5f, petal->seed + 1);

	c = mix(c, hex(0xffd42e), ramp(0.25f, 0.95f, t) * 0.85f);
	float fold = 1 - 0.34f * fade(fabsf(across) * 9) - 0.22f * across;
	float light = petal->bright * (0.60f + 0.40f * vein + 0.22f * fine) * fold;
	light *= 0.72f + 0.38f * ramp(0.0f, 0.5f, t);
	return scale(c, light * 1.08f);
}

static void
lay(struct canvas *canvas, const struct petal *petal, float middle_x, float middle_y, int is_shadow)
{
	float h = (float)canvas->height, c = cosf(petal->angle), s = sinf(petal->angle), far = petal->from + petal->length;
	float x0 = middle_x + c * petal->from, y0 = middle_y + s * petal->from, x1 = middle_x + c * far, y1 = middle_y + s * far;
	float soft = is_shadow ? 0.020f : 1 / h, reach = petal->width + soft * 2;

	for (int j = (int)((fminf(y0, y1) - reach) * h); j <= (int)((fmaxf(y0, y1) + reach) * h); j++)
		for (int i = (int)((fminf(x0, x1) - reach) * h); i <= (int)((fmaxf(x0, x1) + reach) * h); i++) {
			float dx = (float)i / h - middle_x, dy = (float)j / h - middle_y;
			float t = (dx * c + dy * s - petal->from) / petal->length;
			if (t <= 0 || t >= 1)
				continue;
			float bend = 0.05f * ((float)(petal->seed & 255) / 255 - 0.5f) * t * t, v = dy * c - dx * s - bend;
			if (fabsf(v) > petal->width + soft)
				continue;
			float half = half_width(petal, t), cover = clamp((half - fabsf(v)) / soft + 0.5f);
			if (cover <= 0)
				continue;
			if (is_shadow)
				canvas_blend(canvas, i, j, hex(0x140c02), 0.42f * cover * ramp(0, 0.08f, t) * ramp(1, 0.9f, t));
			else
				canvas_blend(canvas, i, j, petal_colour(petal, t, v / (half + 1e-4f)), cover);
		}
}

static void
ring(struct canvas *canvas, float x, float y, int n, int which)
{
	static const float length[] = { 0.292f, 0.272f, 0.240f }, bright[] = { 0.62f, 0.86f, 1.05f };

	for (int k = 0; k < n; k++) {
		/* Every other petal, twice around: so the upper ones lie over both their neighbours. */
		int i = k * 2 % n;
		struct petal petal = {
			.angle = ((float)i + 0.33f * (float)which + 0.5f * (chance(i, which, 1) - 0.5f)) * 6.2831853f / (float)n,
			.from = 0.140f,
			.length = length[which] * (0.90f + 0.2f * chance(i, which, 2)),
			.width = 0.040f + 0.012f * chance(i, which, 3),
			.bright = bright[which] * (0.88f + 0.24f * chance(i, which, 4)),
			.seed = hash(i, which, 77),
		};
		lay(canvas, &petal, x + 0.006f, y + 0.012f, 1);
		lay(canvas, &petal, x, y, 0);
	}
}

/* One floret: a small dome, light from the upper left; they open from the rim inwards. */
static void
floret(struct canvas *canvas, float x, float y, float radius, float out, uint32_t seed)
{
	float h = (float)canvas->height, reach = radius * 1.1f, vary = 0.75f + 0.5f * (float)(seed & 255) / 255;
	struct rgb tip = mix(hex(0x9db04a), hex(0x6b3d12), ramp(0.05f, 0.42f, out));

	tip = mix(tip, hex(0xe08a14), ramp(0.60f, 0.98f, out));
	struct rgb foot = mix(hex(0x26300e), hex(0x170903), ramp(0.1f, 0.45f, out));
	for (int j = (int)((y - reach) * h); j <= (int)((y + reach) * h) + 1; j++)
		for (int i = (int)((x - reach) * h); i <= (int)((x + reach) * h) + 1; i++) {
			float u = ((float)i / h - x) / radius, v = ((float)j / h - y) / radius, d = u * u + v * v;
			if (d >= 1.1f)
				continue;
			float dome = sqrtf(fmaxf(0, 1 - d)), light = clamp(0.25f + 0.6f * dome - 0.42f * u - 0.52f * v);
			struct rgb c = mix(foot, scale(tip, vary), light);
			c = add(c, scale(hex(0xffe0a0), 0.5f * fade(((u + 0.35f) * (u + 0.35f) + (v + 0.4f) * (v + 0.4f)) * 14)));
			canvas_blend(canvas, i, j, c, (1 - sqrtf(d)) * radius * h + 0.5f);
		}
}

void
sunflower(struct canvas *canvas)
{
	const float x = 0.5f, y = 0.5f;
	float h = (float)canvas->height;

	canvas_paint(canvas, garden, NULL);
	bokeh(canvas);
	ring(canvas, x, y, 27, 0);
	ring(canvas, x, y, 25, 1);
	ring(canvas, x, y, 23, 2);

	for (int j = -(int)(0.25f * h); j <= (int)(0.25f * h); j++)
		for (int i = -(int)(0.25f * h); i <= (int)(0.25f * h); i++) {
			float d = sqrtf((float)(i * i + j * j)) / h;
			canvas_blend(canvas, (int)(x * h) + i, (int)(y * h) + j, hex(0x140903), ramp(DISC * 1.16f, DISC * 0.94f, d));
		}
	for (int n = N_FLORETS; n > 0; n--) {
		float out = sqrtf((float)n / N_FLORETS), turn = (float)n * golden, r = DISC * out;
		float size = DISC / sqrtf((float)N_FLORETS) * (0.86f + 0.22f * out);
		floret(canvas, x + r * cosf(turn), y + r * sinf(turn), size, out, hash(n, 0, 4));
	}
}
