/* Smooth functions of the plane that cost much: computed on a coarse grid, read at any point. */
#ifndef DEMO_FIELD_H
#define DEMO_FIELD_H

#include "canvas.h"

/* What a field holds at a point: up to four values. */
struct values {
	float v[4];
};

struct field {
	int columns, rows;
	float per_height;    /* grid points in the height of the picture */
	struct values *grid; /* rows * columns of them */
};

/* What a field is of; SCENE is what field_init() was given. */
typedef struct values field_function(const void *scene, float x, float y);

/* Computes AT for every N_PIXELS-th pixel of CANVAS, both ways. */
void field_init(struct field *field, const struct canvas *canvas, int n_pixels, field_function *at, const void *scene);

/* The values at X, Y (as a shader has them), blended from the four grid points around it; outside, those of the rim. */
struct values field_read(const struct field *field, float x, float y);

void field_free(struct field *field);

#endif
