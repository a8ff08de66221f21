/*
 * JPEG through libjpeg's rows, and its only user. A picture is decoded at the
 * smallest scale that leaves the Lanczos filter a factor of 2 on both sides,
 * because libjpeg's own shrinking is a box filter; the rows go straight into
 * the filter. libjpeg's skipping and cropping calls are not used.
 */
#include "codec/jpeg.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "codec/jpeg_metadata.h"
#include "codec/source.h"
#include "image/resize.h"

struct decoder {
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	jmp_buf jump;              /* where an error goes */
	struct tg_fault error;     /* what libjpeg died of */
	struct tg_fault damage;    /* the first thing it complained about and went on */
	struct tg_source source;
	struct tg_resize *resize;
	uint8_t *row;              /* one row as decoded */
};

static int
match(const uint8_t *data, size_t len)
{
	return len >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0;
}

static enum tg_fault_code
classify(int message)
{
	switch (message) {
	case JWRN_JPEG_EOF:
	case JERR_INPUT_EOF:
	case JERR_INPUT_EMPTY:
		return TG_FAULT_TRUNCATED;
	case JERR_OUT_OF_MEMORY:
		return TG_FAULT_MEMORY;
	case JERR_IMAGE_TOO_BIG:
	case JERR_WIDTH_OVERFLOW:
		return TG_FAULT_TOO_LARGE;
	case JERR_ARITH_NOTIMPL:
	case JERR_BAD_PRECISION:
	case JERR_CCIR601_NOTIMPL:
	case JERR_COMPONENT_COUNT:
	case JERR_CONVERSION_NOTIMPL:
	case JERR_FRACT_SAMPLE_NOTIMPL:
	case JERR_NOTIMPL:
	case JERR_NOT_COMPILED:
	case JERR_SOF_UNSUPPORTED:
		return TG_FAULT_UNSUPPORTED;
	default:
		return TG_FAULT_CORRUPT;
	}
}

static void
describe(j_common_ptr common, struct tg_fault *fault)
{
	char text[JMSG_LENGTH_MAX];

	common->err->format_message(common, text);
	if (text[0] && !isupper((unsigned char)text[1]))
		text[0] = (char)tolower((unsigned char)text[0]);
	tg_fault_set(fault, classify(common->err->msg_code), "%s", text);
	if (fault->code == TG_FAULT_TRUNCATED)
		tg_fault_set(fault, fault->code, "truncated JPEG");
}

static void
fail(j_common_ptr common)
{
	struct decoder *d = common->client_data;

	describe(common, &d->error);
	longjmp(d->jump, 1);
}

/* Negative levels are warnings: damage that libjpeg works around. The rest is chatter. */
static void
warn(j_common_ptr common, int level)
{
	struct decoder *d = common->client_data;

	if (level < 0 && !d->damage.code)
		describe(common, &d->damage);
}

static void
say_nothing(j_common_ptr common)
{
	(void)common;
}

/* The eighths at which to decode: the fewest that leave a factor of 2 on both sides, else all. */
static unsigned
pick_scale(struct tg_size size, struct tg_size target)
{
	for (unsigned eighths = 1; eighths < 8; eighths *= 2)
		if ((uint64_t)size.width * eighths >= (uint64_t)target.width * 16 &&
		    (uint64_t)size.height * eighths >= (uint64_t)target.height * 16)
			return eighths;
	return 8;
}

/* Reads the header and prepares to decode and shrink. */
static int
start(struct decoder *d, const struct tg_shape *shape)
{
	struct jpeg_decompress_struct *cinfo = &d->cinfo;
	struct tg_resize_plan plan = {0};

	if (setjmp(d->jump))
		return -1;
	jpeg_read_header(cinfo, TRUE);
	d->source.size = (struct tg_size){cinfo->image_width, cinfo->image_height};
	plan.target = tg_source_target(&d->source, shape);
	switch (cinfo->jpeg_color_space) {
	case JCS_GRAYSCALE:
		cinfo->out_color_space = JCS_GRAYSCALE;
		break;
	case JCS_RGB:
	case JCS_YCbCr:
		cinfo->out_color_space = JCS_RGB;
		break;
	case JCS_CMYK:
	case JCS_YCCK:
		cinfo->out_color_space = JCS_CMYK;
		d->source.space.cmyk = true;
		break;
	default:
		return tg_fault_set(&d->error, TG_FAULT_UNSUPPORTED, "JPEG of %d components",
		                    cinfo->num_components);
	}
	cinfo->scale_num = pick_scale(d->source.size, plan.target);
	cinfo->scale_denom = 8;
	cinfo->dct_method = JDCT_ISLOW;
	if (cinfo->src->bytes_in_buffer <= 2)
		return tg_fault_set(&d->error, TG_FAULT_TRUNCATED, "truncated JPEG");
	jpeg_start_decompress(cinfo);
	plan.grid = (struct tg_size){cinfo->output_width, cinfo->output_height};
	plan.extent_width = d->source.size.width * (cinfo->scale_num / 8.0);
	plan.extent_height = d->source.size.height * (cinfo->scale_num / 8.0);
	plan.n_channels = (unsigned)cinfo->output_components;
	d->row = malloc((size_t)cinfo->output_width * plan.n_channels);
	if (!d->row)
		return tg_fault_set(&d->error, TG_FAULT_MEMORY, "no memory for a row of pixels");
	return tg_resize_open(&d->resize, &plan, &d->error);
}

/* Decodes and shrinks all rows, and reads on to the end of the picture. */
static int
read_rows(struct decoder *d)
{
	if (setjmp(d->jump))
		return -1;
	while (d->cinfo.output_scanline < d->cinfo.output_height) {
		JSAMPROW row = d->row;

		jpeg_read_scanlines(&d->cinfo, &row, 1);
		tg_resize_row(d->resize, d->row);
	}
	jpeg_finish_decompress(&d->cinfo);
	return 0;
}

/* Adobe's CMYK has 255 for no ink. */
static void
invert(struct tg_image *image)
{
	for (size_t i = 0; i < image->stride * image->size.height; i++)
		image->data[i] ^= 255;
}

static int
create(struct decoder *d, const uint8_t *data, size_t len)
{
	d->cinfo.err = jpeg_std_error(&d->errors);
	d->errors.error_exit = fail;
	d->errors.emit_message = warn;
	d->errors.output_message = say_nothing;
	d->cinfo.client_data = d;
	if (setjmp(d->jump))
		return -1;
	jpeg_create_decompress(&d->cinfo);
	jpeg_mem_src(&d->cinfo, data, len);
	return 0;
}

/* Decodes, shrinks and develops. Where a part is missing the rest is a picture, and *DAMAGE filled. */
static int
make(struct decoder *d, const struct tg_shape *shape, struct tg_picture *out)
{
	struct tg_image image;

	if (start(d, shape) < 0)
		return -1;
	if (read_rows(d) < 0) {
		if (d->cinfo.output_scanline == 0)
			return -1;
		if (!d->damage.code)
			d->damage = d->error;
	}
	tg_resize_finish(d->resize, &image);
	if (d->source.space.cmyk && d->cinfo.saw_Adobe_marker)
		invert(&image);
	return tg_source_develop(&d->source, shape, &image, out, &d->error);
}

static int
decode(const uint8_t *data, size_t len, const struct tg_shape *shape, struct tg_picture *out,
       struct tg_fault *why)
{
	struct decoder *d = calloc(1, sizeof(*d));
	uint8_t *profile;
	int status;

	memset(out, 0, sizeof(*out));
	if (!d)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory to decode a JPEG");
	profile = tg_jpeg_metadata_read(data, len, &d->source);
	status = create(d, data, len) < 0 ? -1 : make(d, shape, out);
	if (status == 0)
		out->damage = d->damage;
	else if (why)
		/* Where libjpeg gave up after it had run out of data, that is the cause. */
		*why = d->damage.code == TG_FAULT_TRUNCATED ? d->damage : d->error;
	tg_resize_free(d->resize);
	free(d->row);
	jpeg_destroy_decompress(&d->cinfo);
	free(profile);
	free(d);
	return status;
}

const struct tg_codec tg_jpeg = {"JPEG", match, decode};
