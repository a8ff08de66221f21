/* Northern lights over a lake, a hut with its lamp on. */
#include "scenes.h"

#include "noise.h"
#include "stars.h"

#define N_CURTAINS 3
#define N_RAYS 8192
#define SHORE 0.765f

/* What is above the picture: all rays of light come from there. */
#define ZENITH 0.9f
#define WIDEST 1.4f

struct lights {
	float middle; /* x of the zenith */
	struct {
		float foot[N_RAYS];   /* y of the lower edge */
		float length[N_RAYS]; /* how far a ray reaches up */
		float bright[N_RAYS];
	} curtain[N_CURTAINS];
	float peak[N_RAYS]; /* y of the mountains' line, by x */
};

static void
hang(struct lights *lights)
{
	static const float foot[] = { 0.585f, 0.455f, 0.265f }, strength[] = { 0.50f, 1.15f, 0.75f };
	static const float tilt[] = { 0.30f, -0.42f, 0.35f }, length[] = { 0.05f, 0.085f, 0.075f };

	for (int k = 0; k < N_CURTAINS; k++)
		for (int i = 0; i < N_RAYS; i++) {
			float a = (float)i / N_RAYS * WIDEST - WIDEST / 2;
			uint32_t seed = 100 + 10 * (uint32_t)k;
			/* The hem of a curtain hangs in folds, and its cloth shows in fine rays. */
			float sway = fbm1(a * 4 + (float)k, 2, seed) - 0.5f;
			float fold = a * 17 + 4 * fbm1(a * 5, 2, seed + 3);
			float pleat = 1 - fabsf(2 * (fold - floorf(fold)) - 1);
			float rays = 0.30f + 0.70f * fbm1(fold * 6, 5, seed + 5);
			float crowd = ramp(0.30f, 0.70f, fbm1(a * 5 + 9.3f, 2, seed + 7));
			lights->curtain[k].foot[i] = foot[k] + sway * 0.24f + 0.020f * pleat * pleat * (3 - 2 * pleat) + a * tilt[k];
			lights->curtain[k].length[i] = length[k] * (0.5f + 1.3f * fbm1(fold * 2.5f, 3, seed + 8));
			lights->curtain[k].bright[i] = strength[k] * rays * rays * 3.1f * (0.04f + crowd) * (0.6f + 0.6f * pleat);
		}
	for (int i = 0; i < N_RAYS; i++) {
		float x = (float)i / N_RAYS * WIDEST;
		float left = 0.17f * ramp(0.50f, 0.05f, x), right = 0.085f * ramp(0.42f, 0.66f, x);
		lights->peak[i] = SHORE - 0.022f - left * (0.4f + 0.9f * fbm1(x * 9, 7, 300)) -
		                  right * (0.4f + 0.9f * fbm1(x * 13, 7, 310)) - 0.012f * fbm1(x * 30, 4, 320);
	}
}

static struct rgb
night(const struct lights *lights, float x, float y)
{
	struct rgb c = mix(hex(0x050816), hex(0x123246), ramp(0.0f, SHORE, y));
	float a = (x - lights->middle) / (y + ZENITH) * 1.35f;
	float at = (a + WIDEST / 2) / WIDEST * N_RAYS;
	int i = at < 0 ? 0 : at > N_RAYS - 2 ? N_RAYS - 2 : (int)at;

	for (int k = 0; k < N_CURTAINS; k++) {
		float t = at - (float)i;
		float up = lerp(lights->curtain[k].foot[i], lights->curtain[k].foot[i + 1], t) - y;
		float bright = lerp(lights->curtain[k].bright[i], lights->curtain[k].bright[i + 1], t);
		float h = fmaxf(up, 0) / lerp(lights->curtain[k].length[i], lights->curtain[k].length[i + 1], t);
		struct rgb tint = mix(mix(hex(0x7dffb0), hex(0x25d6a4), clamp(h * 0.7f)), hex(0xa352f2), ramp(0.7f, 2.8f, h));

		c = add(c, scale(tint, bright * ramp(-0.008f, 0.008f, up) * (0.75f * fade(h) + 0.25f * fade(h * 0.42f))));
		c = add(c, scale(hex(0x2fd89a), 0.06f * fmaxf(bright, 0.3f) * fade(fabsf(up) * 9)));
	}
	return c;
}

/* Snow on the heights, caught by the green light. */
static struct rgb
slope(float x, float y, float peak)
{
	/* Gullies run down from the crest; the light comes from the right. */
	float fold = fbm2(x * 17 + (y - peak) * 9, y * 12, 5, 330), beside = fbm2((x + 0.006f) * 17 + (y - peak) * 9, y * 12, 4, 330);
	float lit = clamp(0.45f + (fold - beside) * 7), snow = ramp(0.46f, 0.60f, fold + 0.20f - (y - peak) * 2.2f);

	return mix(hex(0x070f17), mix(hex(0x16343f), hex(0x4f9a94), lit), snow * 0.9f);
}

/* A hut as boxes: what it shows at U, V in units of its width, or nothing. */
static int
hut(float u, float v, struct rgb *c)
{
	int wall = u > 0 && u < 1 && v > -0.42f && v < 0;
	float eave = fabsf(u - 0.5f);
	int roof = v <= -0.42f + 0.05f && v > -0.92f + eave * 0.85f && eave < 0.62f;
	int chimney = u > 0.70f && u < 0.79f && v > -0.95f && v < -0.6f;

	if (roof || chimney)
		*c = v < -0.87f + eave * 0.85f && !chimney ? hex(0x5f9c98) : hex(0x0a1016);
	else if (wall) {
		int pane = (u > 0.16f && u < 0.40f) || (u > 0.62f && u < 0.86f);
		int bar = fabsf(u - 0.28f) < 0.013f || fabsf(u - 0.74f) < 0.013f || fabsf(v + 0.23f) < 0.013f;
		*c = hex(0x1d1512);
		if (pane && v > -0.33f && v < -0.13f)
			*c = bar ? hex(0x4a2c12) : scale(hex(0xffc062), 1.35f);
	} else
		return 0;
	return 1;
}

static struct rgb
land(const struct lights *lights, float x, float y)
{
	float peak = lights->peak[(int)(clamp(x / WIDEST) * (N_RAYS - 1))];
	struct rgb c;

	if (hut((x - 0.455f) / 0.052f, (y - SHORE + 0.004f) / 0.052f, &c))
		return c;
	float bank = SHORE - 0.006f - 0.010f * fbm1(x * 40, 4, 340);
	if (y > bank)
		c = hex(0x070d12);
	else
		c = y > peak ? slope(x, y, peak) : night(lights, x, y);
	float dx = x - 0.481f, dy = (y - SHORE + 0.016f) * 1.6f;
	return add(c, scale(hex(0xff9a3c), 0.16f * fade(sqrtf(dx * dx + dy * dy) * 38)));
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct lights *lights = scene;

	if (y < SHORE)
		return land(lights, x, y);

	/* Long ripples: a mirror that shakes more the nearer it is. */
	float deep = y - SHORE, far = 1 / (deep + 0.02f);
	float ripple = (fbm2(x * 7, far * 3.2f, 3, 350) - 0.5f) * (0.015f + deep * 0.42f);
	struct rgb c = { 0, 0, 0 };
	for (int i = 0; i < 3; i++) {
		float up = SHORE - deep * 1.25f + ripple * (0.6f + 0.4f * (float)i);
		c = add(c, land(lights, x + ripple * 0.12f, fminf(up, SHORE - 0.001f)));
	}
	float rock = 1 - 0.10f * ramp(0.30f, 0.0f, x) - 0.075f * ramp(0.42f, 0.68f, x) - 0.05f * fbm1(x * 11, 6, 360);
	if (y > rock)
		return scale(hex(0x16302e), 0.2f + 0.8f * ramp(0.35f, 0.8f, fbm2(x * 30, y * 55, 4, 370)) * ramp(0.06f, 0, y - rock));
	return add(scale(c, 0.24f), hex(0x030a10));
}

void
aurora(struct canvas *canvas)
{
	static struct lights lights;

	lights.middle = 0.45f * (float)canvas->width / (float)canvas->height;
	hang(&lights);
	canvas_paint(canvas, shade, &lights);

	/* Stars only where there is sky in every column. */
	stars_scatter(canvas, 2600, 0.555f, 0.55f, 7);
}
