/*
 * RGB spaces by their primaries: from chromaticities to the matrix that takes
 * linear RGB to XYZ.
 */
#ifndef TG_IMAGE_PRIMARIES_H
#define TG_IMAGE_PRIMARIES_H

struct tg_primaries {
	double white[2]; /* each the x and y of a chromaticity (CIE 1931) */
	double red[2];
	double green[2];
	double blue[2];
};

extern const struct tg_primaries tg_primaries_srgb, tg_primaries_adobe_rgb, tg_primaries_display_p3;

/*
 * Fills TO_XYZ with the matrix from linear RGB to XYZ relative to D50, the
 * white point of ICC profiles, adapted with the Bradford method (ICC.1:2010,
 * annex E). Returns 0, or -1 where PRIMARIES span no space.
 */
int tg_primaries_to_xyz(const struct tg_primaries *primaries, double to_xyz[3][3]);

/* Fills PRODUCT with A times B, which it may not overlap. */
void tg_primaries_multiply(const double a[3][3], const double b[3][3], double product[3][3]);

/* Fills INVERSE with that of MATRIX. Returns 0, or -1 where there is none. */
int tg_primaries_invert(const double matrix[3][3], double inverse[3][3]);

#endif
