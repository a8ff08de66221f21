/* Chromaticities and matrices of three by three. */
#include "image/primaries.h"

/* Below this a determinant counts as 0: s15.16 numbers resolve no finer. */
#define TINY 1e-6

const struct tg_primaries tg_primaries_srgb = {{0.3127, 0.3290}, {0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}};
const struct tg_primaries tg_primaries_adobe_rgb = {{0.3127, 0.3290}, {0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}};
const struct tg_primaries tg_primaries_display_p3 = {{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};

void
tg_primaries_multiply(const double a[3][3], const double b[3][3], double product[3][3])
{
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			product[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

int
tg_primaries_invert(const double m[3][3], double inverse[3][3])
{
	double determinant = 0;

	/* Cofactors: indexes that wrap around carry the sign. */
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;

			inverse[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
		}
	for (int i = 0; i < 3; i++)
		determinant += m[0][i] * inverse[i][0];
	if (!(determinant > TINY || determinant < -TINY))
		return -1;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			inverse[i][j] /= determinant;
	return 0;
}

static void
apply(const double matrix[3][3], const double in[3], double out[3])
{
	for (int i = 0; i < 3; i++)
		out[i] = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
}

/* The XYZ of a chromaticity at Y = 1. */
static int
lift(const double xy[2], double xyz[3])
{
	if (!(xy[1] > TINY))
		return -1;
	xyz[0] = xy[0] / xy[1];
	xyz[1] = 1;
	xyz[2] = (1 - xy[0] - xy[1]) / xy[1];
	return 0;
}

/* The Bradford matrix from a white of XYZ to D50. */
static int
adapt(const double white[3], double to_d50[3][3])
{
	static const double cones[3][3] = {
		{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296},
	};
	static const double d50[3] = {0.9642, 1, 0.8249};
	double from_cones[3][3], scaled[3][3] = {{0}}, from[3], to[3];

	apply(cones, white, from);
	apply(cones, d50, to);
	if (tg_primaries_invert(cones, from_cones) < 0)
		return -1;
	for (int i = 0; i < 3; i++) {
		if (!(from[i] > TINY))
			return -1;
		for (int j = 0; j < 3; j++)
			scaled[i][j] = cones[i][j] * to[i] / from[i];
	}
	tg_primaries_multiply(from_cones, scaled, to_d50);
	return 0;
}

int
tg_primaries_to_xyz(const struct tg_primaries *primaries, double to_xyz[3][3])
{
	const double *const xy[3] = {primaries->red, primaries->green, primaries->blue};
	double columns[3][3], inverse[3][3], to_d50[3][3], white[3], scale[3];

	if (lift(primaries->white, white) < 0 || adapt(white, to_d50) < 0)
		return -1;
	for (int j = 0; j < 3; j++) {
		columns[0][j] = xy[j][0];
		columns[1][j] = xy[j][1];
		columns[2][j] = 1 - xy[j][0] - xy[j][1];
	}
	if (tg_primaries_invert(columns, inverse) < 0)
		return -1;
	apply(inverse, white, scale);
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			columns[i][j] *= scale[j];
	tg_primaries_multiply(to_d50, columns, to_xyz);
	return 0;
}
