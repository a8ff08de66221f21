/*
 * Decoding progressive scans. A refinement scan gives one bit to each coefficient that
 * is not zero yet, so its reader must know of every block which those are. That is all
 * that is kept of most of them: a mask of 64 bits for each block, in which the place of the
 * next new coefficient is found by a few bit operations, and the correction bits that come
 * before it are as many as its distance, less the run of zeros: they are passed over at
 * once. The values of the few wanted ones are in an array beside the masks.
 */
#include "codec/jpeg_progressive.h"

#include <stdlib.h>
#include <string.h>

#include "codec/jpeg_machine.h"
#include "codec/jpeg_selection.h"

#define MAX_KEPT 16

/* What is known of a component's blocks. */
struct layer {
	unsigned n_kept;     /* values of each block: 1, 4 or 16 */
	uint64_t wanted;     /* zigzag indexes of the coefficients that are kept */
	uint8_t places[64];  /* where among the values each of them is */
	uint32_t width;      /* blocks in a row, with those that fill MCUs up */
	uint32_t height;
	int16_t *values;     /* width * height * n_kept */
	uint64_t *masks;     /* width * height: which coefficients are not zero; NULL if only the DC is wanted */
};

struct progress {
	struct tg_jpeg_scanner *scanner;
	struct tg_jpeg_header *header;
	struct layer layers[TG_JPEG_MAX_COMPONENTS];
	struct tg_jpeg_selection selection;
};

static const uint8_t kept_1[] = {0}, kept_2[] = {0, 1, 2, 4};
static const uint8_t kept_4[] = {0, 1, 5, 6, 2, 4, 7, 13, 3, 8, 12, 17, 9, 11, 18, 24};

static const uint8_t *
list_kept(unsigned n)
{
	return n == 1 ? kept_1 : n == 2 ? kept_2 : kept_4;
}

static int
make_layer(struct layer *layer, const struct tg_jpeg_header *h, unsigned component, unsigned n)
{
	const uint8_t *kept = list_kept(n);
	size_t n_blocks;

	layer->n_kept = n * n;
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

static inline unsigned
count_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * 0x0101010101010101 >> 56);
}

/* One DC scan's view of a component. */
struct dc_column {
	struct layer *layer;
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
	struct layer *layer = column->layer;

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
	struct tg_jpeg_entropy *entropy = &p->scanner->entropy;
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

/* An AC scan under way. */
struct ac_scan {
	const struct layer *layer;
	const struct tg_jpeg_huffman *table;
	unsigned first, last, low;
	uint64_t band;        /* FIRST to LAST */
	uint32_t n_ended;     /* blocks to come of which the band is over: EOBRUN */
};

/* Reads the run of an end of band, which counts this block as well (T.81, G.1.2.2). */
static TG_JPEG_INLINE void
read_run(struct ac_scan *scan, struct tg_jpeg_bits *bits, unsigned size)
{
	scan->n_ended = 1u << size;
	if (size) {
		scan->n_ended += tg_jpeg_bits_peek(bits, size);
		tg_jpeg_bits_skip(bits, size);
	}
}

/* A block's part of a band's first scan. */
static TG_JPEG_INLINE int
decode_first(struct ac_scan *scan, struct tg_jpeg_bits *bits, int16_t *values, uint64_t *mask)
{
	const struct layer *layer = scan->layer;

	for (unsigned k = scan->first; k <= scan->last; k++) {
		struct tg_jpeg_symbol symbol;

		tg_jpeg_bits_fill(bits);
		symbol = tg_jpeg_huffman_read(scan->table, bits);
		if (!symbol.code)
			return -1;
		if (!symbol.value && symbol.run < 15) {
			read_run(scan, bits, symbol.run);
			scan->n_ended--;
			break;
		}
		k += symbol.run;
		if (k > scan->last)
			return -1;
		if (!symbol.value)
			continue;
		*mask |= (uint64_t)1 << k;
		if (layer->wanted >> k & 1)
			values[layer->places[k]] = (int16_t)((unsigned)symbol.value << scan->low);
	}
	return 0;
}

/*
 * Takes the correction bits of the coefficients in BAND that are not zero:
 * those of the wanted ones are used.
 */
static TG_JPEG_INLINE void
correct(const struct ac_scan *scan, struct tg_jpeg_bits *bits, int16_t *values, uint64_t mask, uint64_t band,
        unsigned n_bits)
{
	uint64_t wanted = mask & band & scan->layer->wanted;

	tg_jpeg_bits_fill(bits);
	for (; wanted; wanted &= wanted - 1) {
		unsigned k = (unsigned)__builtin_ctzll(wanted);
		unsigned before = count_bits(mask & band & (((uint64_t)1 << k) - 1));
		int16_t *value = &values[scan->layer->places[k]];
		int bit = (int)(bits->word >> (63 - before) & 1) << scan->low;

		*value = (int16_t)(*value + (*value < 0 ? -bit : bit));
	}
	if (n_bits > 32) {
		tg_jpeg_bits_skip(bits, 32);
		tg_jpeg_bits_fill(bits);
		n_bits -= 32;
	}
	tg_jpeg_bits_skip(bits, n_bits);
}

/* A block's part of a refinement scan (T.81, G.1.2.3). */
static TG_JPEG_INLINE int
decode_refinement(struct ac_scan *scan, struct tg_jpeg_bits *bits, int16_t *values, uint64_t *mask,
                  bool fast)
{
	const struct layer *layer = scan->layer;
	const uint64_t known = *mask;
	uint64_t band = scan->band;

	while (!scan->n_ended && band) {
		uint64_t zeros;
		struct tg_jpeg_symbol symbol;
		unsigned k;

		tg_jpeg_bits_fill(bits);
		symbol = tg_jpeg_huffman_read(scan->table, bits);
		if (!symbol.code)
			return -1;
		if (!symbol.value && symbol.run < 15) {
			read_run(scan, bits, symbol.run);
			break;
		}
		zeros = tg_jpeg_machine_drop(~known & band, symbol.run, fast);
		if (!zeros)
			return -1;
		k = (unsigned)__builtin_ctzll(zeros);
		correct(scan, bits, values, known, band & (((uint64_t)1 << k) - 1),
		        k - (unsigned)__builtin_ctzll(band) - symbol.run);
		band &= ~(uint64_t)1 << k;
		if (!symbol.value)
			continue;
		*mask |= (uint64_t)1 << k;
		if (layer->wanted >> k & 1)
			values[layer->places[k]] = (int16_t)(symbol.value * (1 << scan->low));
	}
	if (scan->n_ended) {
		scan->n_ended--;
		if (known & band)
			correct(scan, bits, values, known, band, count_bits(known & band));
	}
	return 0;
}

/* The loop over a scan's blocks, of which H tells; REFINES and FAST are constants where it is called. */
static TG_JPEG_INLINE int
run(struct ac_scan *of, const struct tg_jpeg_header *h, struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *at,
    bool refines, bool fast)
{
	const struct tg_jpeg_component *c = &h->components[h->scan.components[0]];
	struct ac_scan scan = *of;
	struct tg_jpeg_bits bits = *at;
	uint32_t left = h->restart_interval;

	for (uint32_t y = 0; y < c->height_blocks; y++) {
		int16_t *values = scan.layer->values + (size_t)y * scan.layer->width * scan.layer->n_kept;
		uint64_t *mask = scan.layer->masks + (size_t)y * scan.layer->width;

		for (uint32_t x = 0; x < c->width_blocks; x++, values += scan.layer->n_kept, mask++) {
			int status = 0;

			if (h->restart_interval && left-- == 0) {
				if (scan.n_ended || tg_jpeg_entropy_restart(entropy, &bits) < 0)
					return -1;
				left = h->restart_interval - 1;
			}
			if (tg_jpeg_entropy_ready(entropy, &bits) < 0)
				return -1;
			if (refines)
				status = decode_refinement(&scan, &bits, values, mask, fast);
			else if (scan.n_ended)
				scan.n_ended--;
			else
				status = decode_first(&scan, &bits, values, mask);
			if (status < 0)
				return -1;
		}
	}
	*at = bits;
	return scan.n_ended ? -1 : 0;
}

static int
run_anywhere(struct ac_scan *scan, const struct tg_jpeg_header *h, struct tg_jpeg_entropy *entropy,
             struct tg_jpeg_bits *bits)
{
	return h->scan.high ? run(scan, h, entropy, bits, true, false) : run(scan, h, entropy, bits, false, false);
}

TG_JPEG_FAST static int
run_fast(struct ac_scan *scan, const struct tg_jpeg_header *h, struct tg_jpeg_entropy *entropy,
         struct tg_jpeg_bits *bits)
{
	return h->scan.high ? run(scan, h, entropy, bits, true, true) : run(scan, h, entropy, bits, false, true);
}

static int
scan_ac(struct progress *p, struct tg_jpeg_bits *bits)
{
	const struct tg_jpeg_header *h = p->header;
	struct tg_jpeg_entropy *entropy = &p->scanner->entropy;
	struct tg_jpeg_huffman *table = &p->scanner->tables[1][h->scan.ac_codes[0]];
	struct ac_scan scan = {
		.layer = &p->layers[h->scan.components[0]],
		.table = table,
		.first = h->scan.first,
		.last = h->scan.last,
		.low = h->scan.low,
		.band = ~(uint64_t)0 << h->scan.first & ~(uint64_t)0 >> (63 - h->scan.last),
	};

	if (tg_jpeg_huffman_make(table, &h->codes[1][h->scan.ac_codes[0]],
	                         h->scan.high ? TG_JPEG_AC_REFINE : TG_JPEG_AC_FIRST) < 0)
		return -1;
	return tg_jpeg_machine_is_fast() ? run_fast(&scan, h, entropy, bits)
	                                 : run_anywhere(&scan, h, entropy, bits);
}

static int
decode_scan(struct progress *p)
{
	struct tg_jpeg_header *h = p->header;
	struct tg_jpeg_entropy *entropy = &p->scanner->entropy;
	struct tg_jpeg_bits bits;

	if (tg_jpeg_entropy_open(entropy, &bits, h->data + h->at, h->data + h->len) < 0 ||
	    (h->scan.first ? scan_ac(p, &bits) : scan_dc(p, &bits)) < 0 ||
	    tg_jpeg_entropy_close(entropy, &bits) < 0)
		return -1;
	h->at = (size_t)(entropy->raw - h->data);
	return 0;
}

static void
transform(const struct layer *layer, const uint16_t *quant, struct tg_jpeg_plane *plane)
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
