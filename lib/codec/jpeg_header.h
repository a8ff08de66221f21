/*
 * The marker segments of a JPEG file that its entropy-coded data cannot be
 * read without: frame, scans, quantization and Huffman tables, restart
 * interval. It is read strictly: what libjpeg would warn of, what is rare and
 * what is not understood ends the reading, and leaves the file to libjpeg.
 */
#ifndef TG_CODEC_JPEG_HEADER_H
#define TG_CODEC_JPEG_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TG_JPEG_MAX_COMPONENTS 3

/* What the components of a picture are. */
enum tg_jpeg_colour {
	TG_JPEG_GREY,
	TG_JPEG_YCBCR,
	TG_JPEG_RGB,
};

struct tg_jpeg_component {
	uint8_t id;
	uint8_t h, v;            /* sampling factors, 1 to 4 */
	uint8_t quant_index;     /* 0 to 3 */
	uint32_t width_blocks;   /* blocks that hold samples of the picture */
	uint32_t height_blocks;
	bool has_quant;          /* since its first scan */
	uint16_t quant[64];      /* quantization steps, in zigzag order, 1 to 255 */
};

/* A Huffman code as DHT gives it (ITU-T T.81, B.2.4.2). */
struct tg_jpeg_code {
	uint8_t n_codes[17]; /* [i]: how many are i bits long; [0] is unused */
	uint8_t symbols[256];
	unsigned n_symbols;  /* 0: never defined */
	unsigned version;    /* counts up whenever a DHT is read */
};

struct tg_jpeg_scan_header {
	unsigned n_components;
	uint8_t components[TG_JPEG_MAX_COMPONENTS]; /* indexes into the frame's */
	uint8_t dc_codes[TG_JPEG_MAX_COMPONENTS];   /* 0 to 3, which code each uses */
	uint8_t ac_codes[TG_JPEG_MAX_COMPONENTS];
	uint8_t first, last;                        /* the spectral selection: zigzag indexes */
	uint8_t high, low;                          /* successive approximation, bit positions */
};

struct tg_jpeg_header {
	const uint8_t *data; /* the file's bytes, lent */
	size_t len;
	size_t at;           /* where to read on; after a scan's header, its data */
	bool progressive;
	uint32_t width, height;        /* in pixels; 0 before the frame is known */
	unsigned n_components;         /* 1 or 3 */
	unsigned h_max, v_max;         /* the largest sampling factors */
	uint32_t width_mcus;           /* MCUs of a scan of all components */
	uint32_t height_mcus;
	enum tg_jpeg_colour colour;    /* known with the first scan */
	struct tg_jpeg_component components[TG_JPEG_MAX_COMPONENTS];
	struct tg_jpeg_code codes[2][4]; /* DC and AC */
	uint16_t quants[4][64];        /* zigzag order; [0] is 0 if never defined */
	uint32_t restart_interval;     /* MCUs, 0: none */
	struct tg_jpeg_scan_header scan; /* the last one read */
	bool saw_jfif, saw_adobe;
	uint8_t adobe_transform;
	unsigned n_scans;
};

/* Prepares to read the LEN bytes at DATA. Returns 0, or -1 where they are no JPEG file's. */
int tg_jpeg_header_open(struct tg_jpeg_header *header, const uint8_t *data, size_t len);

/*
 * Reads up to the next scan's data. Returns 1 with HEADER->scan filled, 0 at
 * the end of the picture, or -1 where libjpeg is to have the file.
 */
int tg_jpeg_header_next(struct tg_jpeg_header *header);

#endif
