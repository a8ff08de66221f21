/* The open sea in the evening: the sun's glitter, and rocks standing off the coast. */
#include "scenes.h"

#include "noise.h"

#define HORIZON 0.44f
#define N_COLUMNS 8192
#define WIDEST 3.5f
#define N_WAVES 19
#define N_DRAGGING 6

struct wave {
	float length, inverse; /* and 1 / length */
	float dx, dz;          /* its direction */
	float offset;          /* where it starts, in wavelengths */
};

struct coast {
	struct wave waves[N_WAVES];
	float pixel; /* the size of one, as x and y are measured */
	float top[N_COLUMNS]; /* how far rocks and land rise over the horizon */
	float far[N_COLUMNS]; /* 0 near, 1 lost in the haze */
};

static const float sun_x = 1.18f, sun_up = 0.165f;

/* One pinnacle: steep sides, a crooked top. */
static float
stack(float x, float at, float width, float height, uint32_t seed)
{
	float off = (x - at) / width + 0.25f * (noise1(x * 40, seed) - 0.5f);
	float side = 1 - powf(fabsf(off), 1.7f);

	return side <= 0 ? 0 : height * sqrtf(side) * (0.72f + 0.45f * fbm1(x * 45, 5, seed + 1));
}

static void
survey(struct coast *coast)
{
	for (int i = 0; i < N_COLUMNS; i++) {
		float x = (float)i * (WIDEST / N_COLUMNS);
		float cape = ramp(0.80f, 0.0f, x) * (0.10f + 0.07f * fbm1(x * 6, 7, 20));
		float isles = fmaxf(0, 0.030f * ramp(0.5f, 0.75f, fbm1(x * 3.3f, 6, 30)));
		float rocks = fmaxf(fmaxf(stack(x, 2.43f, 0.075f, 0.215f, 40), stack(x, 2.60f, 0.045f, 0.155f, 50)),
		                    fmaxf(stack(x, 2.72f, 0.020f, 0.205f, 60), stack(x, 2.87f, 0.060f, 0.075f, 70)));
		coast->top[i] = fmaxf(fmaxf(cape, rocks), isles);
		coast->far[i] = rocks > 0 && rocks >= cape ? 0.06f : cape > isles ? 0.35f : 0.75f;
	}
}

static struct rgb
sky(float x, float up)
{
	struct rgb c = mix(hex(0xffb978), hex(0xc98f92), ramp(0.0f, 0.16f, up));
	c = mix(c, hex(0x5d7ba6), ramp(0.08f, 0.30f, up));
	c = mix(c, hex(0x2c4f86), ramp(0.22f, 0.60f, up));
	float dx = x - sun_x, dy = up - sun_up, d = sqrtf(dx * dx + dy * dy);

	c = add(c, scale(hex(0xffa850), 0.75f * fade(d * 3.4f)));
	return add(c, scale(hex(0xffe3b0), 0.8f * fade(d * 16)));
}

/* The sky with its clouds, which lie in one plane and so crowd towards the horizon. */
static struct rgb
clouds(float x, float up)
{
	struct rgb c = sky(x, up);
	float dx = x - sun_x, dy = up - sun_up, d = sqrtf(dx * dx + dy * dy);
	float away = 1 / (up + 0.055f), u = (x - WIDEST / 2) * away * 0.42f, v = away * 0.62f;
	float thick = fbm2(u, v, 5, 200), lit = fbm2(u + (sun_x - x) * 0.10f, v + 0.14f, 3, 200);
	float cover = ramp(0.47f, 0.70f, thick) * ramp(0.0f, 0.08f, up);
	float edge = clamp(0.45f + (thick - lit) * 3.2f);
	float near = fade(d * 1.5f);
	struct rgb body = mix(hex(0x6b6f92), hex(0xc47f74), near), rim = mix(hex(0xe3b7a6), hex(0xffd796), near);

	c = mix(c, scale(mix(body, rim, edge), 0.95f + 0.7f * near * edge), cover * 0.92f);
	return add(c, scale(hex(0xfff3d0), 5 * ramp(0.0315f, 0.0305f, d) * (1 - cover * 0.8f)));
}

/* The sine of T turns, by two parabolas. */
static float
sine(float t)
{
	/* So large a number has no bits left for fractions: this rounds T. */
	const float large = 12582912;
	float f = t - ((t + large) - large);

	return 8 * f * (1 - 2 * fabsf(f));
}

struct swell {
	float height, sx, sz; /* height over the mean, and its slopes */
	float lost;           /* the share of small waves that are too small to be seen */
};

/* The waves: each of another length and direction. */
static void
blow(struct wave waves[N_WAVES])
{
	float length = 3.2f, turn = 0;

	for (int i = 0; i < N_WAVES; i++, length *= 0.79f) {
		turn += 2.1f;
		float across = 0.95f * sine(turn * 0.381f);
		waves[i] = (struct wave){ length, 1 / length, across, 1 - 0.45f * across * across, turn };
	}
}

/* The sea at a point: waves with sharp crests, the long ones of which drag the others along. */
static struct swell
swell(const struct wave waves[N_WAVES], float x, float z, float footprint)
{
	struct swell sum = { 0, 0, 0, 0 };

	for (int i = 0; i < N_WAVES; i++) {
		const struct wave *wave = &waves[i];
		float seen = clamp(1.6f - footprint * 3.0f * wave->inverse);
		if (seen <= 0) {
			sum.lost = 1 - (float)i / N_WAVES;
			break;
		}
		float phase = (x * wave->dx + z * wave->dz) * wave->inverse + wave->offset;
		float s = 0.5f + 0.5f * sine(phase), slope = s * sine(phase + 0.25f), steep = seen * 0.100f;
		sum.height += steep * wave->length * 0.16f * (s * s - 0.375f);
		sum.sx += steep * wave->dx * slope;
		sum.sz += steep * wave->dz * slope;
		if (i < N_DRAGGING) {
			x -= wave->dx * slope * wave->length * 0.12f;
			z -= wave->dz * slope * wave->length * 0.12f;
		}
	}
	return sum;
}

static struct rgb
water(const struct coast *coast, float x, float y)
{
	float down = y - HORIZON + 0.0004f, z = 0.9f / down, wx = (x - WIDEST / 2) * z;
	float footprint = (z + 0.25f * z * z) * coast->pixel;
	struct swell sea = swell(coast->waves, wx, z, footprint);
	float sx = sea.sx, sz = sea.sz;

	/* The slope that would mirror the sun, against the slope there is. */
	float vx = (x - WIDEST / 2), vy = -down, toward = 1 / sqrtf(vx * vx + vy * vy + 1);
	float lx = sun_x - WIDEST / 2, ly = sun_up, sunward = 1 / sqrtf(lx * lx + ly * ly + 1);
	float hx = lx * sunward - vx * toward, hy = ly * sunward - vy * toward, hz = sunward - toward;
	float ex = -hx / hy - sx, ez = -hz / hy - sz;
	float rough = 0.0035f + 0.035f * sea.lost;
	float glint = fade((ex * ex + ez * ez) / (2 * rough)) * 0.020f / rough;

	float flat = 1 / sqrtf(sx * sx + sz * sz + 1);
	float facing = clamp((-vy - (sx * -vx + sz * -1.0f)) * toward * flat);
	float grazing = 1 - facing, fresnel = 0.03f + 0.97f * grazing * grazing * grazing * grazing * grazing;
	float up = clamp(down * 0.85f + 0.05f + (fabsf(sz) * 0.45f + 0.06f) * (0.3f + down));
	int column = (int)(clamp((x + sx * 0.10f) / WIDEST) * (N_COLUMNS - 1));
	float rock = ramp(up - 0.02f, up + 0.03f, coast->top[column] * 1.15f) * (1 - coast->far[column]);

	struct rgb mirror = mix(sky(x - sx * 0.25f, up), hex(0x2b2a33), rock * 0.8f);
	struct rgb deep = mix(hex(0x0a3040), hex(0x1c6a70), ramp(-0.05f, 0.16f, sea.height));
	struct rgb c = mix(deep, mirror, clamp(fresnel * 0.95f + 0.05f));
	c = add(c, scale(hex(0xffc474), glint * (1 - rock) * 1.5f));
	return mix(c, sky(x, 0.01f), 0.55f * fade(down * 60));
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct coast *coast = scene;

	if (y >= HORIZON)
		return water(coast, x, y);

	float up = HORIZON - y;
	int column = (int)(clamp(x / WIDEST) * (N_COLUMNS - 1));
	float top = coast->top[column], far = coast->far[column];
	if (up >= top)
		return clouds(x, up);
	float grain = fbm2(x * 38, y * 20, 5, 500), lit = ramp(0.45f, 0.75f, grain) * ramp(0.0f, 0.12f, up);
	struct rgb rock = mix(hex(0x17161f), hex(0x7a5448), lit * 0.6f);
	/* Surf at the foot, and spray over it. */
	rock = mix(rock, hex(0xe6c9bd), ramp(0.006f, 0.003f, up + 0.005f * fbm2(x * 60, up * 90, 3, 510)));
	return mix(rock, sky(x, 0.03f), clamp(far + 0.12f * ramp(0.03f, 0.0f, up)));
}

void
ocean(struct canvas *canvas)
{
	static struct coast coast;

	coast.pixel = 1 / (float)canvas->height;
	survey(&coast);
	blow(coast.waves);
	canvas_paint(canvas, shade, &coast);
}
