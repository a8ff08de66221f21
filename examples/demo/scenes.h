/* The pictures: each paints the whole of a canvas, which has about the proportions it has in render.c. */
#ifndef DEMO_SCENES_H
#define DEMO_SCENES_H

#include "canvas.h"

void aurora(struct canvas *canvas);
void fern(struct canvas *canvas); /* needs an alpha channel */
void forest(struct canvas *canvas);
void glass(struct canvas *canvas);
void julia(struct canvas *canvas);
void marble(struct canvas *canvas);
void mountains(struct canvas *canvas);
void nebula(struct canvas *canvas);
void ocean(struct canvas *canvas);
void skyline(struct canvas *canvas);
void spheres(struct canvas *canvas);
void sunflower(struct canvas *canvas);
void tiles(struct canvas *canvas);

#endif
