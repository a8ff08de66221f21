/* Canvases into files. */
#ifndef DEMO_WRITE_H
#define DEMO_WRITE_H

#include <stdio.h>

#include "canvas.h"

/* Both write the whole picture to FILE and exit with a message where a library cannot. */
void write_jpeg(const struct canvas *canvas, FILE *file, int is_progressive);
void write_png(const struct canvas *canvas, FILE *file);

#endif
