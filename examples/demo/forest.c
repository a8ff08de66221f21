/* Firs in the fog, row behind row; the picture is meant for grey. */
#include "scenes.h"

#include "noise.h"

#define N_ROWS 7

#define N_COLUMNS 4096
#define N_TREES 80 /* as many as the row with the least spacing needs */
#define WIDEST 1.6f

struct tree {
	float x, foot, height, lean;
	uint32_t seed;
};

struct forest {
	float ground[N_ROWS][N_COLUMNS];
	struct tree trees[N_ROWS][N_TREES]; /* each in a place of its own along the row */
};

static float
ground(float x, int row)
{
	float near = (float)row / (N_ROWS - 1);
	float hill = 0.17f * sinf(x * 2.1f + 4.4f) * (1 - near * 0.6f) + 0.05f * sinf(x * 4.6f + (float)row * 1.3f);

	return lerp(0.56f, 1.10f, powf(near, 1.35f)) + hill + 0.07f * (noise1(x * 2, 60 + (uint32_t)row) - 0.5f);
}

/* How far the point is inside a fir of height 1 and its foot at 0, 0; V grows upwards. */
static float
fir(float u, float v, uint32_t seed)
{
	if (v < 0 || v > 1)
		return v < 0 ? 0.012f - fabsf(u) : -1;

	/* Whorls of branches hang down a little and end unevenly, and differently on both sides. */
	uint32_t side = seed * 2 + (u > 0);
	float down = 1 - v, slope = v + fabsf(u) * 0.55f, n = 17 + (float)(seed % 9);
	int whorl = whole(slope * n);
	float within = slope * n - (float)whorl;
	float reach = 0.75f + 0.5f * chance(whorl, 1, side);
	float hem = (0.35f + 0.65f * (1 - within)) * reach;
	float needles = 0.75f + 0.5f * noise2(u * 90, v * 90, seed);
	float outline = 0.165f * down * (1.17f - 0.17f * down) * hem * needles + 0.004f * fminf(1, down * 12);
	float trunk = 0.011f * down - fabsf(u);

	return fmaxf(trunk, outline - fabsf(u));
}

static float
spacing(int row)
{
	float near = (float)row / (N_ROWS - 1);

	return lerp(0.024f, 0.145f, near * near);
}

static void
plant(struct forest *forest)
{
	for (int row = 0; row < N_ROWS; row++) {
		for (int i = 0; i < N_COLUMNS; i++)
			forest->ground[row][i] = ground((float)i * (WIDEST / N_COLUMNS), row);
		for (int i = 0; i < N_TREES; i++) {
			struct tree *tree = &forest->trees[row][i];
			float lone = chance(i, row, 5);
			tree->seed = hash(i, row, 3);
			tree->x = ((float)i - 0.9f + 0.8f * chance(i, row, 4)) * spacing(row);
			tree->foot = ground(tree->x, row);
			tree->height = spacing(row) * (1.9f + 2.6f * lone * lone + 1.2f * chance(i, row, 6));
			tree->lean = (chance(i, row, 7) - 0.5f) * 0.05f;
			if (tree->seed % 100 < 14)
				tree->height = 1e-6f;
		}
	}
}

/* Whether a fir of ROW, or the ground it stands on, covers the point. */
static int
covered(const struct forest *forest, float x, float y, int row)
{
	if (y > forest->ground[row][(int)(x * (N_COLUMNS / WIDEST))])
		return 1;
	int here = whole(x / spacing(row)) + 1;
	for (int i = here > 0 ? here - 1 : 0; i <= here + 1; i++) {
		const struct tree *tree = &forest->trees[row][i];
		float up = tree->foot - y, off = fabsf(x - tree->x);
		if (up > tree->height || off > 0.45f * (tree->height - up) + 0.02f * tree->height)
			continue;
		float v = up / tree->height;
		if (fir((x - tree->x) / tree->height + tree->lean * v, v, tree->seed >> 8) > 0)
			return 1;
	}
	return 0;
}

static struct rgb
shade(const void *scene, float x, float y)
{
	const struct forest *forest = scene;
	float dx = x - 0.98f, dy = y - 0.26f, d = sqrtf(dx * dx + dy * dy);
	float fog = 0.30f + 0.42f * fade(d * 2.0f) + 0.10f * (fbm2(x * 2.2f, y * 5, 4, 20) - 0.5f);
	float light = fog + 0.32f * ramp(0.0335f, 0.0295f, d) + 0.20f * fade(d * 9);
	int row = N_ROWS - 1;

	while (row >= 0 && !covered(forest, x, y, row))
		row--;
	if (row >= 0) {
		float near = (float)row / (N_ROWS - 1), below = y - ground(x, row);
		float drift = fbm2(x * 2.5f + (float)row * 7, y * 7, 3, 30 + (uint32_t)row);
		float veil = lerp(0.86f, 0.02f, powf(near, 0.55f));
		veil += (0.85f - 0.45f * near - veil * 0.4f) * ramp(-0.10f, 0.16f, below + (drift - 0.5f) * 0.24f);
		light = lerp(0.0035f, fog, clamp(veil));
	}
	/* A lens lets a little less through towards the corners. */
	float cx = x - 0.75f, cy = y - 0.5f;
	light *= 1 - 0.30f * (cx * cx + cy * cy);
	return (struct rgb){ light, light, light };
}

void
forest(struct canvas *canvas)
{
	static struct forest forest;

	plant(&forest);
	canvas_paint(canvas, shade, &forest);
}
