/* A stained glass window: the sun over hills and a river, in pieces of coloured glass. */
#include "scenes.h"

#include <stddef.h>

#include "noise.h"

#define CELL 0.044f
#define LEAD 0.0021f

/* The pane's half width, and where its pointed arch begins. */
#define HALF 0.275f
#define SPRING 0.525f

#define SUN_Y 0.40f
#define N_CELLS 32

struct piece {
	float x, y;      /* its seed, in cells */
	uint32_t value;  /* its own random bits */
	struct rgb tint; /* how its glass differs from the next */
};

struct window {
	float middle; /* x of the picture's middle */
	struct piece pieces[N_CELLS][N_CELLS];
};

/* The distance into the window from its outline, negative outside of it. */
static float
inside(float x, float y)
{
	float u = fabsf(x), radius = 2 * HALF;

	if (y > SPRING)
		return fminf(HALF - u, 0.945f - y);
	float du = u + HALF, dv = y - SPRING;
	return radius - sqrtf(du * du + dv * dv);
}

/* The fields of the picture that the window shows. */
enum band { SUN, HALO, RAY, AIR, FAR_HILL, NEAR_HILL, RIVER };

/* The field at a point; x is 0 in the middle. */
static enum band
band_at(float x, float y)
{
	if (y > 0.55f) {
		float far = 0.615f - 0.05f * cosf(x * 11 + 0.6f);
		float bend = 0.075f * sinf((y - 0.70f) * 17) + 0.01f, bank = fabsf(x - bend) - (y - 0.66f) * 0.30f - 0.012f;
		if (y > far)
			return bank < 0 ? RIVER : y > 0.735f + 0.055f * sinf(x * 9 + 2.4f) ? NEAR_HILL : FAR_HILL;
	}
	float dx = x, dy = y - SUN_Y, d = dx * dx + dy * dy;
	if (d < 0.125f * 0.125f)
		return d < 0.085f * 0.085f ? SUN : HALO;
	return whole(atan2f(dy, dx) * (16 / 6.2831853f) + 16.5f) % 2 ? RAY : AIR;
}

static struct rgb
stain(enum band band, float x, float y)
{
	float away = clamp((sqrtf(x * x + (y - SUN_Y) * (y - SUN_Y)) - 0.12f) * 2.5f);

	switch (band) {
	case SUN:
		return hex(0xffd83a);
	case HALO:
		return hex(0xff9a1f);
	case RAY:
		return mix(hex(0xffb43a), hex(0xd8402a), away);
	case AIR:
		return mix(hex(0x8fc4ee), hex(0x1a35a8), away);
	case FAR_HILL:
		return hex(0x8dba3a);
	case NEAR_HILL:
		return mix(hex(0x2f9440), hex(0x0f6b3a), ramp(0.80f, 0.88f, y));
	case RIVER:
		break;
	}
	return hex(0x3fa3e0);
}

static void
cut(struct window *window)
{
	for (int j = 0; j < N_CELLS; j++)
		for (int i = 0; i < N_CELLS; i++) {
			struct piece *piece = &window->pieces[j][i];
			uint32_t value = hash(i, j, 17);
			float hue = (float)(value >> 20 & 255) / 255 - 0.5f, depth = (float)(value >> 24) / 255;
			piece->x = (float)i + 0.5f + 0.8f * ((float)(value & 1023) / 1023 - 0.5f);
			piece->y = (float)j + 0.5f + 0.8f * ((float)(value >> 10 & 1023) / 1023 - 0.5f);
			piece->value = value;
			piece->tint = scale((struct rgb){ 1 + hue * 0.5f, 1 + (depth - 0.5f) * 0.35f, 1 - hue * 0.6f }, 0.55f + 0.75f * depth);
		}
}

/* The piece that a point is in: the nearest of the seeds. The way to its edge comes in TO_EDGE. */
static const struct piece *
find(const struct window *window, float x, float y, float *to_edge)
{
	float px = x / CELL + N_CELLS / 2, py = y / CELL + 3, best = 100;
	int i = whole(px), j = whole(py);
	const struct piece *nearest = &window->pieces[j][i];

	for (int b = j - 1; b <= j + 1; b++)
		for (int a = i - 1; a <= i + 1; a++) {
			const struct piece *piece = &window->pieces[b][a];
			float dx = piece->x - px, dy = piece->y - py, d = dx * dx + dy * dy;
			if (d < best) {
				best = d;
				nearest = piece;
			}
		}
	float ox = nearest->x - px, oy = nearest->y - py, edge = 1;
	for (int b = j - 2; b <= j + 2; b++)
		for (int a = i - 2; a <= i + 2; a++) {
			const struct piece *piece = &window->pieces[b][a];
			float sx = piece->x - px, sy = piece->y - py, dx = sx - ox, dy = sy - oy;
			/* Far seeds cannot have an edge nearer than the nearest one found. */
			float gap = sx * sx + sy * sy - best, length = dx * dx + dy * dy;
			if (piece == nearest || gap * gap >= 4 * edge * edge * length)
				continue;
			edge = gap / (2 * sqrtf(length));
		}
	*to_edge = edge * CELL;
	return nearest;
}

static struct rgb
stone(float x, float y, float outside)
{
	float row = y * 11.5f, column = x * 5.5f + (whole(row) % 2 ? 0.5f : 0);
	float bed = row - floorf(row), head = column - floorf(column);
	float joint = fminf(fminf(bed, 1 - bed) / 11.5f, fminf(head, 1 - head) / 5.5f);
	float block = chance(whole(column), whole(row), 5), rough = fbm2(x * 60, y * 60, 5, 6);
	float light = 0.020f + 0.020f * rough + 0.008f * block;

	light *= 0.35f + 0.65f * ramp(0.0f, 0.004f, joint);
	/* Two mouldings run around the window and catch its light. */
	float roll = ramp(0.030f, 0.026f, outside) * (0.7f + 0.9f * sinf(outside * 400));
	struct rgb c = scale(hex(0xc8bcae), light * (outside < 0.030f ? 1.2f + roll : 1));
	return add(c, scale(hex(0xffb070), (0.030f + 0.05f * rough) * fade(outside * 22)));
}

/* How far the point is from the lead between two pieces, or from the iron that carries them. */
static float
lead_at(float x, float y, enum band band, float to_edge, float in)
{
	const float step = LEAD;

	/* Lead follows the lines of the picture, too: a triangle of points must agree. */
	if (band_at(x - step, y - step * 0.6f) != band || band_at(x + step, y - step * 0.6f) != band ||
	    band_at(x, y + step) != band)
		return 0;
	float bar = fminf(fabsf(fabsf(x) - 0.0925f), fabsf(fmodf(y + 0.055f, 0.17f) - 0.085f)) - 0.0012f;
	return fmaxf(0, fminf(fminf(to_edge, in - 0.004f), bar));
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct window *window = scene;
	float u = x - window->middle, in = inside(u, y), to_edge;

	if (in < 0)
		return stone(u, y, -in);

	const struct piece *piece = find(window, u, y, &to_edge);
	enum band band = band_at(u, y);
	float lead = lead_at(u, y, band, to_edge, in);
	float sun = fade(sqrtf(u * u + (y - SUN_Y) * (y - SUN_Y)) * 4.2f);
	struct rgb c;
	if (lead < LEAD) {
		float round = lead / LEAD;
		c = scale(hex(0x4a4a52), 0.10f + 0.22f * (1 - round * round) * (0.4f + 2.0f * sun));
	} else {
		float other = (float)(piece->value & 4095);
		float waves = fbm2(u * 50 + other, y * 22 - other, 3, 7);
		c = times(stain(band, u, y), piece->tint);
		c = scale(c, (0.72f + 0.62f * waves) * (0.55f + 0.45f * ramp(0.0f, 0.014f, lead)) * (0.80f + 0.95f * sun));
	}
	return add(c, scale(hex(0xffc070), 0.11f * sun));
}

void
glass(struct canvas *canvas)
{
	static struct window window;

	window.middle = 0.5f * (float)canvas->width / (float)canvas->height;
	cut(&window);
	canvas_paint(canvas, shade, &window);
}
