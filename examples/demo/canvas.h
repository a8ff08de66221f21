/* A picture in the making: 8-bit samples, painted by functions of a point. */
#ifndef DEMO_CANVAS_H
#define DEMO_CANVAS_H

#include "colour.h"

struct canvas {
	int width, height;   /* pixels */
	int n_channels;      /* 1 grey, 3 RGB, 4 RGB and alpha */
	int dithers;         /* whether half a step of noise hides the steps of smooth gradients */
	unsigned char *data; /* rows without padding */
};

/*
 * The light at a point of SCENE: x grows to the right and y downwards, from 0
 * to 1 over the height of the picture, and x by the same measure.
 */
typedef struct rgb shader(const void *scene, float x, float y);

/* Paints all of CANVAS with SHADE, one sample a pixel, and three more where neighbours differ. */
void canvas_paint(struct canvas *canvas, shader *shade, const void *scene);

/* Sets the opaque pixel X, Y. */
void canvas_put(struct canvas *canvas, int x, int y, struct rgb light);

/* Lays a colour over the pixel X, Y, 0 to 1 opaque; outside of the picture nothing happens. */
void canvas_blend(struct canvas *canvas, int x, int y, struct rgb light, float opacity);

/* Adds light to the pixel X, Y; outside of the picture nothing happens. */
void canvas_glow(struct canvas *canvas, int x, int y, struct rgb light);

#endif
