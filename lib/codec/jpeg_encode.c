/*
 * Writing a JPEG file with libjpeg: Huffman tables made for the picture, one scan, and a
 * JFIF segment, whose meaning is sRGB to whoever shows it. It asks the system for
 * nothing but memory.
 */
#include "codec/jpeg_encode.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

/* From this quality on, blurred colours would be what is worst. */
#define FULL_COLOUR_QUALITY 90

struct encoder {
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	struct jpeg_destination_mgr to;
	jmp_buf jump;   /* where an error goes */
	uint8_t *bytes; /* the file */
	size_t size;    /* allocated */
	uint8_t *row;   /* one without alpha */
};

static void
fail(j_common_ptr common)
{
	struct encoder *e = common->client_data;

	longjmp(e->jump, 1);
}

static void
ignore(j_common_ptr common, int level)
{
	(void)common;
	(void)level;
}

/* Has libjpeg go on behind the LEN bytes that it has written. */
static boolean
extend(j_compress_ptr cinfo, size_t len)
{
	struct encoder *e = cinfo->client_data;
	size_t size = len ? 2 * len : 16384;
	uint8_t *bytes = realloc(e->bytes, size);

	if (!bytes)
		ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
	e->bytes = bytes;
	e->size = size;
	e->to.next_output_byte = bytes + len;
	e->to.free_in_buffer = size - len;
	return TRUE;
}

static void
begin(j_compress_ptr cinfo)
{
	extend(cinfo, 0);
}

static boolean
grow(j_compress_ptr cinfo)
{
	struct encoder *e = cinfo->client_data;

	return extend(cinfo, e->size);
}

static void
end(j_compress_ptr cinfo)
{
	(void)cinfo;
}

/* Puts N pixels of N_COLOURS samples and alpha on white. */
static void
put_on_white(uint8_t *to, const uint8_t *from, size_t n, unsigned n_colours)
{
	for (; n; n--, from += n_colours + 1) {
		unsigned alpha = from[n_colours];

		for (unsigned c = 0; c < n_colours; c++)
			*to++ = (uint8_t)((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
	}
}

static int
encode(struct encoder *e, const struct tg_image *image, unsigned quality)
{
	struct jpeg_compress_struct *cinfo = &e->cinfo;
	bool alpha = image->n_channels % 2 == 0;
	unsigned n_colours = image->n_channels - alpha;

	if (setjmp(e->jump))
		return -1;
	jpeg_create_compress(cinfo);
	e->to = (struct jpeg_destination_mgr){
		.init_destination = begin, .empty_output_buffer = grow, .term_destination = end,
	};
	cinfo->dest = &e->to;
	cinfo->image_width = image->size.width;
	cinfo->image_height = image->size.height;
	cinfo->input_components = (int)n_colours;
	cinfo->in_color_space = n_colours == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(cinfo);
	jpeg_set_quality(cinfo, (int)quality, TRUE);
	cinfo->optimize_coding = TRUE;
	cinfo->dct_method = JDCT_ISLOW;
	if (quality >= FULL_COLOUR_QUALITY)
		cinfo->comp_info[0].h_samp_factor = cinfo->comp_info[0].v_samp_factor = 1;
	jpeg_start_compress(cinfo, TRUE);
	while (cinfo->next_scanline < cinfo->image_height) {
		JSAMPROW row = image->data + cinfo->next_scanline * image->stride;

		if (alpha) {
			put_on_white(e->row, row, image->size.width, n_colours);
			row = e->row;
		}
		jpeg_write_scanlines(cinfo, &row, 1);
	}
	jpeg_finish_compress(cinfo);
	return 0;
}

int
tg_jpeg_encode(const struct tg_image *image, unsigned quality, uint8_t **bytes, size_t *len, struct tg_fault *why)
{
	struct encoder e = {.row = malloc(image->stride)};
	int status = -1;

	e.cinfo.err = jpeg_std_error(&e.errors);
	e.errors.error_exit = fail;
	e.errors.emit_message = ignore;
	e.cinfo.client_data = &e;
	if (e.row)
		status = encode(&e, image, quality);
	*len = status < 0 ? 0 : e.size - e.to.free_in_buffer;
	jpeg_destroy_compress(&e.cinfo);
	free(e.row);
	if (status < 0) {
		free(e.bytes);
		e.bytes = NULL;
		tg_fault_set(why, TG_FAULT_MEMORY, "no memory for the JPEG file");
	}
	*bytes = e.bytes;
	return status;
}
