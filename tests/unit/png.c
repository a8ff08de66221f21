/*
 * PNG: what the encoder writes the decoder reads back, every kind of samples
 * that libpng's encoder makes here, and everything that can be missing.
 */
#include "codec/png.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "check.h"
#include "codec/png_encode.h"

struct file {
	uint8_t *data;
	size_t len;
};

struct recipe {
	int type;       /* libpng's colour type */
	int depth;      /* bits of a sample */
	int interlace;
	bool opaque;    /* an alpha channel, or tRNS, that hides nothing */
	bool bad_text;  /* a text chunk with a wrong CRC */
};

#define SIDE 40

static void
put(png_structp png, png_bytep data, size_t len)
{
	struct file *file = png_get_io_ptr(png);

	file->data = realloc(file->data, file->len + len);
	if (!file->data)
		abort();
	memcpy(file->data + file->len, data, len);
	file->len += len;
}

/* The sample of 0 to 255 that each pixel's channel has, whatever the depth; a step at low depths. */
static unsigned
sample(const struct recipe *recipe, unsigned x, unsigned y, unsigned channel)
{
	unsigned value = 6 * x + (channel == 1 ? y / 2 : 0), steps = (1u << (recipe->depth < 8 ? recipe->depth : 8)) - 1;

	return (value * steps + 127) / 255 * 255 / steps;
}

static unsigned
alpha(const struct recipe *recipe, unsigned y)
{
	return recipe->opaque ? 255 : 200 - y;
}

static void
put_row(png_structp png, const struct recipe *recipe, unsigned y, unsigned n_channels)
{
	uint8_t row[SIDE * 8] = {0};
	bool has_alpha = recipe->type & PNG_COLOR_MASK_ALPHA;

	for (unsigned x = 0; x < SIDE; x++)
		for (unsigned c = 0; c < n_channels; c++) {
			unsigned value = has_alpha && c == n_channels - 1 ? alpha(recipe, y) : sample(recipe, x, y, c);
			unsigned at = x * n_channels + c;

			if (recipe->type == PNG_COLOR_TYPE_PALETTE)
				value = 6 * x;
			if (recipe->depth == 16) {
				row[2 * at] = (uint8_t)value;
				row[2 * at + 1] = (uint8_t)value;
			} else if (recipe->depth == 8)
				row[at] = (uint8_t)value;
			else
				row[at * (unsigned)recipe->depth / 8] |=
					(uint8_t)((value >> (8 - recipe->depth)) << (8 - recipe->depth - at * (unsigned)recipe->depth % 8));
		}
	png_write_row(png, row);
}

static struct file
encode(const struct recipe *recipe)
{
	struct file file = {0};
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color palette[256];
	png_byte transparency[256];

	if (setjmp(png_jmpbuf(png)))
		abort();
	png_set_write_fn(png, &file, put, NULL);
	png_set_IHDR(png, info, SIDE, SIDE, recipe->depth, recipe->type, recipe->interlace,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	for (int i = 0; i < 256; i++) {
		palette[i] = (png_color){(uint8_t)i, (uint8_t)(255 - i), 7};
		transparency[i] = recipe->opaque ? 255 : 100;
	}
	if (recipe->type == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(png, info, palette, 256);
		png_set_tRNS(png, info, transparency, 256, NULL);
	}
	png_write_info(png, info);
	if (recipe->bad_text) {
		png_write_chunk(png, (png_const_bytep)"tEXt", (png_const_bytep)"a\0b", 3);
		file.data[file.len - 1] ^= 1;
	}
	for (int n_passes = png_set_interlace_handling(png); n_passes > 0; n_passes--)
		for (unsigned y = 0; y < SIDE; y++)
			put_row(png, recipe, y, png_get_channels(png, info));
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return file;
}

static int
decode(const uint8_t *data, size_t len, uint32_t side, bool strict, struct tg_picture *out, struct tg_fault *why)
{
	struct tg_shape shape = {.boxes = {{side, side}}, .n_boxes = 1, .orient = true, .strict = strict};
	uint8_t *copy = malloc(len ? len : 1);
	int status;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	status = tg_png.decode(copy, len, &shape, out, why);
	free(copy);
	return status;
}

/* At its own size each sample comes back as it was, or to the nearest of 8 bits. */
static void
check_samples(struct recipe recipe)
{
	struct file file = encode(&recipe);
	struct tg_picture picture;
	bool colour = recipe.type & PNG_COLOR_MASK_COLOR;
	bool has_alpha = (recipe.type & PNG_COLOR_MASK_ALPHA) || recipe.type == PNG_COLOR_TYPE_PALETTE;
	unsigned n_channels = (colour ? 3 : 1) + (has_alpha && !recipe.opaque);
	int worst = 0;

	CHECK(tg_png.match(file.data, file.len));
	CHECK(decode(file.data, file.len, SIDE, true, &picture, NULL) == 0);
	CHECK(picture.images[0].n_channels == n_channels);
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++) {
			const uint8_t *pixel = picture.images[0].data + y * picture.images[0].stride + x * n_channels;
			unsigned wanted = recipe.type == PNG_COLOR_TYPE_PALETTE ? 6 * x : sample(&recipe, x, y, 0);

			worst = abs((int)wanted - pixel[0]) > worst ? abs((int)wanted - pixel[0]) : worst;
			if (has_alpha && !recipe.opaque)
				CHECK(pixel[n_channels - 1] == (recipe.type == PNG_COLOR_TYPE_PALETTE ? 100 : alpha(&recipe, y)));
		}
	CHECK(worst == 0);
	tg_picture_free(&picture);

	CHECK(decode(file.data, file.len, SIDE / 4, true, &picture, NULL) == 0);
	CHECK(picture.images[0].size.width == SIDE / 4 && picture.images[0].n_channels == n_channels);
	tg_picture_free(&picture);
	free(file.data);
}

/* The rounding of 16 bits is to the nearest: 257 to a level. */
static void
check_rounding(void)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	struct file file = {0};
	struct tg_picture picture;
	uint8_t row[SIDE * 2];

	if (setjmp(png_jmpbuf(png)))
		abort();
	for (unsigned x = 0; x < SIDE; x++) {
		row[2 * x] = (uint8_t)(1601 * x >> 8);
		row[2 * x + 1] = (uint8_t)(1601 * x);
	}
	png_set_write_fn(png, &file, put, NULL);
	png_set_IHDR(png, info, SIDE, 1, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	             PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	png_write_row(png, row);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	CHECK(decode(file.data, file.len, SIDE, true, &picture, NULL) == 0);
	for (unsigned x = 0; x < SIDE; x++)
		CHECK(picture.images[0].data[x] == (1601 * x + 128) / 257);
	tg_picture_free(&picture);
	free(file.data);
}

/* Samples of linear light, of 16 bits and of 8, come as those of the sRGB curve. */
static void
check_curve(int depth)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	struct file file = {0};
	struct tg_picture picture;
	uint8_t row[SIDE * 4];

	if (setjmp(png_jmpbuf(png)))
		abort();
	for (unsigned x = 0; x < SIDE; x++) {
		uint8_t wide[4] = {(uint8_t)(x * 41 >> 8), (uint8_t)(x * 41), 0x77, 0xfe};
		uint8_t narrow[2] = {(uint8_t)x, 0x77};

		memcpy(row + x * (depth == 16 ? 4 : 2), depth == 16 ? wide : narrow, depth == 16 ? 4 : 2);
	}
	png_set_write_fn(png, &file, put, NULL);
	png_set_IHDR(png, info, SIDE, 1, depth, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_INTERLACE_NONE,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_gAMA_fixed(png, info, 100000);
	png_write_info(png, info);
	png_write_row(png, row);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	CHECK(decode(file.data, file.len, SIDE, true, &picture, NULL) == 0);
	for (unsigned x = 0; x < SIDE; x++) {
		double light = depth == 16 ? x * 41 / 65535.0 : x / 255.0;
		double wanted = 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055);

		CHECK(fabs(picture.images[0].data[2 * x] - wanted) < 0.6);
		CHECK(picture.images[0].data[2 * x + 1] == (depth == 16 ? 120 : 119));
	}
	tg_picture_free(&picture);
	free(file.data);
}

static void
check_cut(struct recipe recipe)
{
	struct file file = encode(&recipe);
	size_t n_partial = 0;

	for (size_t len = 0; len < file.len; len++) {
		struct tg_picture picture;
		struct tg_fault why = {0};

		if (decode(file.data, len, 10, false, &picture, &why) < 0) {
			CHECK(why.code == TG_FAULT_TRUNCATED);
			CHECK(!picture.images[0].data);
			continue;
		}
		CHECK(picture.damage.code == TG_FAULT_TRUNCATED);
		n_partial++;
		tg_picture_free(&picture);
		CHECK(decode(file.data, len, 10, true, &picture, &why) < 0 && why.code == TG_FAULT_TRUNCATED);
	}
	CHECK(n_partial > 12);
	free(file.data);
}

static void
check_spoilt(struct recipe recipe)
{
	struct file file = encode(&recipe);

	for (size_t i = 8; i < file.len; i++)
		for (unsigned bit = 0; bit < 8; bit += 3) {
			struct tg_picture picture;
			struct tg_fault why = {0};

			file.data[i] ^= (uint8_t)(1 << bit);
			if (decode(file.data, file.len, 10, false, &picture, &why) < 0)
				CHECK(why.code != TG_FAULT_NONE && why.text[0]);
			else
				CHECK(picture.images[0].data != NULL);
			tg_picture_free(&picture);
			file.data[i] ^= (uint8_t)(1 << bit);
		}
	free(file.data);
}

/* The encoder: what it writes comes back, and no metadata but that it is sRGB. */
static void
check_encoder(unsigned n_channels, uint32_t width, uint32_t height)
{
	struct tg_image image;
	struct tg_picture picture;
	uint8_t *bytes;
	size_t len;

	if (tg_image_init(&image, (struct tg_size){width, height}, n_channels, NULL) < 0)
		abort();
	for (size_t i = 0; i < image.stride * height; i++)
		image.data[i] = (uint8_t)(i * i * 31 >> 3);
	CHECK(tg_png_encode(&image, &bytes, &len, NULL) == 0);
	CHECK(decode(bytes, len, 1000, true, &picture, NULL) == 0);
	CHECK(picture.images[0].n_channels == n_channels);
	CHECK(memcmp(picture.images[0].data, image.data, image.stride * height) == 0);
	CHECK(memmem(bytes, len, "sRGB", 4) && !memmem(bytes, len, "tEXt", 4) && !memmem(bytes, len, "gAMA", 4));
	tg_picture_free(&picture);
	tg_image_free(&image);
	free(bytes);
}

int
main(void)
{
	static const struct { int type, depth; } kinds[] = {
		{PNG_COLOR_TYPE_GRAY, 1}, {PNG_COLOR_TYPE_GRAY, 2}, {PNG_COLOR_TYPE_GRAY, 4}, {PNG_COLOR_TYPE_GRAY, 8},
		{PNG_COLOR_TYPE_GRAY, 16}, {PNG_COLOR_TYPE_GRAY_ALPHA, 8}, {PNG_COLOR_TYPE_GRAY_ALPHA, 16},
		{PNG_COLOR_TYPE_RGB, 8}, {PNG_COLOR_TYPE_RGB, 16}, {PNG_COLOR_TYPE_RGB_ALPHA, 8},
		{PNG_COLOR_TYPE_RGB_ALPHA, 16}, {PNG_COLOR_TYPE_PALETTE, 8},
	};
	struct recipe recipe = {0};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		for (int variant = 0; variant < 4; variant++) {
			recipe = (struct recipe){
				.type = kinds[i].type, .depth = kinds[i].depth, .opaque = variant % 2,
				.interlace = variant < 2 ? PNG_INTERLACE_NONE : PNG_INTERLACE_ADAM7,
			};
			check_samples(recipe);
		}
	recipe = (struct recipe){.type = PNG_COLOR_TYPE_RGB, .depth = 8, .bad_text = true};
	check_samples(recipe);
	check_rounding();
	check_curve(16);
	check_curve(8);
	recipe.bad_text = false;
	check_cut(recipe);
	check_spoilt(recipe);
	recipe.interlace = PNG_INTERLACE_ADAM7;
	recipe.type = PNG_COLOR_TYPE_RGB_ALPHA;
	check_cut(recipe);
	check_spoilt(recipe);
	recipe.type = PNG_COLOR_TYPE_PALETTE;
	check_spoilt(recipe);
	for (unsigned n_channels = 1; n_channels <= 4; n_channels++) {
		check_encoder(n_channels, 1, 1);
		check_encoder(n_channels, 200, 133);
	}
	return report("png");
}
