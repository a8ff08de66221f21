/*
 * Which scans there are and which of them matter, the DC's, and samples in the end;
 * jpeg_bands.c has the AC's.
 */
#include "codec/jpeg_progressive.h"

#include <stdlib.h>
#include <string.h>

#include "codec/jpeg_bands.h"
#include "codec/jpeg_selection.h"

struct progress {
	struct tg_jpeg_scanner *scanner;
	struct tg_jpeg_header *header;
	struct tg_jpeg_layer layers[TG_JPEG_MAX_COMPONENTS];
	struct tg_jpeg_selection selection;
};

static const uint8_t kept_1[] = {0}, kept_2[] = {0, 1, 2};
static const uint8_t kept_4[] = {0, 1, 5, 6, 2, 4, 7, 13, 3, 8, 12, 17, 9, 11, 18, 24};

static const uint8_t *
list_kept(unsigned n)
{
	return n == 1 ? kept_1 : n == 2 ? kept_2 : kept_4;
}

static unsigned
count_kept(unsigned n)
{
	return n == 1 ? sizeof(kept_1) : n == 2 ? sizeof(kept_2) : sizeof(kept_4);
}

static int
make_layer(struct tg_jpeg_layer *layer, const struct tg_jpeg_header *h, unsigned component, unsigned n)
{
	const uint8_t *kept = list_kept(n);
	size_t n_blocks;

	layer->n_kept = count_kept(n);
	for (unsigned i = 0; i < layer->n_kept; i++) {
		layer->wanted |= (uint64_t)1 << kept[i];
		layer->places[kept[i]] = (uint8_t)i;
	}
	layer->width = h->width_mcus * h->components[component].h;
	layer->height = h->height_mcus * h->components[component].v;
	n_blocks = (size_t)layer->width * layer->height;
	layer->values = calloc(n_blocks, layer->n_kept * sizeof(*layer->values));
	if (n > 1)
		layer->masks = calloc(n_blocks, sizeof(*layer->masks));
	return layer->values && (n == 1 || layer->masks) ? 0 : -1;
}

/* One DC scan's view of a component. */
struct dc_column {
	struct tg_jpeg_layer *layer;
	const struct tg_jpeg_huffman *table;
	unsigned width, height; /* blocks of an MCU */
	int prediction;
};

static int
decode_dc(struct dc_column *column, struct tg_jpeg_bits *bits, int16_t *value,
          const struct tg_jpeg_scan_header *scan)
{
	struct tg_jpeg_symbol symbol;

	tg_jpeg_bits_fill(bits);
	if (scan->high) {
		*value = (int16_t)(*value | (int)tg_jpeg_bits_peek(bits, 1) << scan->low);
		tg_jpeg_bits_skip(bits, 1);
		return 0;
	}
	symbol = tg_jpeg_huffman_read(column->table, bits);
	if (!symbol.code)
		return -1;
	column->prediction = (int)((unsigned)column->prediction + (unsigned)symbol.value);
	*value = (int16_t)((unsigned)column->prediction << scan->low);
	return 0;
}

static int
decode_dc_mcu(struct dc_column *column, struct tg_jpeg_bits *bits, uint32_t mcu_x, uint32_t mcu_y,
              const struct tg_jpeg_scan_header *scan)
{
	struct tg_jpeg_layer *layer = column->layer;

	for (unsigned y = 0; y < column->height; y++) {
		size_t row = (size_t)(mcu_y * column->height + y) * layer->width + mcu_x * column->width;

		for (unsigned x = 0; x < column->width; x++)
			if (decode_dc(column, bits, layer->values + (row + x) * layer->n_kept, scan) < 0)
				return -1;
	}
	return 0;
}

static int
scan_dc(struct progress *p, struct tg_jpeg_bits *bits)
{
	const struct tg_jpeg_header *h = p->header;
	const struct tg_jpeg_scan_header *scan = &h->scan;
	struct tg_jpeg_entropy *entropy = &p->scanner->streams.sides[0].entropy;
	struct dc_column columns[TG_JPEG_MAX_COMPONENTS];
	uint32_t width = h->width_mcus, height = h->height_mcus, left = h->restart_interval;

	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct tg_jpeg_component *c = &h->components[scan->components[i]];
		struct tg_jpeg_huffman *table = &p->scanner->tables[0][scan->dc_codes[i]];

		if (!scan->high && tg_jpeg_huffman_make(table, &h->codes[0][scan->dc_codes[i]], TG_JPEG_DC) < 0)
			return -1;
		columns[i] = (struct dc_column){&p->layers[scan->components[i]], table, c->h, c->v, 0};
		if (scan->n_components == 1) {
			columns[i].width = columns[i].height = 1;
			width = c->width_blocks;
			height = c->height_blocks;
		}
	}
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			if (h->restart_interval && left-- == 0) {
				if (tg_jpeg_entropy_restart(entropy, bits) < 0)
					return -1;
				for (unsigned i = 0; i < scan->n_components; i++)
					columns[i].prediction = 0;
				left = h->restart_interval - 1;
			}
			if (tg_jpeg_entropy_ready(entropy, bits) < 0)
				return -1;
			for (unsigned i = 0; i < scan->n_components; i++)
				if (decode_dc_mcu(&columns[i], bits, x, y, scan) < 0)
					return -1;
		}
	return 0;
}

static int
scan_ac(struct progress *p, struct tg_jpeg_bits *bits)
{
	return tg_jpeg_bands_decode(&p->layers[p->header->scan.components[0]], p->scanner, p->header, bits);
}

static int
decode_scan(struct progress *p)
{
	struct tg_jpeg_header *h = p->header;
	struct tg_jpeg_entropy *entropy = &p->scanner->streams.sides[0].entropy;
	struct tg_jpeg_bits bits;

	if (tg_jpeg_entropy_open(entropy, &bits, h->data + h->at, h->data + h->len,
	                         TG_JPEG_ENTROPY_WINDOW) < 0 ||
	    (h->scan.first ? scan_ac(p, &bits) : scan_dc(p, &bits)) < 0 ||
	    tg_jpeg_entropy_close(entropy, &bits) < 0)
		return -1;
	h->at = (size_t)(entropy->raw - h->data);
	return 0;
}

static void
transform(const struct tg_jpeg_layer *layer, const uint16_t *quant, struct tg_jpeg_plane *plane)
{
	const uint8_t *kept = list_kept(plane->n);
	const int16_t *values = layer->values;
	int16_t coefficients[64] = {0};

	for (uint32_t y = 0; y < layer->height; y++)
		for (uint32_t x = 0; x < layer->width; x++, values += layer->n_kept) {
			for (unsigned i = 0; i < layer->n_kept; i++)
				coefficients[kept[i]] = values[i];
			tg_jpeg_idct(plane->n, coefficients, quant,
			             plane->samples + (size_t)y * plane->n * plane->stride + (size_t)x * plane->n,
			             plane->stride);
		}
}

static int
decode_scans(struct progress *p)
{
	struct tg_jpeg_header *h = p->header;

	for (unsigned i = 0; i < p->selection.n_scans; i++) {
		if (!p->selection.needed[i])
			h->at = tg_jpeg_selection_skip(h->data, h->len, h->at);
		else if (decode_scan(p) < 0)
			return -1;
		if (tg_jpeg_header_next(h) < 0)
			return -1;
	}
	return 0;
}

int
tg_jpeg_progressive(struct tg_jpeg_scanner *scanner, struct tg_jpeg_header *h, struct tg_jpeg_plane *planes)
{
	struct progress *p = calloc(1, sizeof(*p));
	uint64_t wanted[TG_JPEG_MAX_COMPONENTS] = {0};
	int status = -1;

	if (!p)
		return -1;
	p->scanner = scanner;
	p->header = h;
	for (unsigned i = 0; i < h->n_components; i++) {
		if (make_layer(&p->layers[i], h, i, planes[i].n) < 0)
			goto out;
		wanted[i] = p->layers[i].wanted;
	}
	if (tg_jpeg_selection_make(&p->selection, h, wanted) < 0 || decode_scans(p) < 0)
		goto out;
	for (unsigned i = 0; i < h->n_components; i++)
		transform(&p->layers[i], h->components[i].quant, &planes[i]);
	status = 0;
out:
	for (unsigned i = 0; i < h->n_components; i++) {
		free(p->layers[i].values);
		free(p->layers[i].masks);
	}
	free(p);
	return status;
}
