/*
 * JPEG, with files that libjpeg's encoder makes here: sizes, turning, inks,
 * a late height, and everything that can be missing from a file.
 */
#include "codec/jpeg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "check.h"
#include "codec/jpeg_metadata.h"
#include "codec/source.h"

struct file {
	uint8_t *data;
	unsigned long len;
};

struct recipe {
	uint32_t width, height;
	J_COLOR_SPACE space;  /* of the samples and of the file: grey, YCbCr or CMYK */
	bool progressive;
	bool separate;        /* a scan for each component */
	unsigned orientation; /* in an EXIF block; 0: no block */
};

static const struct recipe plain = {.width = 96, .height = 64, .space = JCS_YCbCr};

/* A smooth sample, so that little is lost in encoding and shrinking. */
static uint8_t
sample(const struct recipe *recipe, uint32_t x, uint32_t y, int c)
{
	return (uint8_t)(40 + 150 * x / recipe->width + (c == 1 ? 50 * y / recipe->height : 0) + (c == 2 ? 20 : 0));
}

static void
put_exif(struct jpeg_compress_struct *cinfo, unsigned orientation)
{
	uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\0\0\0\0\0\0";

	exif[25] = (uint8_t)orientation;
	jpeg_write_marker(cinfo, JPEG_APP0 + 1, exif, sizeof(exif) - 1);
}

static struct file
encode(const struct recipe *recipe)
{
	static const jpeg_scan_info scans[] = {
		{1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0},
	};
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	struct file file = {0};
	uint8_t row[4 * 1000];
	JSAMPROW rows[] = {row};

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_compress(&cinfo);
	jpeg_mem_dest(&cinfo, &file.data, &file.len);
	cinfo.image_width = recipe->width;
	cinfo.image_height = recipe->height;
	cinfo.in_color_space = recipe->space == JCS_YCbCr ? JCS_RGB : recipe->space;
	cinfo.input_components = recipe->space == JCS_GRAYSCALE ? 1 : recipe->space == JCS_CMYK ? 4 : 3;
	jpeg_set_defaults(&cinfo);
	jpeg_set_quality(&cinfo, 95, TRUE);
	if (recipe->progressive)
		jpeg_simple_progression(&cinfo);
	if (recipe->separate) {
		cinfo.scan_info = scans;
		cinfo.num_scans = 3;
	}
	jpeg_start_compress(&cinfo, TRUE);
	if (recipe->orientation)
		put_exif(&cinfo, recipe->orientation);
	for (uint32_t y = 0; y < recipe->height; y++) {
		for (uint32_t x = 0; x < recipe->width; x++)
			for (int c = 0; c < cinfo.input_components; c++)
				row[x * (unsigned)cinfo.input_components + (unsigned)c] = sample(recipe, x, y, c);
		jpeg_write_scanlines(&cinfo, rows, 1);
	}
	jpeg_finish_compress(&cinfo);
	jpeg_destroy_compress(&cinfo);
	return file;
}

/* Decodes a copy of exactly LEN bytes. The text of a failure is one line. */
static int
decode(const uint8_t *data, size_t len, struct tg_shape shape, struct tg_picture *out, struct tg_fault *why)
{
	uint8_t *copy = malloc(len ? len : 1);
	int status;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	status = tg_jpeg.decode(copy, len, &shape, out, why);
	free(copy);
	return status;
}

static const struct tg_shape small = {.boxes = {{24, 24}}, .n_boxes = 1, .orient = true};

static void
check_picture(struct recipe recipe)
{
	struct file file = encode(&recipe);
	struct tg_picture picture;
	struct tg_fault why;
	int worst = 0;

	CHECK(tg_jpeg.match(file.data, file.len));
	CHECK(decode(file.data, file.len, small, &picture, &why) == 0);
	CHECK(picture.damage.code == TG_FAULT_NONE);
	CHECK(picture.size.width == recipe.width && picture.size.height == recipe.height);
	CHECK(picture.images[0].n_channels == (recipe.space == JCS_GRAYSCALE ? 1 : 3));
	for (uint32_t y = 0; y < picture.images[0].size.height; y++)
		for (uint32_t x = 0; x < picture.images[0].size.width; x++)
			for (unsigned c = 0; c < picture.images[0].n_channels; c++) {
				uint32_t scale = recipe.width / picture.images[0].size.width;
				int wanted = sample(&recipe, x * scale + scale / 2, y * scale + scale / 2, (int)c);
				int got = picture.images[0].data[y * picture.images[0].stride + x * picture.images[0].n_channels + c];

				worst = abs(wanted - got) > worst ? abs(wanted - got) : worst;
			}
	CHECK(worst <= 3);
	tg_picture_free(&picture);
	free(file.data);
}

/* Turned before it is fitted: the box is not square. */
static void
check_orientation(void)
{
	struct recipe recipe = plain;
	struct tg_shape flat = {.boxes = {{48, 12}}, .n_boxes = 1, .orient = true};

	for (recipe.orientation = 1; recipe.orientation <= 8; recipe.orientation++) {
		struct file file = encode(&recipe);
		struct tg_picture picture = { 0 };
		bool turned = recipe.orientation >= 5;
		struct tg_size *size = &picture.images[0].size;

		CHECK(decode(file.data, file.len, flat, &picture, NULL) == 0);
		CHECK(picture.size.width == (turned ? 64 : 96));
		CHECK(size->width == (turned ? 8 : 18) && size->height == 12);
		/* Red is darkest at the left of what is stored. */
		const uint8_t *last = picture.images[0].data + picture.images[0].stride * size->height - 3;
		bool dark_first = recipe.orientation == 1 || recipe.orientation == 4 || recipe.orientation == 5 ||
		                  recipe.orientation == 6;
		CHECK((picture.images[0].data[0] < last[0]) == dark_first);
		tg_picture_free(&picture);

		flat.orient = false;
		CHECK(decode(file.data, file.len, flat, &picture, NULL) == 0);
		CHECK(picture.size.width == 96 && size->width == 18);
		tg_picture_free(&picture);
		flat.orient = true;
		free(file.data);
	}
}

/* Adobe's marker means 255 for no ink; without it 255 is all ink. */
static void
check_inks(void)
{
	struct recipe recipe = plain;
	struct tg_picture picture;

	recipe.space = JCS_CMYK;
	struct file file = encode(&recipe);
	CHECK(decode(file.data, file.len, small, &picture, NULL) == 0);
	CHECK(picture.images[0].n_channels == 3);
	int c = sample(&recipe, 50, 34, 0), k = sample(&recipe, 50, 34, 3);
	CHECK(abs(picture.images[0].data[8 * picture.images[0].stride + 12 * 3] - c * k / 255) <= 4);
	tg_picture_free(&picture);

	uint8_t *adobe = memmem(file.data, file.len, "Adobe", 5);
	CHECK(adobe != NULL);
	memcpy(adobe, "Nobod", 5);
	CHECK(decode(file.data, file.len, small, &picture, NULL) == 0);
	CHECK(abs(picture.images[0].data[8 * picture.images[0].stride + 12 * 3] - (255 - c) * (255 - k) / 255) <= 4);
	tg_picture_free(&picture);
	free(file.data);
}

/* Cut at any length: a failure, or a part with a reason; never a whole picture. */
static void
check_cut(struct recipe recipe)
{
	struct file file = encode(&recipe);
	struct tg_shape strict = small;
	unsigned long n_partial = 0;

	strict.strict = true;
	for (unsigned long len = 0; len < file.len; len++) {
		struct tg_picture picture;
		struct tg_fault why = {0};

		if (decode(file.data, len, small, &picture, &why) < 0) {
			CHECK(why.code == TG_FAULT_TRUNCATED || why.code == TG_FAULT_CORRUPT);
			CHECK(!picture.images[0].data);
			continue;
		}
		CHECK(picture.damage.code == TG_FAULT_TRUNCATED);
		CHECK(picture.damage.text[0] && !strchr(picture.damage.text, '\n'));
		n_partial++;
		tg_picture_free(&picture);
		CHECK(decode(file.data, len, strict, &picture, &why) < 0 && why.code == TG_FAULT_TRUNCATED);
	}
	CHECK(n_partial > file.len / 3);
	free(file.data);
}

/* Any byte changed: no crash, and what comes back is a picture or a reason. */
static void
check_spoilt(struct recipe recipe)
{
	struct file file = encode(&recipe);

	for (unsigned long i = 3; i < file.len; i++) {
		struct tg_picture picture;
		struct tg_fault why = {0};
		uint8_t was = file.data[i];

		file.data[i] ^= (uint8_t)(1 << i % 8);
		if (decode(file.data, file.len, small, &picture, &why) < 0)
			CHECK(why.code != TG_FAULT_NONE && why.text[0]);
		else
			CHECK(picture.images[0].data != NULL);
		tg_picture_free(&picture);
		file.data[i] = was;
	}
	free(file.data);
}

/* The height taken out of the frame header and put behind the scan. */
static void
check_late_height(void)
{
	struct file file = encode(&plain);
	uint8_t *late = malloc(file.len + 6), *frame = memmem(file.data, file.len, "\xff\xc0", 2);
	struct tg_picture now, then;
	struct tg_fault why;

	if (!late || !frame)
		abort();
	CHECK(decode(file.data, file.len, small, &now, NULL) == 0);
	memset(frame + 5, 0, 2);
	CHECK(decode(file.data, file.len, small, &then, &why) < 0 && why.code == TG_FAULT_CORRUPT);
	memcpy(late, file.data, file.len - 2);
	memcpy(late + file.len - 2, "\xff\xdc\0\4\0\100\xff\xd9", 8);
	CHECK(decode(late, file.len + 6, small, &then, NULL) == 0);
	CHECK(then.damage.code == TG_FAULT_NONE && then.size.height == 64);
	CHECK(memcmp(now.images[0].data, then.images[0].data, now.images[0].stride * now.images[0].size.height) == 0);
	tg_picture_free(&now);
	tg_picture_free(&then);
	free(late);
	free(file.data);
}

/* A file that ends as it should, but for the scan of a component. */
static void
check_missing_component(void)
{
	struct recipe recipe = plain;
	struct tg_picture picture;

	recipe.separate = true;
	struct file file = encode(&recipe);
	uint8_t *last = NULL;
	for (unsigned long i = 0; i + 1 < file.len; i++)
		if (file.data[i] == 0xff && file.data[i + 1] == 0xda)
			last = file.data + i;
	if (!last)
		abort();
	CHECK(decode(file.data, file.len, small, &picture, NULL) == 0 && picture.damage.code == TG_FAULT_NONE);
	tg_picture_free(&picture);
	last[1] = 0xd9;
	CHECK(decode(file.data, (size_t)(last - file.data) + 2, small, &picture, NULL) == 0);
	CHECK(picture.damage.code == TG_FAULT_CORRUPT);
	tg_picture_free(&picture);
	free(file.data);
}

/* The parts of a profile in this order, which come as numbers from 1, of COUNT. */
static const char *
join(const char *order, unsigned count)
{
	static char text[16];
	uint8_t data[200] = {0xff, 0xd8};
	size_t len = 2;
	struct tg_source source = {0};

	for (; *order; order++) {
		uint8_t part[20] = "\xff\xe2\0\22ICC_PROFILE";

		part[16] = (uint8_t)(*order - '0');
		part[17] = (uint8_t)count;
		part[18] = part[19] = (uint8_t)*order;
		memcpy(data + len, part, 20);
		len += 20;
	}
	uint8_t *profile = tg_jpeg_metadata_read(data, len, &source);
	memset(text, 0, sizeof(text));
	if (profile)
		memcpy(text, profile, source.space.profile_size);
	CHECK((source.space.kind == TG_COLOUR_PROFILE) == (profile != NULL));
	free(profile);
	return text;
}

int
main(void)
{
	struct recipe grey = plain, progressive = plain, large = plain;

	grey.space = JCS_GRAYSCALE;
	progressive.progressive = true;
	large.width = 960;
	large.height = 640;
	check_picture(plain);
	check_picture(grey);
	check_picture(progressive);
	check_picture(large);
	check_orientation();
	check_inks();
	check_cut(plain);
	check_cut(progressive);
	check_spoilt(plain);
	check_spoilt(progressive);
	check_late_height();
	check_missing_component();
	CHECK(strcmp(join("123", 3), "112233") == 0);
	CHECK(strcmp(join("312", 3), "112233") == 0);
	CHECK(strcmp(join("1", 1), "11") == 0);
	CHECK(strcmp(join("12", 3), "") == 0);
	CHECK(strcmp(join("1223", 3), "") == 0);
	CHECK(strcmp(join("14", 3), "") == 0);
	CHECK(strcmp(join("0", 1), "") == 0);
	return report("jpeg");
}
