/* A sequential scan, from its tables to its samples; jpeg_blocks.c and jpeg_streams.c have what is in between. */
#include "codec/jpeg_scan.h"

/* Where an MCU's blocks have their samples. */
struct place {
	const uint16_t *quant;
	unsigned n;       /* samples along a side */
	size_t stride;
	size_t step;      /* to the next MCU's */
	size_t row_step;  /* from the row's first MCU to the next row's */
	uint8_t *row;     /* the first one's samples in this row */
};

struct scan {
	struct tg_jpeg_mcu mcu;
	struct place places[TG_JPEG_MAX_BLOCKS];
	uint32_t width, height; /* in MCUs */
	uint32_t x;             /* of the next MCU */
};

static void
add_block(struct scan *scan, const struct tg_jpeg_block *block, const struct place *like, unsigned x, unsigned y)
{
	struct place *place = &scan->places[scan->mcu.n_blocks];

	scan->mcu.blocks[scan->mcu.n_blocks++] = *block;
	*place = *like;
	place->row += (size_t)y * place->n * place->stride + (size_t)x * place->n;
	scan->mcu.n_kept = place->n == 4 ? TG_JPEG_KEPT_MANY : TG_JPEG_KEPT_FEW;
	scan->mcu.size = TG_JPEG_RECORD_HEAD + scan->mcu.n_blocks * scan->mcu.n_kept;
}

/* Tables, and each block's place in the planes. A scan of one component has MCUs of one block. */
static int
prepare(struct scan *scan, struct tg_jpeg_scanner *s, const struct tg_jpeg_header *h, struct tg_jpeg_plane *planes)
{
	scan->width = h->width_mcus;
	scan->height = h->height_mcus;
	for (unsigned i = 0; i < h->scan.n_components; i++) {
		const struct tg_jpeg_component *c = &h->components[h->scan.components[i]];
		struct tg_jpeg_plane *plane = &planes[h->scan.components[i]];
		struct tg_jpeg_huffman *dc = &s->tables[0][h->scan.dc_codes[i]];
		struct tg_jpeg_huffman *ac = &s->tables[1][h->scan.ac_codes[i]];
		struct tg_jpeg_block block = {dc, ac, i, plane->n == 1};
		unsigned width = c->h, height = c->v;

		if (tg_jpeg_huffman_make(dc, &h->codes[0][h->scan.dc_codes[i]], TG_JPEG_DC) < 0 ||
		    tg_jpeg_huffman_make(ac, &h->codes[1][h->scan.ac_codes[i]], TG_JPEG_AC) < 0)
			return -1;
		if (h->scan.n_components == 1) {
			width = height = 1;
			scan->width = c->width_blocks;
			scan->height = c->height_blocks;
		}
		struct place place = {
			.quant = c->quant,
			.n = plane->n,
			.row = plane->samples,
			.stride = plane->stride,
			.step = (size_t)width * plane->n,
			.row_step = (size_t)height * plane->n * plane->stride,
		};
		for (unsigned y = 0; y < height; y++)
			for (unsigned x = 0; x < width; x++)
				add_block(scan, &block, &place, x, y);
	}
	return 0;
}

/* The samples of one block in each of N MCUs. */
static void
transform(const struct place *place, const int16_t *record, size_t size, uint8_t *samples, uint32_t n)
{
	for (; n; n--, record += size, samples += place->step)
		if (place->n == 1)
			tg_jpeg_idct(1, record, place->quant, samples, place->stride);
		else if (place->n == 2)
			tg_jpeg_idct(2, record, place->quant, samples, place->stride);
		else
			tg_jpeg_idct(4, record, place->quant, samples, place->stride);
}

/* The samples of N MCUs, in their order, rows of which may begin and end anywhere among them. */
static void
finish(struct scan *scan, const int16_t *records, uint32_t n)
{
	while (n) {
		uint32_t left = scan->width - scan->x, n_here = n < left ? n : left;

		for (unsigned i = 0; i < scan->mcu.n_blocks; i++) {
			struct place *place = &scan->places[i];

			transform(place, records + TG_JPEG_RECORD_HEAD + (size_t)i * scan->mcu.n_kept, scan->mcu.size,
			          place->row + scan->x * place->step, n_here);
			if (n_here == left)
				place->row += place->row_step;
		}
		records += (size_t)n_here * scan->mcu.size;
		n -= n_here;
		scan->x = n_here == left ? 0 : scan->x + n_here;
	}
}

int
tg_jpeg_scan(struct tg_jpeg_scanner *s, struct tg_jpeg_header *h, struct tg_jpeg_plane *planes)
{
	struct scan scan = {0};
	const int16_t *records;
	const uint8_t *end;
	int64_t n;

	if (prepare(&scan, s, h, planes) < 0 ||
	    tg_jpeg_streams_open(&s->streams, &scan.mcu, scan.width * scan.height, h->restart_interval, h->data + h->at,
	                         h->data + h->len) < 0)
		return -1;
	while ((n = tg_jpeg_streams_next(&s->streams, &records)) > 0)
		finish(&scan, records, (uint32_t)n);
	end = tg_jpeg_streams_close(&s->streams);
	if (n < 0 || !end)
		return -1;
	h->at = (size_t)(end - h->data);
	return 0;
}
