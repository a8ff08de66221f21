/*
 * JPEG through libjpeg's rows. A picture is decoded at the
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

#include "codec/jpeg_colour.h"
#include "codec/jpeg_dnl.h"
#include "codec/jpeg_metadata.h"
#include "codec/jpeg_planes.h"
#include "codec/jpeg_scan.h"
#include "codec/shrink.h"
#include "codec/source.h"

/* A progressive picture has a dozen scans; a file of thousands wants to keep the decoder busy. */
#define SCANS_MAX 500

/* A file with more complaints than this has nothing left to show. */
#define WARNINGS_MAX 10000

/* Behind a scan, more bytes than this are not padding. */
#define PADDING_MAX 16

struct decoder {
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	jmp_buf jump;              /* where an error goes */
	struct tg_fault error;     /* what libjpeg died of */
	struct tg_fault damage;    /* the first thing it complained about and went on */
	struct jpeg_progress_mgr progress;
	const uint8_t *data;       /* the file */
	size_t len;
	size_t reached;            /* how much of it libjpeg had read and found good, once a scan had begun */
	struct tg_source source;
	struct tg_shrink shrink;
	uint8_t *row;              /* one row as decoded */
	struct tg_jpeg_planes planes; /* the picture, where our own scanner has decoded it */
};

static int
match(const uint8_t *data, size_t len)
{
	return len >= 3 && memcmp(data, "\xff\xd8\xff", 3) == 0;
}

/* What libjpeg's messages mean, and words for them where its own would mislead. */
static const struct {
	int message;
	enum tg_fault_code code;
	const char *text;
} meanings[] = {
	{JWRN_JPEG_EOF, TG_FAULT_TRUNCATED, "truncated JPEG"},
	{JERR_INPUT_EOF, TG_FAULT_TRUNCATED, "truncated JPEG"},
	{JERR_INPUT_EMPTY, TG_FAULT_TRUNCATED, "truncated JPEG"},
	{JERR_NO_IMAGE, TG_FAULT_CORRUPT, "JPEG without a picture"},
	{JERR_EMPTY_IMAGE, TG_FAULT_CORRUPT, "JPEG without width or height"},
	{JERR_OUT_OF_MEMORY, TG_FAULT_MEMORY, "no memory to decode a JPEG"},
	{JERR_IMAGE_TOO_BIG, TG_FAULT_TOO_LARGE, "JPEG of over 65500 pixels on a side"},
	{JERR_WIDTH_OVERFLOW, TG_FAULT_TOO_LARGE, "JPEG too wide to decode"},
	{JERR_SOF_UNSUPPORTED, TG_FAULT_UNSUPPORTED, "lossless or hierarchical JPEG"},
	{JERR_BAD_PRECISION, TG_FAULT_UNSUPPORTED, "JPEG of other than 8 bits a sample"},
	{JERR_ARITH_NOTIMPL, TG_FAULT_UNSUPPORTED, "arithmetic coding in a JPEG"},
	{JERR_COMPONENT_COUNT, TG_FAULT_UNSUPPORTED, "JPEG of too many components"},
	{JERR_FRACT_SAMPLE_NOTIMPL, TG_FAULT_UNSUPPORTED, "JPEG with fractional subsampling"},
	{JERR_CCIR601_NOTIMPL, TG_FAULT_UNSUPPORTED, "JPEG with CCIR601 subsampling"},
	{JERR_CONVERSION_NOTIMPL, TG_FAULT_UNSUPPORTED, "JPEG in an unknown colour space"},
};

static void
describe(j_common_ptr common, struct tg_fault *fault)
{
	char text[JMSG_LENGTH_MAX];

	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (meanings[i].message == common->err->msg_code) {
			tg_fault_set(fault, meanings[i].code, "%s", meanings[i].text);
			return;
		}
	common->err->format_message(common, text);
	if (!isupper((unsigned char)text[1]))
		text[0] = (char)tolower((unsigned char)text[0]);
	tg_fault_set(fault, TG_FAULT_CORRUPT, "%s%s", strstr(text, "JPEG") ? "" : "corrupt JPEG: ", text);
}

static void
fail(j_common_ptr common)
{
	struct decoder *d = common->client_data;

	describe(common, &d->error);
	longjmp(d->jump, 1);
}

/*
 * Whether a warning means that pixels are missing or wrong, rather than that
 * the file is untidy. Bytes between two segments harm nothing; data that are
 * left over behind a scan, but for a little padding, say that it was not read as
 * it was written.
 */
static bool
is_damage(const struct decoder *d)
{
	const int *parameters = d->errors.msg_parm.i;

	switch (d->errors.msg_code) {
	case JWRN_JFIF_MAJOR:
	case JWRN_ADOBE_XFORM:
	case JWRN_BOGUS_ICC:
	case JWRN_NOT_SEQUENTIAL:
		return false;
	case JWRN_EXTRANEOUS_DATA:
		return d->cinfo.input_scan_number > 0 &&
		       (parameters[0] > PADDING_MAX || (parameters[1] >= JPEG_RST0 && parameters[1] < JPEG_RST0 + 8));
	default:
		return true;
	}
}

/* Negative levels are warnings; the rest is chatter. */
static void
warn(j_common_ptr common, int level)
{
	struct decoder *d = common->client_data;

	if (level < 0 && !d->damage.code && is_damage(d))
		describe(common, &d->damage);
	if (level < 0 && ++d->errors.num_warnings > WARNINGS_MAX) {
		tg_fault_set(&d->error, TG_FAULT_TOO_LARGE, "JPEG of over %d faults", WARNINGS_MAX);
		longjmp(d->jump, 1);
	}
}

static void
say_nothing(j_common_ptr common)
{
	(void)common;
}

/* Before a run of blocks or of segments is read: of these only the second kind can be an error. */
static void
note(j_common_ptr common)
{
	struct decoder *d = common->client_data;
	const uint8_t *at = d->cinfo.src->next_input_byte;

	if (d->cinfo.input_scan_number > SCANS_MAX) {
		tg_fault_set(&d->error, TG_FAULT_TOO_LARGE, "JPEG of over %d scans", SCANS_MAX);
		longjmp(d->jump, 1);
	}
	/* A marker that ended a scan is read, but nothing of what it says is good yet. */
	if (d->cinfo.unread_marker)
		at -= 2;
	if (d->cinfo.input_scan_number > 0 && at > d->data && at <= d->data + d->len)
		d->reached = (size_t)(at - d->data);
}

/*
 * The eighths at which to decode: the fewest that leave a factor of 2 on both sides, else all. One
 * eighth has to leave a factor of 3: there a block's mean is all that is known of
 * it, which blurs and aliases more than the filter can bear.
 */
static unsigned
pick_scale(struct tg_size size, struct tg_size target)
{
	for (unsigned eighths = 1; eighths < 8; eighths *= 2) {
		unsigned least = (eighths == 1 ? 3 : 2) * 8;

		if ((uint64_t)size.width * eighths >= (uint64_t)target.width * least &&
		    (uint64_t)size.height * eighths >= (uint64_t)target.height * least)
			return eighths;
	}
	return 8;
}

/*
 * The bytes that decoding takes, with libjpeg if need be: the file, the scanner and its planes or
 * what libjpeg holds for a few rows, and for files of several scans the coefficients of the
 * whole picture, of which the scanner holds fewer.
 */
static uint64_t
estimate(struct decoder *d, const struct tg_resize_plan *plan, const struct tg_shape *shape)
{
	uint64_t memory = d->len + tg_shrink_memory(plan, &d->source, shape) + (uint64_t)d->cinfo.image_width * 128 +
	                  ((uint64_t)1 << 20);

	if (d->cinfo.scale_num < 8)
		memory += ((uint64_t)d->cinfo.output_width + 32) * (d->cinfo.output_height + 32) * 3 +
		          sizeof(struct tg_jpeg_scanner);
	if (jpeg_has_multiple_scans(&d->cinfo))
		for (int i = 0; i < d->cinfo.num_components; i++)
			memory += (uint64_t)(d->cinfo.comp_info[i].width_in_blocks + MAX_SAMP_FACTOR) *
			          (d->cinfo.comp_info[i].height_in_blocks + MAX_SAMP_FACTOR) * sizeof(JBLOCK);
	return memory;
}

/*
 * Whether our own scanner has decoded the picture. What it does not know, and what is damaged,
 * it leaves to libjpeg, which is the one judge of damage.
 */
static bool
scan(struct decoder *d)
{
	return d->cinfo.scale_num < 8 && !d->source.space.cmyk &&
	       tg_jpeg_planes(d->data, d->len, d->cinfo.scale_num, &d->planes);
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
	cinfo->scale_num = pick_scale(d->source.size, tg_source_largest(&d->source, shape));
	cinfo->scale_denom = 8;
	cinfo->dct_method = JDCT_ISLOW;
	if (cinfo->src->bytes_in_buffer <= 2)
		return tg_fault_set(&d->error, TG_FAULT_TRUNCATED, "truncated JPEG");
	jpeg_calc_output_dimensions(cinfo);
	plan.grid = (struct tg_size){cinfo->output_width, cinfo->output_height};
	plan.extent_width = d->source.size.width * (cinfo->scale_num / 8.0);
	plan.extent_height = d->source.size.height * (cinfo->scale_num / 8.0);
	plan.n_channels = (unsigned)cinfo->output_components;
	plan.linear = shape->linear && !d->source.space.cmyk;
	d->source.memory = estimate(d, &plan, shape);
	if (tg_source_admit(&d->source, shape, &d->error) < 0)
		return -1;
	plan.planar = scan(d);
	/* libjpeg's samples are means of the full picture's; the scanner's are of fewer frequencies, none of them weakened. */
	plan.n_averaged = plan.planar && cinfo->scale_num > 1 ? 1 : 8 / cinfo->scale_num;
	if (plan.planar) {
		d->row = malloc(tg_jpeg_colour_size(&d->planes));
	} else {
		jpeg_start_decompress(cinfo);
		d->row = malloc((size_t)cinfo->output_width * plan.n_channels);
	}
	if (!d->row)
		return tg_fault_set(&d->error, TG_FAULT_MEMORY, "no memory for a row of pixels");
	return tg_shrink_open(&d->shrink, &plan, &d->source, shape, &d->error);
}

/* Decodes and shrinks all rows, and reads on to the end of the picture. */
static int
read_rows(struct decoder *d)
{
	for (uint32_t y = 0; y < d->planes.grid_height; y++) {
		tg_jpeg_colour_row(&d->planes, y, d->row);
		tg_shrink_row(&d->shrink, d->row);
	}
	if (d->planes.n_planes)
		return 0;
	if (setjmp(d->jump))
		return -1;
	while (d->cinfo.output_scanline < d->cinfo.output_height) {
		JSAMPROW row = d->row;

		jpeg_read_scanlines(&d->cinfo, &row, 1);
		tg_shrink_row(&d->shrink, d->row);
	}
	for (int i = 0; i < d->cinfo.num_components; i++)
		if (!d->cinfo.comp_info[i].quant_table && !d->damage.code)
			tg_fault_set(&d->damage, TG_FAULT_CORRUPT, "JPEG of which a colour component is missing");
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

/* Prepares to read the first LEN bytes. */
static int
create(struct decoder *d, size_t len)
{
	d->cinfo.err = jpeg_std_error(&d->errors);
	d->errors.error_exit = fail;
	d->errors.emit_message = warn;
	d->errors.output_message = say_nothing;
	d->cinfo.client_data = d;
	if (setjmp(d->jump))
		return -1;
	jpeg_create_decompress(&d->cinfo);
	d->progress.progress_monitor = note;
	d->cinfo.progress = &d->progress;
	d->len = len;
	jpeg_mem_src(&d->cinfo, d->data, len);
	return 0;
}

static void
destroy(struct decoder *d)
{
	tg_shrink_free(&d->shrink);
	free(d->row);
	tg_jpeg_planes_free(&d->planes);
	d->row = NULL;
	jpeg_destroy_decompress(&d->cinfo);
}

/* After an error between two scans: the scans before it are a picture, if a coarse one. */
static int
start_again(struct decoder *d, const struct tg_shape *shape)
{
	if (!d->reached || (d->error.code != TG_FAULT_CORRUPT && d->error.code != TG_FAULT_TRUNCATED))
		return -1;
	if (!d->damage.code)
		d->damage = d->error;
	destroy(d);
	return create(d, d->reached) < 0 ? -1 : start(d, shape);
}

/* Decodes, shrinks and develops. Where a part is missing the rest is a picture, and damage filled. */
static int
make(struct decoder *d, const struct tg_shape *shape, struct tg_picture *out)
{
	if (create(d, d->len) < 0 || (start(d, shape) < 0 && start_again(d, shape) < 0))
		return -1;
	if (read_rows(d) < 0) {
		if (d->cinfo.output_scanline == 0)
			return -1;
		if (!d->damage.code)
			d->damage = d->error;
	}
	tg_shrink_finish(&d->shrink, out);
	for (unsigned i = 0; i < out->n_images && d->source.space.cmyk && d->cinfo.saw_Adobe_marker; i++)
		invert(&out->images[i]);
	return tg_source_develop(&d->source, shape, &d->damage, out, &d->error);
}

static int
decode(const uint8_t *data, size_t len, const struct tg_shape *shape, struct tg_picture *out,
       struct tg_fault *why)
{
	struct decoder *d = calloc(1, sizeof(*d));
	uint8_t *profile, *resolved;
	int status;

	memset(out, 0, sizeof(*out));
	if (!d)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory to decode a JPEG");
	profile = tg_jpeg_metadata_read(data, len, &d->source);
	resolved = tg_jpeg_dnl_resolve(data, len);
	d->data = resolved ? resolved : data;
	d->len = len;
	status = make(d, shape, out);
	out->memory = d->source.memory;
	if (status < 0 && why)
		/* Where libjpeg gave up after it had run out of data, that is the cause. */
		*why = d->damage.code == TG_FAULT_TRUNCATED ? d->damage : d->error;
	destroy(d);
	free(resolved);
	free(profile);
	free(d);
	return status;
}

const struct tg_codec tg_jpeg = {"JPEG", match, decode};
