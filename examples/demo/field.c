/* A grid of values and its bilinear reading. */
#include "field.h"

#include <err.h>
#include <stdlib.h>

void
field_init(struct field *field, const struct canvas *canvas, int n_pixels, field_function *at, const void *scene)
{
	field->columns = canvas->width / n_pixels + 2;
	field->rows = canvas->height / n_pixels + 2;
	field->per_height = (float)canvas->height / (float)n_pixels;
	field->grid = calloc((size_t)field->columns * (size_t)field->rows, sizeof(*field->grid));
	if (!field->grid)
		err(2, NULL);
	for (int j = 0; j < field->rows; j++)
		for (int i = 0; i < field->columns; i++)
			field->grid[(size_t)j * (size_t)field->columns + (size_t)i] =
				at(scene, (float)i / field->per_height, (float)j / field->per_height);
}

struct values
field_read(const struct field *field, float x, float y)
{
	float u = x * field->per_height, v = y * field->per_height;
	u = u < 0 ? 0 : u > (float)(field->columns - 2) ? (float)(field->columns - 2) : u;
	v = v < 0 ? 0 : v > (float)(field->rows - 2) ? (float)(field->rows - 2) : v;
	int i = (int)u, j = (int)v;
	const struct values *a = &field->grid[(size_t)j * (size_t)field->columns + (size_t)i], *b = a + field->columns;
	struct values values;

	u -= (float)i;
	v -= (float)j;
	for (int k = 0; k < 4; k++) {
		float above = lerp(a[0].v[k], a[1].v[k], u), below = lerp(b[0].v[k], b[1].v[k], u);
		values.v[k] = lerp(above, below, v);
	}
	return values;
}

void
field_free(struct field *field)
{
	free(field->grid);
	field->grid = NULL;
}
