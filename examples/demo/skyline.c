/* A city by night across the water: houses with lit windows, the moon, and all of it mirrored. */
#include "scenes.h"

#include <stddef.h>

#include "field.h"
#include "noise.h"
#include "stars.h"

#define N_ROWS 3
#define N_COLUMNS 8192
#define WIDEST 1.8f
#define WATER 0.70f

enum roof { FLAT, SPIRE, STEPS, SLANT };

struct house {
	float left, width, top; /* top as the height over the water */
	enum roof roof;
	uint32_t value;
};

struct city {
	struct house houses[N_ROWS][N_COLUMNS / 16];
	short at[N_ROWS][N_COLUMNS]; /* which house stands in a column, or -1 */
	struct field clouds;         /* how thick they are */
};

static void
build(struct city *city)
{
	static const float tall[N_ROWS] = { 0.235f, 0.300f, 0.150f }, wide[N_ROWS] = { 0.040f, 0.062f, 0.055f };

	for (int row = 0; row < N_ROWS; row++) {
		float x = -0.02f;
		for (int i = 0; x < WIDEST; i++) {
			struct house *house = &city->houses[row][i];
			float lot = chance(i, row, 1), size = chance(i, row, 2);
			/* The city is highest left of the middle, and again on the right. */
			float centre = 0.30f + 0.95f * fade((x - 0.66f) * (x - 0.66f) * 15) + 0.45f * fade((x - 1.38f) * (x - 1.38f) * 30);
			house->left = x;
			house->width = wide[row] * (0.55f + 0.75f * lot);
			house->top = tall[row] * (row == 2 ? 0.35f + 0.65f * size * centre : (0.45f + 0.75f * size) * centre);
			house->roof = row < 2 && size > 0.5f ? (enum roof)(hash(i, row, 3) % 4) : FLAT;
			house->value = hash(i, row, 4);
			x += house->width + (row == 1 ? 0.014f * chance(i, row, 5) : row == 2 ? 0.006f * chance(i, row, 5) : 0);
		}
		for (int column = 0, i = 0; column < N_COLUMNS; column++) {
			float at = (float)column * (WIDEST / N_COLUMNS);
			while (at >= city->houses[row][i].left + city->houses[row][i].width && at >= city->houses[row][i + 1].left)
				i++;
			city->at[row][column] = (short)(at < city->houses[row][i].left + city->houses[row][i].width ? i : -1);
		}
	}
}

/* The height of HOUSE at U, 0 to 1 across it. */
static float
roofline(const struct house *house, float u)
{
	float off = fabsf(u - 0.5f), top = house->top;

	switch (house->roof) {
	case SPIRE:
		top += off < 0.42f ? 0.020f : 0;
		top += off < 0.26f ? 0.018f : 0;
		return fmaxf(top, house->top + 0.105f - off * 1.5f);
	case STEPS:
		return top - (off > 0.40f ? 0.030f : 0) - (off > 0.28f ? 0.022f : 0);
	case SLANT:
		return top - 0.030f * (house->value & 64 ? u : 1 - u);
	default:
		if (house->value % 3 == 0 && fabsf(u - 0.3f) < 0.14f)
			top += 0.006f;
		return house->value % 4 == 1 && fabsf(u - 0.62f) < 0.012f ? top + 0.030f : top;
	}
}

/* The wall of HOUSE, U across and UP above the water: its windows, each in its own light. */
static struct rgb
wall(const struct house *house, int row, float x, float up)
{
	static const unsigned lamps[] = { 0xffc878, 0xffe0ae, 0xffb35c, 0xfff3dc, 0xcfe4ff };
	uint32_t value = house->value;
	float u = (x - house->left) / house->width, pitch = 0.0052f + 0.0022f * (float)(value >> 4 & 3) / 3;
	float floor_height = 0.0068f + 0.002f * (float)(value >> 6 & 3) / 3, n = floorf(house->width * 0.92f / pitch);
	float across = (u - 0.04f) / 0.92f * n, level = up / floor_height;
	struct rgb c = mix(hex(0x141c33), hex(0x242944), (float)(value >> 8 & 255) / 255);

	c = scale(c, 0.45f + 0.35f * u);
	if (row == 0)
		c = mix(c, hex(0x3a3560), 0.55f);
	c = add(c, scale(hex(0xff9a50), 0.055f * fade(up * 22)));
	if (across < 0 || across >= n || up > house->top - 0.006f || up < 0.010f)
		return c;

	int window = whole(across), story = whole(level);
	float wx = across - (float)window, wy = level - (float)story;
	int bands = value >> 16 & 1;
	float busy = 0.20f + 0.36f * (float)(value >> 17 & 255) / 255 + 0.30f * (chance(story, (int)value, 6) - 0.5f);
	int in_frame = wy > 0.28f && wy < 0.80f && (bands ? wx < 0.93f : wx > 0.20f && wx < 0.80f);
	if (!in_frame || chance(window, story, value) > busy)
		return c;
	float strength = (0.30f + 0.9f * chance(window, story, value + 1)) * (row == 0 ? 0.38f : row == 1 ? 0.85f : 1);
	unsigned lamp = lamps[(hash(window / 3, story, value + 2) + (value >> 20)) % 5];
	return add(c, scale(hex(lamp), strength * (0.75f + 0.25f * wy)));
}

static struct values
clouds(const void *scene, float x, float y)
{
	(void)scene;
	return (struct values){ { fbm2(x * 1.6f, (WATER - y) * 7.5f + x * 0.5f, 5, 80) } };
}

static struct rgb
sky(const struct city *city, float x, float up)
{
	struct rgb c = mix(hex(0x6b4a6e), hex(0x232a5c), ramp(0.0f, 0.30f, up));
	float dx = x - 1.27f, dy = up - 0.51f, d = sqrtf(dx * dx + dy * dy);

	c = mix(c, hex(0x070c24), ramp(0.15f, 0.70f, up));
	c = add(c, scale(hex(0xff9458), 0.30f * fade(up * 7) * (0.4f + 0.6f * fade((x - 0.7f) * (x - 0.7f) * 5))));
	float cloud = ramp(0.48f, 0.75f, field_read(&city->clouds, x, WATER - up).v[0]) * ramp(0.62f, 0.25f, up);
	c = mix(c, mix(hex(0x7a5470), hex(0x39406e), ramp(0.05f, 0.35f, up)), 0.55f * cloud);
	c = add(c, scale(hex(0xbfd0ff), 0.17f * fade(d * 8) + 0.22f * fade(d * 32)));
	if (d < 0.046f) {
		float maria = fbm2(dx * 32 + 3, dy * 32 + 1, 4, 90);
		struct rgb moon = scale(hex(0xfff6e2), 0.50f + 0.62f * ramp(0.30f, 0.58f, maria));
		c = mix(c, moon, ramp(0.046f, 0.0453f, d) * (1 - 0.5f * cloud));
	}
	return c;
}

static struct rgb
view(const struct city *city, float x, float up)
{
	int column = (int)(clamp(x / WIDEST) * (N_COLUMNS - 1));

	if (up < 0.007f) {
		/* Street lamps along the quay. */
		float off = fmodf(x, 0.021f) - 0.0105f, d = sqrtf(off * off + (up - 0.004f) * (up - 0.004f));
		return add(hex(0x100d14), scale(hex(0xffb45e), 2.5f * fade(d * 1200) + 0.45f * fade(d * 260)));
	}
	for (int row = N_ROWS - 1; row >= 0; row--) {
		if (city->at[row][column] < 0)
			continue;
		const struct house *house = &city->houses[row][city->at[row][column]];
		if (up > house->top + 0.11f)
			continue;
		float u = (x - house->left) / house->width, top = roofline(house, u);
		if (up < top)
			return wall(house, row, x, up);
		if (house->roof == SPIRE && up > house->top + 0.090f) {
			float dx = x - house->left - house->width / 2, dy = up - house->top - 0.105f;
			float d = sqrtf(dx * dx + dy * dy);
			if (d < 0.006f)
				return add(sky(city, x, up), scale(hex(0xff3a2a), 3 * fade(d * 900)));
		}
	}
	return sky(city, x, up);
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct city *city = scene;

	if (y < WATER)
		return view(city, x, WATER - y);

	/* Ripples draw each light out into a streak: the mean of some heights along it. */
	float down = y - WATER, far = 1 / (down + 0.03f);
	float wave = fbm2(x * 5 * (0.6f + far * 0.06f), far * 9.0f, 3, 95) - 0.5f;
	float fine = noise2(x * (30 + far * 3), far * 34.0f, 99) - 0.5f, slope = wave + 0.45f * fine;
	struct rgb c = { 0, 0, 0 };
	for (int i = 0; i < 4; i++) {
		float up = down * (0.80f + 0.18f * (float)i) + slope * (0.012f + down * 0.42f) + 0.004f;
		c = add(c, view(city, x + slope * 0.012f * (0.15f + down * 3), fabsf(up)));
	}
	c = scale(c, 0.25f * (0.90f - 0.8f * down) * (0.95f + 0.5f * fine));

	/* The moon is too high to be mirrored whole, but the steepest ripples catch it. */
	float off = (x - 1.27f) / (0.05f + 0.25f * down);
	float glint = ramp(0.14f, 0.30f, slope) * fade(off * off * 3) * ramp(0.01f, 0.08f, down);
	c = add(c, scale(hex(0xdfe6ff), 0.55f * glint));
	return add(times(c, hex(0xdce6ff)), hex(0x04070f));
}

void
skyline(struct canvas *canvas)
{
	static struct city city;

	build(&city);
	field_init(&city.clouds, canvas, 6, clouds, NULL);
	canvas_paint(canvas, shade, &city);
	field_free(&city.clouds);
	stars_scatter(canvas, 900, 0.28f, 0.35f, 9);
}
