/* Ranges of mountains one behind the other, mist in the valleys, a low sun. */
#include "scenes.h"

#include "noise.h"

#define N_RANGES 8
#define N_COLUMNS 8192
#define WIDEST 2.0f

struct ranges {
	float crest[N_RANGES][N_COLUMNS]; /* the far ones first */
	float slope[N_RANGES][N_COLUMNS]; /* the same without its teeth, for the mist to lie on */
};

static const float sun_x = 0.98f, sun_y = 0.418f;

/* A sharp crest and round valleys: the fold of a noise at its middle. */
static float
crest(float x, int least, uint32_t seed)
{
	float fold = 0;

	for (int i = 0, strength = 64; strength >= least; i++, strength /= 2, x *= 2.1f)
		fold += (1 - fabsf(2 * noise1(x, seed + (uint32_t)i) - 1)) * (float)strength;
	return fold / 127;
}

/* Firs as one sees them from afar: teeth of uneven height and spacing. */
static float
firs(float x, float spacing, uint32_t seed)
{
	float highest = 0;
	int here = whole(x / spacing);

	for (int i = here - 1; i <= here + 1; i++) {
		float at = ((float)i + 0.2f + 0.6f * chance(i, 1, seed)) * spacing;
		float tall = 0.35f + 0.65f * chance(i, 2, seed) * chance(i, 3, seed) + 0.25f * noise1((float)i * 0.11f, seed);
		float off = fabsf(x - at) / spacing;
		float branch = 0.10f * fabsf(2 * noise1(x / spacing * 9, seed + 9) - 1);
		highest = fmaxf(highest, tall * (1 - off * 1.9f) - branch);
	}
	return highest;
}

static void
raise(struct ranges *ranges)
{
	for (int i = 0; i < N_RANGES; i++) {
		float near = (float)i / (N_RANGES - 1);
		float base = lerp(0.56f, 1.0f, powf(near, 1.25f)), height = lerp(0.16f, 0.30f, near);
		float wide = lerp(3.6f, 1.6f, near);
		uint32_t seed = 50 + 20 * (uint32_t)i;

		for (int c = 0; c < N_COLUMNS; c++) {
			float x = (float)c * (WIDEST / N_COLUMNS);
			float at = x * wide + (float)i * 3.7f, y = base - height * (crest(at, 1, seed) * 1.5f - 0.55f);
			float left = crest(at - 0.12f, 32, seed), right = crest(at + 0.12f, 32, seed), here = crest(at, 32, seed);
			ranges->slope[i][c] = base - height * ((left + right + here) * 0.5f - 0.55f) - 0.025f;
			if (i >= N_RANGES - 3) {
				float size = i == N_RANGES - 1 ? 0.030f : i == N_RANGES - 2 ? 0.016f : 0.008f;
				y -= size * 1.6f * firs(x, size * 0.6f, seed + 11);
			}
			ranges->crest[i][c] = y;
		}
	}
}

static struct rgb
sky(float x, float y)
{
	float up = y / 0.56f;
	struct rgb c = up < 0.55f ? mix(hex(0x2e4a7d), hex(0x9a86ab), up / 0.55f)
	                          : mix(hex(0x9a86ab), hex(0xffc48c), clamp((up - 0.55f) / 0.45f));
	float dx = x - sun_x, dy = y - sun_y, d = sqrtf(dx * dx + dy * dy);

	/* Bars of cloud, gold on the side of the sun. */
	float bars = fbm2(x * 1.7f + 3, y * 11 + x * 0.8f, 5, 900);
	float cloud = ramp(0.50f, 0.72f, bars) * ramp(0.0f, 0.12f, y) * ramp(0.50f, 0.25f, y);
	c = mix(c, mix(hex(0x8b7798), hex(0xffb27a), fade(d * 2.2f)), cloud * 0.75f);

	c = add(c, scale(hex(0xffb060), 0.55f * fade(d * 4.5f)));
	c = add(c, scale(hex(0xffd9a0), 0.60f * fade(d * 16)));
	return add(c, scale(hex(0xffe2a8), 2.2f * ramp(0.0302f, 0.0295f, d)));
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct ranges *ranges = scene;
	int column = (int)(x * (N_COLUMNS / WIDEST));
	int i = N_RANGES - 1;

	while (i >= 0 && y < ranges->crest[i][column])
		i--;
	if (i < 0)
		return sky(x, y);

	float near = (float)i / (N_RANGES - 1), below = y - ranges->slope[i][column];
	float dx = x - sun_x, dy = (y - sun_y) * 0.8f, glow = fade(sqrtf(dx * dx + dy * dy) * 2.6f);
	struct rgb haze = mix(hex(0xb092b4), hex(0xffc796), clamp(glow * 1.5f));
	haze = mix(haze, hex(0x5a6699), 0.55f * near * (1 - glow));
	struct rgb rock = mix(mix(hex(0x8d7ba4), hex(0xe09a86), glow), hex(0x0b1730), powf(near, 0.60f));

	/* Mist lies in the valleys: it thickens below the crest, more so far away. */
	float drift = fbm2(x * 3 + (float)i * 5, y * 14, 3, 700 + (uint32_t)i);
	float mist = ramp(0.0f, lerp(0.13f, 0.30f, near), below + (drift - 0.5f) * 0.09f) * lerp(0.95f, 0.35f, near);
	return mix(rock, haze, mist * (0.75f + 0.25f * drift));
}

/* Two wings in a flat V, by the distance from a bent line. */
static void
bird(struct canvas *canvas, float x, float y, float span)
{
	float h = (float)canvas->height;

	for (int j = (int)((y - span) * h); j < (int)((y + span) * h); j++)
		for (int i = (int)((x - span) * h); i < (int)((x + span) * h); i++) {
			float u = fabsf((float)i / h - x) / span, v = ((float)j / h - y) / span;
			float line = -0.55f * u + 0.45f * u * u * u + 0.05f;
			float thick = 0.075f * (1 - u);
			canvas_blend(canvas, i, j, hex(0x2a2438), (thick - fabsf(v - line)) * span * h + 0.5f);
		}
}

void
mountains(struct canvas *canvas)
{
	static struct ranges ranges;
	static const float flock[][3] = {
		{ 0.500f, 0.235f, 0.014f }, { 0.535f, 0.215f, 0.012f }, { 0.555f, 0.242f, 0.011f },
		{ 0.590f, 0.210f, 0.013f }, { 0.617f, 0.228f, 0.009f }, { 0.470f, 0.262f, 0.010f },
	};

	raise(&ranges);
	canvas_paint(canvas, shade, &ranges);
	for (unsigned i = 0; i < sizeof(flock) / sizeof(flock[0]); i++)
		bird(canvas, flock[i][0], flock[i][1], flock[i][2]);
}
