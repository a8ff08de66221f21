/*
 * What the scanner's planes must be, by libjpeg: the coefficients that it
 * reads, put through the same inverse DCT. Shared by the unit test and the
 * fuzz target.
 */
#ifndef TESTS_UNIT_JPEG_REFERENCE_H
#define TESTS_UNIT_JPEG_REFERENCE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "codec/jpeg_planes.h"

struct jpeg_reference {
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	jmp_buf jump;
	jvirt_barray_ptr *coefficients;
};

static const int jpeg_zigzag[64] = {
	0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
	41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
	30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

static void
jpeg_reference_fail(j_common_ptr common)
{
	longjmp(((struct jpeg_reference *)common->client_data)->jump, 1);
}

static void
jpeg_reference_note(j_common_ptr common, int level)
{
	if (level < 0)
		common->err->num_warnings++;
}

/* NULL, or what of a component's plane is not as libjpeg's coefficients have it. */
static inline const char *
jpeg_reference_plane(struct jpeg_reference *r, int i, const struct tg_jpeg_plane *plane)
{
	jpeg_component_info *component = &r->cinfo.comp_info[i];
	uint16_t quant[64];

	for (int k = 0; k < 64; k++)
		quant[k] = component->quant_table->quantval[jpeg_zigzag[k]];
	for (JDIMENSION y = 0; y < component->height_in_blocks; y++) {
		JBLOCKARRAY rows = r->cinfo.mem->access_virt_barray((j_common_ptr)&r->cinfo, r->coefficients[i], y, 1,
		                                                    FALSE);

		for (JDIMENSION x = 0; x < component->width_in_blocks; x++) {
			int16_t block[64];
			uint8_t want[16];
			unsigned n = plane->n;

			for (int k = 0; k < 64; k++)
				block[k] = rows[0][x][jpeg_zigzag[k]];
			tg_jpeg_idct(n, block, quant, want, n);
			for (unsigned s = 0; s < n * n; s++) {
				uint32_t px = x * n + s % n, py = y * n + s / n;

				if (px < plane->width && py < plane->height &&
				    plane->samples[py * plane->stride + px] != want[s])
					return "a sample differs";
			}
		}
	}
	return NULL;
}

static inline const char *
jpeg_reference_compare(struct jpeg_reference *r, const uint8_t *data, size_t len,
                       const struct tg_jpeg_planes *planes, bool damage_is_fine)
{
	J_COLOR_SPACE colour = planes->colour == TG_JPEG_GREY ? JCS_GRAYSCALE
	                       : planes->colour == TG_JPEG_RGB ? JCS_RGB : JCS_YCbCr;

	if (setjmp(r->jump))
		return damage_is_fine ? NULL : "libjpeg fails";
	jpeg_mem_src(&r->cinfo, data, len);
	jpeg_read_header(&r->cinfo, TRUE);
	if (r->cinfo.jpeg_color_space != colour)
		return "another colour space";
	if (r->cinfo.image_width != planes->width || r->cinfo.image_height != planes->height)
		return "another size";
	r->coefficients = jpeg_read_coefficients(&r->cinfo);
	if (r->errors.num_warnings && !damage_is_fine)
		return "libjpeg warns";
	for (int i = 0; i < r->cinfo.num_components; i++) {
		const char *what = jpeg_reference_plane(r, i, &planes->planes[i]);

		if (what)
			return what;
	}
	jpeg_finish_decompress(&r->cinfo);
	return r->errors.num_warnings && !damage_is_fine ? "libjpeg warns at the end" : NULL;
}

/*
 * Decodes the file's bytes with both. Returns NULL if the scanner leaves them
 * to libjpeg or agrees with it, with *TAKEN told, or else what is wrong. With
 * DAMAGE_IS_FINE what libjpeg only warns of is not.
 */
static inline const char *
jpeg_reference_check(const uint8_t *data, size_t len, unsigned eighths, bool damage_is_fine, bool *taken)
{
	struct jpeg_reference *r;
	struct tg_jpeg_planes planes;
	const char *what;

	*taken = tg_jpeg_planes(data, len, eighths, &planes);
	if (!*taken)
		return NULL;
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->cinfo.err = jpeg_std_error(&r->errors);
	r->errors.error_exit = jpeg_reference_fail;
	r->errors.emit_message = jpeg_reference_note;
	jpeg_create_decompress(&r->cinfo);
	r->cinfo.client_data = r;
	what = jpeg_reference_compare(r, data, len, &planes, damage_is_fine);
	jpeg_destroy_decompress(&r->cinfo);
	free(r);
	tg_jpeg_planes_free(&planes);
	return what;
}

#endif
