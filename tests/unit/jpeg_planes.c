/*
 * The scanner's planes against libjpeg's coefficients: on pictures of every
 * shape that are encoded here, on the same pictures damaged, and on the files
 * of CORPUS=DIR.
 */
#include <ftw.h>
#include <math.h>
#include <string.h>

#include "check.h"
#include "jpeg_reference.h"

#include "codec/jpeg_scan.h"

static const unsigned scales[] = {1, 2, 4};

struct recipe {
	unsigned width, height;
	int n_components;            /* 1 or 3 */
	int samplings[3];            /* h << 4 | v */
	int quality;
	unsigned restart;            /* MCUs */
	bool optimized, progressive, separate, rgb;
	unsigned flat_from, flat_to; /* rows of one colour */
};

static uint32_t
noise(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Waves, edges and noise. */
static void
draw(uint8_t *row, const struct recipe *r, unsigned y, uint32_t *state)
{
	for (unsigned x = 0; x < r->width; x++)
		for (int c = 0; c < r->n_components; c++) {
			double v = 128 + 70 * sin(x * 0.11 + c) + 50 * cos(y * 0.07 * (c + 1));

			if ((x / 13 + y / 11) % 5 == 0)
				v += 60;
			v += (int)(noise(state) % 41) - 20;
			if (y >= r->flat_from && y < r->flat_to)
				v = 90;
			*row++ = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
		}
}

static const jpeg_scan_info separate_scans[] = {
	{1, {1}, 0, 63, 0, 0}, {1, {0}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0},
};

static uint8_t *
encode(const struct recipe *r, size_t *len)
{
	struct jpeg_compress_struct cinfo;
	struct jpeg_error_mgr errors;
	uint8_t *row = malloc((size_t)r->width * 3);
	unsigned char *bytes = NULL;
	unsigned long size = 0;
	uint32_t state = r->width * 31 + r->height;

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_compress(&cinfo);
	jpeg_mem_dest(&cinfo, &bytes, &size);
	cinfo.image_width = r->width;
	cinfo.image_height = r->height;
	cinfo.input_components = r->n_components;
	cinfo.in_color_space = r->n_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(&cinfo);
	if (r->rgb)
		jpeg_set_colorspace(&cinfo, JCS_RGB);
	jpeg_set_quality(&cinfo, r->quality, TRUE);
	for (int i = 0; i < r->n_components && r->samplings[0]; i++) {
		cinfo.comp_info[i].h_samp_factor = r->samplings[i] >> 4;
		cinfo.comp_info[i].v_samp_factor = r->samplings[i] & 15;
	}
	cinfo.restart_interval = r->restart;
	cinfo.optimize_coding = r->optimized;
	if (r->progressive)
		jpeg_simple_progression(&cinfo);
	if (r->separate) {
		cinfo.scan_info = separate_scans;
		cinfo.num_scans = 3;
	}
	jpeg_start_compress(&cinfo, TRUE);
	for (unsigned y = 0; y < r->height; y++) {
		draw(row, r, y, &state);
		jpeg_write_scanlines(&cinfo, &row, 1);
	}
	jpeg_finish_compress(&cinfo);
	jpeg_destroy_compress(&cinfo);
	free(row);
	*len = size;
	return bytes;
}

static bool
check(const char *name, const uint8_t *data, size_t len, bool damage_is_fine, unsigned *n_taken)
{
	for (unsigned i = 0; i < 3; i++) {
		bool taken;
		const char *what = jpeg_reference_check(data, len, scales[i], damage_is_fine, &taken);

		*n_taken += taken;
		if (what) {
			n_failures++;
			printf("FAIL %s at %u/8: %s\n", name, scales[i], what);
			return false;
		}
	}
	return true;
}

/* The bytes in a block of their own, so that a sanitizer sees each byte that is read beyond them. */
static uint8_t *
copy(const uint8_t *data, size_t len)
{
	uint8_t *bytes = malloc(len ? len : 1);

	return memcpy(bytes, data, len);
}

/* A cut file is never taken, and a changed one only if libjpeg sees the same in it. */
static void
damage(const char *name, const uint8_t *data, size_t len, bool progressive)
{
	uint32_t state = 7;
	unsigned n_taken = 0;

	for (size_t cut = 0; cut < len; cut += 1 + len / 40) {
		uint8_t *part = copy(data, cut);

		check(name, part, cut, false, &n_taken);
		free(part);
	}
	CHECK(n_taken == 0);
	for (unsigned i = 0; i < 60; i++) {
		uint8_t *changed = copy(data, len);

		for (unsigned n = 1 + i % 3; n; n--)
			changed[noise(&state) % len] ^= 1u << noise(&state) % 8;
		check(name, changed, len, progressive, &n_taken);
		free(changed);
	}
}

static void
check_encoded(void)
{
	static const struct recipe recipes[] = {
		{.width = 1, .height = 1, .n_components = 3, .quality = 90},
		{.width = 1, .height = 1, .n_components = 1, .quality = 90},
		{.width = 7, .height = 9, .n_components = 3, .quality = 90},
		{.width = 65500, .height = 4, .n_components = 3, .quality = 80},
		{.width = 4, .height = 65500, .n_components = 1, .quality = 80},
		{.width = 133, .height = 87, .n_components = 3, .quality = 92},
		{.width = 133, .height = 87, .n_components = 3, .quality = 100, .samplings = {0x11, 0x11, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 5, .samplings = {0x21, 0x11, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x12, 0x11, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x41, 0x11, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x42, 0x11, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x21, 0x12, 0x11}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x22, 0x21, 0x12}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x11, 0x22, 0x22}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 75, .samplings = {0x31, 0x11, 0x31}},
		{.width = 133, .height = 87, .n_components = 3, .quality = 97, .samplings = {0x21, 0x21, 0x21}},
		{.width = 217, .height = 333, .n_components = 1, .quality = 95},
		{.width = 217, .height = 333, .n_components = 1, .quality = 95, .samplings = {0x22}},
		{.width = 217, .height = 333, .n_components = 3, .quality = 85, .rgb = true},
	};
	unsigned n_taken = 0, n_files = 0;

	for (size_t i = 0; i < sizeof(recipes) / sizeof(*recipes); i++)
		for (unsigned variant = 0; variant < 24; variant++) {
			struct recipe r = recipes[i];
			char name[80];
			uint8_t *data;
			size_t len;

			r.optimized = variant & 1;
			r.restart = variant / 4 % 3 == 1 ? 1 : variant / 4 % 3 == 2 ? 5 : 0;
			r.progressive = variant & 2;
			r.separate = variant >= 12 && !r.progressive && r.n_components == 3;
			if ((variant >= 12 && !r.separate) || (r.progressive && r.optimized))
				continue;
			snprintf(name, sizeof(name), "%ux%u of %d, %x %x, quality %d, variant %u", r.width, r.height,
			         r.n_components, r.samplings[0], r.samplings[1], r.quality, variant);
			data = encode(&r, &len);
			n_files++;
			check(name, data, len, false, &n_taken);
			if (r.width == 133 && r.quality == 75)
				damage(name, data, len, r.progressive);
			free(data);
		}
	/* None of these is so odd that libjpeg would have to decode it. */
	CHECK(n_taken == 3 * n_files);
	printf("%u pictures encoded\n", n_files);
}

/* How many second readers are joined in a scan of the whole picture; -1 if the scanner does not take it. */
static int
count_joins(const uint8_t *data, size_t len)
{
	struct tg_jpeg_header header;
	struct tg_jpeg_plane planes[TG_JPEG_MAX_COMPONENTS] = {{0}};
	struct tg_jpeg_scanner *scanner = calloc(1, sizeof(*scanner));
	int n = -1;

	if (tg_jpeg_header_open(&header, data, len) == 0 && tg_jpeg_header_next(&header) == 1) {
		for (unsigned i = 0; i < header.n_components; i++) {
			planes[i].n = 2;
			planes[i].stride = (size_t)header.width_mcus * header.components[i].h * 2;
			planes[i].samples = malloc(planes[i].stride * header.height_mcus * header.components[i].v * 2);
		}
		if (tg_jpeg_scan(scanner, &header, planes) == 0)
			n = (int)scanner->streams.n_joined;
		for (unsigned i = 0; i < header.n_components; i++)
			free(planes[i].samples);
	}
	free(scanner);
	return n;
}

/* The bytes, and N of BYTE behind the first AT of them. */
static uint8_t *
insert(const uint8_t *data, size_t len, size_t at, uint8_t byte, size_t n)
{
	uint8_t *bytes = malloc(len + n);

	memcpy(bytes, data, at);
	memset(bytes + at, byte, n);
	memcpy(bytes + at + n, data + at, len - at);
	return bytes;
}

/* Bytes that belong to nothing, in the scan's middle, at its end, and behind the picture. */
static void
check_surplus(const char *name, const uint8_t *data, size_t len)
{
	const size_t sizes[] = {1, 2, 700, 9000};

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t n = sizes[i];
		uint8_t *within = insert(data, len, len / 4 * 3, 0x35, n), *end = insert(data, len, len - 2, 0x35, n);
		uint8_t *behind = insert(data, len, len, 0x35, n);
		unsigned n_within = 0, n_end = 0, n_behind = 0;

		check(name, within, len + n, false, &n_within);
		check(name, end, len + n, false, &n_end);
		CHECK(n_end == 0);
		check(name, behind, len + n, false, &n_behind);
		CHECK(n_behind == 3);
		free(within);
		free(end);
		free(behind);
	}
}

/* Pictures that are large enough for two readers. */
static void
check_streams(void)
{
	static const struct recipe recipes[] = {
		{.width = 500, .height = 333, .n_components = 3, .quality = 90},
		{.width = 333, .height = 500, .n_components = 3, .quality = 97, .samplings = {0x11, 0x11, 0x11}},
		{.width = 500, .height = 333, .n_components = 3, .quality = 80, .samplings = {0x21, 0x11, 0x11}},
		{.width = 500, .height = 333, .n_components = 3, .quality = 94, .samplings = {0x12, 0x11, 0x11}},
		{.width = 500, .height = 333, .n_components = 3, .quality = 85, .samplings = {0x42, 0x11, 0x11}},
		{.width = 1200, .height = 900, .n_components = 1, .quality = 95},
		{.width = 900, .height = 1200, .n_components = 3, .quality = 92, .flat_from = 300, .flat_to = 900},
		{.width = 2000, .height = 1900, .n_components = 3, .quality = 92, .flat_to = 1900},
	};
	static const unsigned restarts[] = {0, 1, 7, 100, 1u << 15};
	unsigned n_joined = 0, n_alone = 0;

	for (size_t i = 0; i < sizeof(recipes) / sizeof(*recipes); i++)
		for (unsigned variant = 0; variant < 15; variant++) {
			struct recipe r = recipes[i];
			unsigned n_taken = 0;
			char name[80];
			uint8_t *data;
			size_t len;
			int n;

			r.optimized = variant % 3 == 1;
			r.separate = variant % 3 == 2 && r.n_components == 3;
			r.restart = restarts[variant / 3];
			snprintf(name, sizeof(name), "%ux%u, %x, restart %u, variant %u", r.width, r.height,
			         r.samplings[0], r.restart, variant);
			data = encode(&r, &len);
			check(name, data, len, false, &n_taken);
			CHECK(n_taken == 3);
			n = count_joins(data, len);
			CHECK(n >= 0);
			n_joined += n > 0;
			n_alone += n == 0;
			if (i < 2 && variant % 6 == 0)
				damage(name, data, len, false);
			if (i < 3 && !r.restart)
				check_surplus(name, data, len);
			free(data);
		}
	/* Nearly all have a second reader joined, but not those that are all flat. */
	CHECK(n_joined > 80 && n_alone > 0);
	printf("two readers: %u pictures, one: %u\n", n_joined, n_alone);
}

static double
basis(unsigned n, unsigned sample, unsigned k)
{
	return (k ? 0.5 : sqrt(0.125)) * cos((2 * sample + 1) * k * acos(-1) / (2 * n));
}

/* The inverse DCT against its formula. Two points are exact; four may be off by one where a half is near. */
static void
check_idct(void)
{
	uint32_t state = 3;
	unsigned n_off = 0, n_samples = 0;

	for (unsigned i = 0; i < 4000; i++)
		for (unsigned n = 1; n <= 4; n *= 2) {
			int16_t block[64] = {0};
			uint16_t quant[64];
			uint8_t got[16];

			for (unsigned k = 0; k < 64; k++) {
				quant[k] = 1 + noise(&state) % 12;
				if (noise(&state) % (k + 1) < 3)
					block[k] = (int16_t)((int)(noise(&state) % 101) - 50);
			}
			tg_jpeg_idct(n, block, quant, got, n);
			for (unsigned s = 0; s < n * n; s++) {
				double sum = 128;
				int want, off;

				for (unsigned k = 0; k < 64; k++) {
					unsigned u = (unsigned)jpeg_zigzag[k] % 8, v = (unsigned)jpeg_zigzag[k] / 8;

					if (u < n && v < n && (n != 2 || u + v < 2))
						sum += block[k] * quant[k] * basis(n, s % n, u) * basis(n, s / n, v);
				}
				sum = floor(sum + 0.5 + 1e-9);
				want = sum < 0 ? 0 : sum > 255 ? 255 : (int)sum;
				off = abs(want - got[s]);
				CHECK(off <= (n == 4));
				n_off += off != 0;
				n_samples++;
			}
		}
	CHECK(n_off * 50 < n_samples);
}

static unsigned n_corpus, n_corpus_taken;

static int
check_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
	FILE *file = type == FTW_F ? fopen(path, "rb") : NULL;
	size_t size = (size_t)status->st_size, len;
	uint8_t *data = malloc(size ? size : 1);

	(void)where;
	len = file ? fread(data, 1, size, file) : 0;
	if (len > 2 && data[0] == 0xff && data[1] == 0xd8) {
		unsigned n_taken = 0;

		check(path, data, len, true, &n_taken);
		n_corpus++;
		n_corpus_taken += n_taken == 3;
	}
	if (file)
		fclose(file);
	free(data);
	return 0;
}

int
main(void)
{
	const char *corpus = getenv("CORPUS");

	check_idct();
	check_encoded();
	check_streams();
	if (corpus && *corpus) {
		nftw(corpus, check_file, 20, FTW_PHYS);
		CHECK(n_corpus > 0);
		printf("%u files of the corpus, %u taken by the scanner\n", n_corpus, n_corpus_taken);
	} else {
		printf("skip the corpus: CORPUS is not set\n");
	}
	return report("jpeg_planes");
}
