/*
 * The passes of an interlaced picture, each of which is read as a picture of its own,
 * its pixels going to their places. Passes without pixels are not in the file.
 */
#include "codec/png_adam7.h"

#include <string.h>

#include "base/processor.h"

/* Where a pass's pixels are: the first, and how far the next ones. */
struct pass {
	uint8_t x, y, across, down;
};

static TG_PROCESSOR_INLINE void
scatter_of(uint8_t *restrict to, const uint8_t *restrict row, size_t n, size_t size, size_t step)
{
	for (; n > 0; n--, to += step, row += size)
		memcpy(to, row, size);
}

/* N pixels of SIZE bytes, each STEP bytes after the one before. */
static void
scatter(uint8_t *to, const uint8_t *row, size_t n, size_t size, size_t step)
{
	switch (size) {
	case 1:
		scatter_of(to, row, n, 1, step);
		break;
	case 2:
		scatter_of(to, row, n, 2, step);
		break;
	case 3:
		scatter_of(to, row, n, 3, step);
		break;
	case 4:
		scatter_of(to, row, n, 4, step);
		break;
	default:
		scatter_of(to, row, n, size, step);
	}
}

bool
tg_png_adam7_read(struct tg_png_rows *rows, const struct tg_png_form *form, uint8_t *picture, size_t pixel_size)
{
	static const struct pass passes[] = {
		{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
	};

	for (const struct pass *pass = passes; pass < passes + sizeof(passes) / sizeof(*passes); pass++) {
		uint32_t width, height;

		if (form->width <= pass->x || form->height <= pass->y)
			continue;
		width = (form->width - pass->x - 1) / pass->across + 1;
		height = (form->height - pass->y - 1) / pass->down + 1;
		tg_png_rows_start(rows, width, height);
		for (uint32_t i = 0; i < height; i++) {
			size_t y = pass->y + (size_t)i * pass->down;
			const uint8_t *row = tg_png_rows_next(rows);

			if (!row)
				return false;
			if (pass->across == 1)
				memcpy(picture + y * width * pixel_size, row, width * pixel_size);
			else
				scatter(picture + (y * form->width + pass->x) * pixel_size, row, width, pixel_size,
				        pass->across * pixel_size);
		}
	}
	return true;
}
