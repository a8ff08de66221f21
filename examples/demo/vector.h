/* Points and directions in space. */
#ifndef DEMO_VECTOR_H
#define DEMO_VECTOR_H

#include <math.h>

struct vector {
	float x, y, z;
};

static inline struct vector
along(struct vector from, struct vector direction, float far)
{
	return (struct vector){ from.x + direction.x * far, from.y + direction.y * far, from.z + direction.z * far };
}

static inline float
dot(struct vector a, struct vector b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline struct vector
unit(struct vector a)
{
	float by = 1 / sqrtf(dot(a, a));

	return (struct vector){ a.x * by, a.y * by, a.z * by };
}

static inline struct vector
reflect(struct vector direction, struct vector normal)
{
	return along(direction, normal, -2 * dot(direction, normal));
}

#endif
