/* Noise that is the same on every run: hashes of lattice points, blended smoothly. */
#ifndef DEMO_NOISE_H
#define DEMO_NOISE_H

#include <stdint.h>

/* The largest whole number that is not over X. */
static inline int
whole(float x)
{
	int i = (int)x;

	return i - (x < (float)i);
}

/* 32 well mixed bits of a lattice point. */
static inline uint32_t
hash(int x, int y, uint32_t seed)
{
	uint32_t h = (uint32_t)x * 0x9e3779b1u ^ ((uint32_t)y + seed * 0x632be5abu) * 0x85ebca77u;

	h = (h ^ h >> 15) * 0x2c1b3c6du;
	h = (h ^ h >> 12) * 0x297a2d39u;
	return h ^ h >> 15;
}

/* The same as a number from 0 up to 1. */
static inline float
chance(int x, int y, uint32_t seed)
{
	return (float)(hash(x, y, seed) >> 8) * (1.0f / 16777216.0f);
}

/* Smooth noise, 0 to 1, with features of size 1; on a line and on a plane. */
float noise1(float x, uint32_t seed);
float noise2(float x, float y, uint32_t seed);

/* Octaves of it, each half as large and half as strong as the one before; 0 to 1. */
float fbm1(float x, int n_octaves, uint32_t seed);
float fbm2(float x, float y, int n_octaves, uint32_t seed);

#endif
