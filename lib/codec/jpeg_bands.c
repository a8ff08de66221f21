/*
 * Decoding bands of AC coefficients. A refinement scan gives one bit to each coefficient that
 * is not zero yet, so its reader must know of every block which those are. That is all
 * that is kept of most of them: a mask of 64 bits for each block, in which the place of the
 * next new coefficient is found by a few bit operations, and the correction bits that come
 * before it are as many as its distance, less the run of zeros: they are passed over at
 * once. The values of the few wanted ones are in an array beside the masks.
 */
#include "codec/jpeg_bands.h"

#include "codec/jpeg_machine.h"

static inline unsigned
count_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (unsigned)(x * 0x0101010101010101 >> 56);
}

/* An AC scan under way. */
struct ac_scan {
	const struct tg_jpeg_layer *layer;
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
	const struct tg_jpeg_layer *layer = scan->layer;

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
	const struct tg_jpeg_layer *layer = scan->layer;
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

int
tg_jpeg_bands_decode(struct tg_jpeg_layer *layer, struct tg_jpeg_scanner *scanner, const struct tg_jpeg_header *h,
                     struct tg_jpeg_bits *bits)
{
	struct tg_jpeg_entropy *entropy = &scanner->streams.sides[0].entropy;
	struct tg_jpeg_huffman *table = &scanner->tables[1][h->scan.ac_codes[0]];
	struct ac_scan scan = {
		.layer = layer,
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
