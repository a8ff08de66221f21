/* Stars: a sky of points, and single bright ones with rays. */
#ifndef DEMO_STARS_H
#define DEMO_STARS_H

#include <stdint.h>

#include "canvas.h"

/* Scatters COUNT faint to middling stars over the part of CANVAS above BOTTOM (1 is all of it). */
void stars_scatter(struct canvas *canvas, int count, float bottom, float brightness, uint32_t seed);

/* One bright star at X, Y (in heights of the picture) with four rays of about SIZE. */
void stars_ray(struct canvas *canvas, float x, float y, float size, struct rgb light);

#endif
