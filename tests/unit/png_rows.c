/*
 * The rows of PNG files of all forms, filters and ways to store them, whole and damaged, and of the files
 * of CORPUS=DIR: they are those that libpng reads.
 */
#include "codec/png_rows.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <zlib.h>

#include "check.h"
#include "png_reference.h"

struct file {
	uint8_t data[1 << 20];
	size_t len;
};

/* How a file is made. */
struct recipe {
	int type, depth;
	uint32_t width, height;
	int filters;       /* libpng's flags */
	int level;
	int strategy;
	size_t chunk_size; /* of an IDAT chunk */
	bool transparency; /* of a palette */
	unsigned noise;    /* bits of it */
	int interlace;     /* PNG_INTERLACE_NONE or PNG_INTERLACE_ADAM7 */
};

static uint32_t state = 1;

static unsigned
random_bits(unsigned n)
{
	state = state * 1664525 + 1013904223;
	return n ? state >> (32 - n) : 0;
}

static void
put(png_structp png, png_bytep data, size_t len)
{
	struct file *file = png_get_io_ptr(png);

	if (len > sizeof(file->data) - file->len)
		abort();
	memcpy(file->data + file->len, data, len);
	file->len += len;
}

static void
encode(const struct recipe *recipe, struct file *file)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_color palette[256];
	png_byte alphas[200];
	uint8_t row[4096];

	file->len = 0;
	if (setjmp(png_jmpbuf(png)))
		abort();
	png_set_write_fn(png, file, put, NULL);
	png_set_IHDR(png, info, recipe->width, recipe->height, recipe->depth, recipe->type, recipe->interlace,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_filter(png, 0, recipe->filters);
	png_set_compression_level(png, recipe->level);
	png_set_compression_strategy(png, recipe->strategy);
	png_set_compression_buffer_size(png, recipe->chunk_size);
	for (int i = 0; i < 256; i++) {
		palette[i] = (png_color){(uint8_t)i, (uint8_t)(3 * i), (uint8_t)(255 - i)};
		alphas[i % 200] = (uint8_t)(i % 200);
	}
	if (recipe->type == PNG_COLOR_TYPE_PALETTE) {
		/* Samples go beyond it. */
		png_set_PLTE(png, info, palette, 250);
		png_set_check_for_invalid_index(png, 0);
		if (recipe->transparency)
			png_set_tRNS(png, info, alphas, 200, NULL);
	}
	png_write_info(png, info);
	size_t len = png_get_rowbytes(png, info);
	for (int n_passes = png_set_interlace_handling(png); n_passes > 0; n_passes--)
		for (uint32_t y = 0; y < recipe->height; y++) {
			for (size_t i = 0; i < len; i++)
				row[i] = (uint8_t)(i / 3 + y * 2 + random_bits(recipe->noise));
			png_write_row(png, row);
		}
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
}

static enum png_reference_outcome
check(const char *name, const uint8_t *data, size_t len)
{
	enum png_reference_outcome outcome, outcome_wide;
	/* So that a sanitizer sees what is read beyond the file. */
	uint8_t *copy = malloc(len ? len : 1);
	const char *wrong, *wrong_wide;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	wrong = png_reference_check(copy, len, true, UINT64_MAX, &outcome);
	wrong_wide = png_reference_check(copy, len, false, UINT64_MAX, &outcome_wide);
	free(copy);
	if (wrong || wrong_wide)
		printf("%s: %s\n", name, wrong ? wrong : wrong_wide);
	CHECK(!wrong && !wrong_wide);
	CHECK(outcome == outcome_wide);
	return outcome;
}

static void
check_encoded(struct file *file, int interlace)
{
	static const struct { int type, depth; } kinds[] = {
		{PNG_COLOR_TYPE_GRAY, 8}, {PNG_COLOR_TYPE_GRAY, 16}, {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
		{PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB, 8}, {PNG_COLOR_TYPE_RGB, 16},
		{PNG_COLOR_TYPE_RGB_ALPHA, 8}, {PNG_COLOR_TYPE_RGB_ALPHA, 16}, {PNG_COLOR_TYPE_PALETTE, 8},
	};
	static const int filters[] = {
		PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_AVG, PNG_FILTER_PAETH, PNG_ALL_FILTERS,
	};
	static const struct { uint32_t width, height; } sizes[] = {
		{1, 1}, {1, 9}, {2, 2}, {3, 5}, {17, 30}, {333, 41}, {500, 200},
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		for (size_t f = 0; f < sizeof(filters) / sizeof(*filters); f++)
			for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
				for (int variant = 0; variant < 3; variant++) {
					struct recipe recipe = {
						.type = kinds[k].type, .depth = kinds[k].depth,
						.width = sizes[s].width, .height = sizes[s].height,
						.filters = filters[f], .level = 1 + 4 * variant,
						.strategy = variant == 1 ? Z_HUFFMAN_ONLY : Z_FILTERED,
						.chunk_size = variant == 2 ? 1 << 20 : 1U << (6 + variant * 7),
						.transparency = variant == 1, .noise = 3 * (unsigned)variant,
						.interlace = interlace,
					};

					encode(&recipe, file);
					CHECK(check("encoded", file->data, file->len) == PNG_REFERENCE_TAKEN);
				}
}

/* Cut anywhere, with each bit another, and with other bytes behind it: libpng's judgement is ours. */
static void
check_damaged(struct file *file, int interlace)
{
	struct recipe recipe = {
		.type = PNG_COLOR_TYPE_RGB, .depth = 8, .width = 20, .height = 9, .filters = PNG_ALL_FILTERS,
		.level = 6, .strategy = Z_FILTERED, .chunk_size = 100, .noise = 4, .interlace = interlace,
	};

	encode(&recipe, file);
	for (size_t len = 0; len < file->len; len++)
		CHECK(check("cut", file->data, len) == PNG_REFERENCE_LEFT);
	for (size_t bit = 64; bit < 8 * file->len; bit++) {
		file->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		CHECK(check("spoilt", file->data, file->len) != PNG_REFERENCE_REFUSED);
		file->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	file->data[file->len] = 1;
	CHECK(check("with a byte behind it", file->data, file->len + 1) == PNG_REFERENCE_TAKEN);
}

/* A chunk between the last IDAT and IEND. */
static void
check_late(struct file *file, const char *type, enum png_reference_outcome outcome)
{
	struct recipe recipe = {
		.type = PNG_COLOR_TYPE_GRAY, .depth = 8, .width = 20, .height = 9, .filters = PNG_ALL_FILTERS,
		.level = 6, .chunk_size = 100, .noise = 4,
	};
	uint8_t chunk[16] = {0, 0, 0, 4, 0, 0, 0, 0, 1, 2, 3, 4};

	encode(&recipe, file);
	memcpy(chunk + 4, type, 4);
	uint32_t sum = (uint32_t)crc32_z(0, chunk + 4, 8);
	for (int i = 0; i < 4; i++)
		chunk[12 + i] = (uint8_t)(sum >> (24 - 8 * i));
	memcpy(file->data + file->len, file->data + file->len - 12, 12);
	memcpy(file->data + file->len - 12, chunk, 12);
	memmove(file->data + file->len + 4, file->data + file->len, 12);
	memcpy(file->data + file->len, chunk + 12, 4);
	file->len += 16;
	CHECK(check(type, file->data, file->len) == outcome);
}

static unsigned n_corpus, n_taken, n_refused;

static int
check_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
	FILE *file = type == FTW_F ? fopen(path, "rb") : NULL;
	size_t size = (size_t)status->st_size, len;
	uint8_t *data = malloc(size ? size : 1);
	enum png_reference_outcome outcome;

	(void)where;
	len = file ? fread(data, 1, size, file) : 0;
	if (len > 8 && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0) {
		const char *wrong = png_reference_check(data, len, true, 50000000, &outcome);

		if (wrong)
			printf("%s: %s\n", path, wrong);
		CHECK(!wrong);
		n_corpus++;
		n_taken += outcome == PNG_REFERENCE_TAKEN;
		n_refused += outcome == PNG_REFERENCE_REFUSED;
	}
	if (file)
		fclose(file);
	free(data);
	return 0;
}

int
main(void)
{
	static struct file file;
	const char *corpus = getenv("CORPUS");

	check_encoded(&file, PNG_INTERLACE_NONE);
	check_encoded(&file, PNG_INTERLACE_ADAM7);
	check_damaged(&file, PNG_INTERLACE_NONE);
	check_damaged(&file, PNG_INTERLACE_ADAM7);
	check_late(&file, "tEXt", PNG_REFERENCE_TAKEN);
	check_late(&file, "abCd", PNG_REFERENCE_TAKEN);
	check_late(&file, "tRNS", PNG_REFERENCE_TAKEN);
	check_late(&file, "ABCD", PNG_REFERENCE_REFUSED);
	check_late(&file, "ab1d", PNG_REFERENCE_LEFT);
	check_late(&file, "IDAT", PNG_REFERENCE_REFUSED);
	if (corpus && *corpus) {
		nftw(corpus, check_file, 20, FTW_PHYS);
		CHECK(n_taken > 0 && n_refused * 100 < n_taken);
		printf("%u PNG files of the corpus, the rows of %u read, %u refused\n", n_corpus, n_taken, n_refused);
	} else {
		printf("skip the corpus: CORPUS is not set\n");
	}
	return report("png_rows");
}
