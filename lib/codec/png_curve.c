/* A table with an entry for each value that a sample can have. */
#include "codec/png_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "image/srgb.h"

int
tg_png_curve_init(struct tg_png_curve *curve, double gamma, bool wide, struct tg_fault *why)
{
	struct tg_srgb srgb;
	int max = wide ? 65535 : 255;

	curve->wide = wide;
	curve->table = malloc((size_t)max + 1);
	if (!curve->table) {
		tg_png_curve_free(curve);
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory for a curve");
	}
	tg_srgb_init(&srgb);
	for (int i = 0; i <= max; i++)
		curve->table[i] = tg_srgb_encode(&srgb, (int64_t)(pow((double)i / max, gamma) * TG_SRGB_ONE + 0.5));
	return 0;
}

void
tg_png_curve_free(struct tg_png_curve *curve)
{
	if (!curve)
		return;
	free(curve->table);
	memset(curve, 0, sizeof(*curve));
}

void
tg_png_curve_apply(const struct tg_png_curve *curve, uint8_t *row, uint32_t width, unsigned n_channels)
{
	size_t n = (size_t)width * n_channels;
	bool has_alpha = n_channels % 2 == 0;

	for (size_t i = 0; i < n; i++) {
		unsigned value = curve->wide ? (unsigned)row[2 * i] << 8 | row[2 * i + 1] : row[i];

		if (!has_alpha || i % n_channels != n_channels - 1)
			row[i] = curve->table[value];
		else
			row[i] = (uint8_t)(curve->wide ? (value + 128) / 257 : value);
	}
}
