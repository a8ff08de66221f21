/*
 * quality PICTURE THUMBNAIL...: how near each thumbnail (a PNG file) is to the
 * ideal one: full decode, ICC profile to sRGB, one Lanczos-3 in double
 * precision from the full size, then EXIF orientation. Prints a line with the PSNR
 * in dB over red, green and blue, and the SSIM of the luma, of each thumbnail.
 *
 * Nothing that shapes pixels is shared with the library: this is its judge.
 */
#include <err.h>
#include <lcms2.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "base/fault.h"
#include "codec/exif.h"
#include "codec/jpeg_metadata.h"
#include "codec/png_chunks.h"
#include "codec/source.h"

struct picture {
	uint32_t width, height;
	uint8_t *rgb; /* 8 bits, without gaps */
};

struct planes {
	uint32_t width, height;
	double *rgb;
};

static void *
need(void *memory)
{
	if (!memory)
		err(2, NULL);
	return memory;
}

static uint8_t *
read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;

	if (!file || fseek(file, 0, SEEK_END))
		err(2, "%s", path);
	*len = (size_t)ftell(file);
	rewind(file);
	data = need(malloc(*len + 1));
	if (fread(data, 1, *len, file) != *len)
		err(2, "%s", path);
	fclose(file);
	return data;
}

/* An error ends the program, with libjpeg's message. */
static struct picture
decode_jpeg(const uint8_t *data, size_t len)
{
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	struct picture picture;

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&cinfo);
	jpeg_mem_src(&cinfo, data, len);
	jpeg_read_header(&cinfo, TRUE);
	if (cinfo.num_components == 4)
		errx(2, "CMYK is not judged");
	cinfo.out_color_space = JCS_RGB;
	jpeg_start_decompress(&cinfo);
	picture.width = cinfo.output_width;
	picture.height = cinfo.output_height;
	picture.rgb = need(malloc((size_t)picture.width * picture.height * 3));
	while (cinfo.output_scanline < cinfo.output_height) {
		JSAMPROW row = picture.rgb + (size_t)cinfo.output_scanline * picture.width * 3;

		jpeg_read_scanlines(&cinfo, &row, 1);
	}
	jpeg_destroy_decompress(&cinfo);
	return picture;
}

struct bytes {
	const uint8_t *data;
	size_t len;
};

static void
get(png_structp png, png_bytep to, size_t len)
{
	struct bytes *bytes = png_get_io_ptr(png);

	if (len > bytes->len)
		png_error(png, "cut");
	memcpy(to, bytes->data, len);
	bytes->data += len;
	bytes->len -= len;
}

/* What is transparent is put on black. An error ends the program, with libpng's message. */
static struct picture
decode_png(const uint8_t *data, size_t len)
{
	png_structp png = need(png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL));
	png_infop info = need(png_create_info_struct(png));
	struct bytes bytes = {data, len};
	struct picture picture;

	if (setjmp(png_jmpbuf(png)))
		exit(2);
	png_set_read_fn(png, &bytes, get);
	png_read_info(png, info);
	picture.width = png_get_image_width(png, info);
	picture.height = png_get_image_height(png, info);
	png_set_expand(png);
	png_set_scale_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
	png_set_interlace_handling(png);
	png_read_update_info(png, info);
	uint8_t *rgba = need(malloc((size_t)picture.width * picture.height * 4));
	png_bytepp rows = need(malloc(picture.height * sizeof(*rows)));
	for (uint32_t y = 0; y < picture.height; y++)
		rows[y] = rgba + (size_t)y * picture.width * 4;
	png_read_image(png, rows);
	picture.rgb = need(malloc((size_t)picture.width * picture.height * 3));
	for (size_t i = 0; i < (size_t)picture.width * picture.height; i++)
		for (unsigned c = 0; c < 3; c++)
			picture.rgb[3 * i + c] = (uint8_t)((rgba[4 * i + c] * rgba[4 * i + 3] + 127) / 255);
	png_destroy_read_struct(&png, &info, NULL);
	free(rows);
	free(rgba);
	return picture;
}

/* Decodes any of the two formats; fills SOURCE with what a JPEG file's metadata say. */
static struct picture
decode(const char *path, struct tg_source *source, uint8_t **profile)
{
	size_t len;
	uint8_t *data = read_file(path, &len);
	struct picture picture;

	*profile = NULL;
	memset(source, 0, sizeof(*source));
	source->orientation = 1;
	if (len > 2 && data[0] == 0xff) {
		*profile = tg_jpeg_metadata_read(data, len, source);
		picture = decode_jpeg(data, len);
	} else {
		struct tg_png_chunks chunks = tg_png_chunks_find(data, len);

		source->orientation = tg_exif_read(chunks.exif.data, chunks.exif.len).orientation;
		picture = decode_png(data, len);
	}
	free(data);
	return picture;
}

/* At full size, since that is what the ideal is. A profile of no use is none. */
static void
convert(struct picture *picture, const uint8_t *profile, size_t size)
{
	cmsHPROFILE from = cmsOpenProfileFromMem(profile, (cmsUInt32Number)size), srgb = cmsCreate_sRGBProfile();
	cmsHTRANSFORM transform = NULL;

	if (from && cmsGetColorSpace(from) == cmsSigRgbData)
		transform = cmsCreateTransform(from, TYPE_RGB_8, srgb, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
		                               cmsFLAGS_BLACKPOINTCOMPENSATION);
	if (transform) {
		cmsDoTransform(transform, picture->rgb, picture->rgb, picture->width * picture->height);
		cmsDeleteTransform(transform);
	}
	if (from)
		cmsCloseProfile(from);
	cmsCloseProfile(srgb);
}

static double
lanczos(double x)
{
	x = fabs(x);
	return x < 1e-9 ? 1 : x >= 3 ? 0 : 3 * sin(M_PI * x) * sin(M_PI * x / 3) / (M_PI * M_PI * x * x);
}

/* Fills WEIGHTS with those of target sample I, from *FIRST to before *END; they add up to 1. */
static void
weigh(uint32_t n_source, uint32_t n_target, uint32_t i, double *weights, uint32_t *first, uint32_t *end)
{
	double step = (double)n_source / n_target, centre = (i + 0.5) * step, reach = 3 * step, sum = 0;

	*first = centre > reach ? (uint32_t)(centre - reach) : 0;
	*end = (uint32_t)fmin(n_source, ceil(centre + reach));
	for (uint32_t k = *first; k < *end; k++)
		sum += weights[k - *first] = lanczos((k + 0.5 - centre) / step);
	for (uint32_t k = *first; k < *end; k++)
		weights[k - *first] /= sum;
}

/* Shrinks the rows, then the columns. What overshoots black or white is clipped, as a thumbnail must. */
static struct planes
shrink(const struct picture *picture, uint32_t width, uint32_t height)
{
	struct planes planes = {width, height, need(calloc((size_t)width * height * 3, sizeof(double)))};
	double *rows = need(calloc((size_t)width * picture->height * 3, sizeof(double)));
	double *weights = need(malloc((picture->width + picture->height) * sizeof(double)));
	uint32_t first, end;

	for (uint32_t x = 0; x < width; x++) {
		weigh(picture->width, width, x, weights, &first, &end);
		for (uint32_t y = 0; y < picture->height; y++) {
			const uint8_t *from = picture->rgb + ((size_t)y * picture->width + first) * 3;
			double *to = rows + ((size_t)y * width + x) * 3;

			for (uint32_t k = 0; k < end - first; k++, from += 3)
				for (unsigned c = 0; c < 3; c++)
					to[c] += weights[k] * from[c];
		}
	}
	for (uint32_t y = 0; y < height; y++) {
		double *to = planes.rgb + (size_t)y * width * 3;

		weigh(picture->height, height, y, weights, &first, &end);
		for (uint32_t k = first; k < end; k++)
			for (uint32_t i = 0; i < width * 3; i++)
				to[i] += weights[k - first] * rows[(size_t)k * width * 3 + i];
		for (uint32_t i = 0; i < width * 3; i++)
			to[i] = fmin(255, fmax(0, to[i]));
	}
	free(weights);
	free(rows);
	return planes;
}

/* Turns what is stored into what is to be seen. */
static struct planes
turn(struct planes from, unsigned orientation)
{
	bool transposed = orientation >= 5;
	bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
	bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
	struct planes to = {
		transposed ? from.height : from.width, transposed ? from.width : from.height,
		need(malloc((size_t)from.width * from.height * 3 * sizeof(double))),
	};

	for (uint32_t y = 0; y < from.height; y++)
		for (uint32_t x = 0; x < from.width; x++) {
			uint32_t u = mirror_x ? from.width - 1 - x : x, v = mirror_y ? from.height - 1 - y : y;
			size_t at = transposed ? (size_t)u * to.width + v : (size_t)v * to.width + u;

			memcpy(to.rgb + 3 * at, from.rgb + 3 * ((size_t)y * from.width + x), 3 * sizeof(double));
		}
	free(from.rgb);
	return to;
}

static double
psnr(const struct planes *ideal, const uint8_t *rgb)
{
	size_t n = (size_t)ideal->width * ideal->height * 3;
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (ideal->rgb[i] - rgb[i]) * (ideal->rgb[i] - rgb[i]);
	return 10 * log10(255.0 * 255.0 * (double)n / fmax(sum, 1e-9));
}

/* Z. Wang et al., Image Quality Assessment, 2004: a Gaussian window of 11 by 11, sigma 1.5. */
static double
ssim_at(const double *a, const double *b, uint32_t width, uint32_t x, uint32_t y)
{
	double weight = 0, mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;

	for (int v = -5; v <= 5; v++)
		for (int u = -5; u <= 5; u++) {
			double w = exp(-(u * u + v * v) / (2 * 1.5 * 1.5));
			size_t at = (size_t)((int)y + v) * width + (size_t)((int)x + u);

			weight += w;
			mean_a += w * a[at];
			mean_b += w * b[at];
			aa += w * a[at] * a[at];
			bb += w * b[at] * b[at];
			ab += w * a[at] * b[at];
		}
	mean_a /= weight;
	mean_b /= weight;
	double variance_a = aa / weight - mean_a * mean_a, variance_b = bb / weight - mean_b * mean_b;
	double c1 = 0.01 * 255 * 0.01 * 255, c2 = 0.03 * 255 * 0.03 * 255;
	return (2 * mean_a * mean_b + c1) * (2 * (ab / weight - mean_a * mean_b) + c2) /
	       ((mean_a * mean_a + mean_b * mean_b + c1) * (variance_a + variance_b + c2));
}

static double
ssim(const struct planes *ideal, const uint8_t *rgb)
{
	size_t n = (size_t)ideal->width * ideal->height, n_windows = 0;
	double *a = need(malloc(n * sizeof(double))), *b = need(malloc(n * sizeof(double))), sum = 0;

	for (size_t i = 0; i < n; i++) {
		a[i] = 0.299 * ideal->rgb[3 * i] + 0.587 * ideal->rgb[3 * i + 1] + 0.114 * ideal->rgb[3 * i + 2];
		b[i] = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
	}
	for (uint32_t y = 5; y + 5 < ideal->height; y++)
		for (uint32_t x = 5; x + 5 < ideal->width; x++, n_windows++)
			sum += ssim_at(a, b, ideal->width, x, y);
	free(a);
	free(b);
	return n_windows ? sum / (double)n_windows : 1;
}

int
main(int argc, char **argv)
{
	struct tg_source source;
	uint8_t *profile;
	struct picture picture;
	struct planes ideal = {0};

	if (argc < 3)
		errx(2, "usage: quality PICTURE THUMBNAIL...");
	picture = decode(argv[1], &source, &profile);
	if (profile)
		convert(&picture, profile, source.space.profile_size);
	for (int i = 2; i < argc; i++) {
		size_t len;
		uint8_t *data = read_file(argv[i], &len);
		struct picture thumbnail = decode_png(data, len);
		bool transposed = source.orientation >= 5;

		/* Where a peer rounds to another size it has an ideal of its own. */
		if (thumbnail.width != ideal.width || thumbnail.height != ideal.height) {
			free(ideal.rgb);
			ideal = turn(shrink(&picture, transposed ? thumbnail.height : thumbnail.width,
			                    transposed ? thumbnail.width : thumbnail.height), source.orientation);
		}
		printf("%s%.2f %.5f", i > 2 ? " " : "", psnr(&ideal, thumbnail.rgb), ssim(&ideal, thumbnail.rgb));
		free(thumbnail.rgb);
		free(data);
	}
	putchar('\n');
	free(ideal.rgb);
	free(picture.rgb);
	free(profile);
	return fflush(stdout) == 0 ? 0 : 2;
}
