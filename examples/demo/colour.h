/* Colours as linear light, and the few small sums that every scene does with them. */
#ifndef DEMO_COLOUR_H
#define DEMO_COLOUR_H

#include <math.h>

/* Linear light: 0 is black, 1 is paper white, a lamp or the sun may be more. */
struct rgb {
	float r, g, b;
};

/* A colour as on the web, 0xRRGGBB; display values are taken as the root of light. */
static inline struct rgb
hex(unsigned web)
{
	float r = (float)(web >> 16 & 255) / 255, g = (float)(web >> 8 & 255) / 255;
	float b = (float)(web & 255) / 255;

	return (struct rgb){ r * r, g * g, b * b };
}

static inline struct rgb
add(struct rgb a, struct rgb b)
{
	return (struct rgb){ a.r + b.r, a.g + b.g, a.b + b.b };
}

static inline struct rgb
times(struct rgb a, struct rgb b)
{
	return (struct rgb){ a.r * b.r, a.g * b.g, a.b * b.b };
}

static inline struct rgb
scale(struct rgb a, float by)
{
	return (struct rgb){ a.r * by, a.g * by, a.b * by };
}

/* A where T is 0, B where it is 1. */
static inline struct rgb
mix(struct rgb a, struct rgb b, float t)
{
	return (struct rgb){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t };
}

static inline float
lerp(float a, float b, float t)
{
	return a + (b - a) * t;
}

static inline float
clamp(float x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* 0 up to FROM, 1 after TO, and a soft S between; FROM may be the greater one. */
static inline float
ramp(float from, float to, float x)
{
	float t = clamp((x - from) / (to - from));

	return t * t * (3 - 2 * t);
}

/* A cheap exp(-x) for x >= 0: glows and haze need the shape, not the digits. */
static inline float
fade(float x)
{
	float t = 1 + x * (0.125f + x * (1 / 128.0f + x * (1 / 3072.0f)));

	t *= t;
	t *= t;
	return 1 / (t * t);
}

#endif
