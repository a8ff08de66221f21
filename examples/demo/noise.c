/* Noise on a line by values, on a plane by slopes (Perlin's way), and fractal sums of both. */
#include "noise.h"

float
noise1(float x, uint32_t seed)
{
	int i = whole(x);
	float t = x - (float)i, a = chance(i, 0, seed), b = chance(i + 1, 0, seed);

	return a + (b - a) * (t * t * (3 - 2 * t));
}

/* A lattice point's slope, its two halves being two directions, at an offset from the point. */
static inline float
incline(uint32_t h, float dx, float dy)
{
	return (float)(int16_t)h * dx + (float)(int16_t)(h >> 16) * dy;
}

/* Half as much mixing as hash() does: enough for slopes, and this is where the time goes. */
static inline uint32_t
mixed(uint32_t x, uint32_t y)
{
	uint32_t h = x ^ y;

	h = (h ^ h >> 15) * 0x2c1b3c6du;
	return h ^ h >> 16;
}

static inline float
slopes(float x, float y, uint32_t seed)
{
	int i = whole(x), j = whole(y);
	float u = x - (float)i, v = y - (float)j;
	uint32_t x0 = (uint32_t)i * 0x9e3779b1u, x1 = x0 + 0x9e3779b1u;
	uint32_t y0 = (uint32_t)j * 0x85ebca77u + seed * 0x632be5abu, y1 = y0 + 0x85ebca77u;
	float a = incline(mixed(x0, y0), u, v), b = incline(mixed(x1, y0), u - 1, v);
	float c = incline(mixed(x0, y1), u, v - 1), d = incline(mixed(x1, y1), u - 1, v - 1);

	u = u * u * u * (u * (u * 6 - 15) + 10);
	v = v * v * v * (v * (v * 6 - 15) + 10);
	a += (b - a) * u;
	c += (d - c) * u;
	return a + (c - a) * v;
}

/* What slopes() gives is centred on 0, and hardly ever over 0.36 * 32768. */
static inline float
level(float sum)
{
	float n = 0.5f + sum * (1.4f / 32768);

	return n < 0 ? 0 : n > 1 ? 1 : n;
}

float
noise2(float x, float y, uint32_t seed)
{
	return level(slopes(x, y, seed));
}

float
fbm1(float x, int n_octaves, uint32_t seed)
{
	float sum = 0, most = 0, strength = 1;

	for (int i = 0; i < n_octaves; i++, strength /= 2, x = x * 2.03f + 7.1f) {
		sum += strength * noise1(x, seed + (uint32_t)i);
		most += strength;
	}
	return sum / most;
}

float
fbm2(float x, float y, int n_octaves, uint32_t seed)
{
	float sum = 0, most = 0, strength = 1;

	for (int i = 0; i < n_octaves; i++, strength /= 2) {
		sum += strength * slopes(x, y, seed + (uint32_t)i);
		most += strength;
		/* Twice as fine and turned by 37 degrees, so that the lattices do not show. */
		float turned = 1.6f * x - 1.2f * y + 0.37f;
		y = 1.2f * x + 1.6f * y + 0.71f;
		x = turned;
	}
	return level(sum / most);
}
