/* Stars are round spots of a pixel or two, few of them bright, as in a real sky. */
#include "stars.h"

#include "noise.h"

static void
spot(struct canvas *canvas, float x, float y, float radius, struct rgb light)
{
	int reach = (int)(radius * 3) + 1;

	for (int j = -reach; j <= reach; j++)
		for (int i = -reach; i <= reach; i++) {
			float dx = floorf(x) + (float)i + 0.5f - x, dy = floorf(y) + (float)j + 0.5f - y;
			float d = (dx * dx + dy * dy) / (radius * radius);
			canvas_glow(canvas, (int)x + i, (int)y + j, scale(light, fade(d)));
		}
}

void
stars_scatter(struct canvas *canvas, int count, float bottom, float brightness, uint32_t seed)
{
	for (int i = 0; i < count; i++) {
		float x = chance(i, 1, seed) * (float)canvas->width;
		float y = chance(i, 2, seed) * (float)canvas->height * bottom;
		float rare = 1 / (0.02f + chance(i, 3, seed)), warm = chance(i, 4, seed);
		struct rgb tint = warm < 0.3f ? hex(0xffd2a6) : warm < 0.6f ? hex(0xffffff) : hex(0xb9d0ff);
		spot(canvas, x, y, 0.8f + 0.035f * rare, scale(tint, brightness * (0.05f + 0.04f * rare)));
	}
}

void
stars_ray(struct canvas *canvas, float x, float y, float size, struct rgb light)
{
	float h = (float)canvas->height;
	int reach = (int)(size * h);

	for (int j = -reach; j <= reach; j++)
		for (int i = -reach; i <= reach; i++) {
			float u = fabsf((float)i) / (size * h), v = fabsf((float)j) / (size * h), d = sqrtf(u * u + v * v);
			float end = ramp(1, 0.2f, d);
			float rays = fade(u * 150 + v * 5) + fade(v * 150 + u * 5);
			float glow = fade(d * 9) * 0.16f + 4 * fade(d * 60);
			canvas_glow(canvas, (int)(x * h) + i, (int)(y * h) + j, scale(light, end * (rays + glow)));
		}
}
