/*
 * The scanner against libjpeg at the same scale, file by file, in turns:
 *
 *     jpeg_planes EIGHTHS ROUNDS FILE...
 *
 * Writes, for each file, its megapixels and kind, the fastest round of each in milliseconds of
 * CPU time, and the ratio; last, the sums.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "codec/jpeg_planes.h"

#include "stage.h"

/* Decodes to rows, as a caller would that shrinks them. */
static double
time_libjpeg(const unsigned char *data, size_t len, unsigned eighths)
{
	struct jpeg_decompress_struct cinfo;
	struct jpeg_error_mgr errors;
	double start = now();
	JSAMPROW row;

	cinfo.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&cinfo);
	jpeg_mem_src(&cinfo, data, len);
	jpeg_read_header(&cinfo, TRUE);
	cinfo.scale_num = eighths;
	cinfo.scale_denom = 8;
	jpeg_start_decompress(&cinfo);
	row = malloc((size_t)cinfo.output_width * cinfo.output_components);
	while (cinfo.output_scanline < cinfo.output_height)
		jpeg_read_scanlines(&cinfo, &row, 1);
	jpeg_finish_decompress(&cinfo);
	jpeg_destroy_decompress(&cinfo);
	free(row);
	return now() - start;
}

/* Less than 0 where the scanner does not take the file. */
static double
time_planes(const unsigned char *data, size_t len, unsigned eighths)
{
	struct tg_jpeg_planes planes;
	double start = now();
	int taken = tg_jpeg_planes(data, len, eighths, &planes);

	tg_jpeg_planes_free(&planes);
	return taken ? now() - start : -1;
}

int
main(int argc, char **argv)
{
	unsigned eighths = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	int rounds = argc > 2 ? atoi(argv[2]) : 0;
	double sums[2] = {0, 0};

	if (argc < 4 || rounds < 1 || (eighths != 1 && eighths != 2 && eighths != 4)) {
		fprintf(stderr, "usage: jpeg_planes EIGHTHS ROUNDS FILE...\n");
		return 2;
	}
	for (int i = 3; i < argc; i++) {
		double best[2] = {1e9, 1e9};
		struct tg_jpeg_header header;
		size_t len;
		unsigned char *data = load(argv[i], &len);

		if (!data || tg_jpeg_header_open(&header, data, len) < 0 || tg_jpeg_header_next(&header) != 1 ||
		    time_planes(data, len, eighths) < 0) {
			printf("not taken  %s\n", argv[i]);
			free(data);
			continue;
		}
		for (int round = 0; round < rounds; round++) {
			double a = time_libjpeg(data, len, eighths), b = time_planes(data, len, eighths);

			best[0] = less(a, best[0]);
			best[1] = less(b, best[1]);
		}
		printf("%5.1f MP %5.1f MB %s %u%u  libjpeg %7.2f ms  planes %7.2f ms  %.3f  %s\n",
		       header.width * (header.height / 1e6), len / 1e6,
		       header.progressive ? "progressive" : "sequential ", header.h_max, header.v_max, best[0],
		       best[1], best[1] / best[0], argv[i]);
		sums[0] += best[0];
		sums[1] += best[1];
		free(data);
	}
	char stage[32];
	snprintf(stage, sizeof(stage), "JPEG at %u/8", eighths);
	tell(stage, sums[1], "libjpeg", sums[0]);
	return 0;
}
