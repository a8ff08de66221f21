/* The loop over MCUs and blocks of a sequential scan: jpeg_planes.c says why it is fast. */
#include "codec/jpeg_scan.h"

#include "codec/jpeg_machine.h"

#define MAX_BLOCKS 10

/* One of an MCU's blocks. */
struct block {
	const struct tg_jpeg_huffman *dc, *ac;
	const uint16_t *quant;
	int *prediction;  /* of its component's DC */
	unsigned n;       /* samples along a side */
	uint8_t *samples; /* where this MCU's go */
	size_t stride;
	size_t step;      /* to the next MCU's */
	size_t row_step;  /* from the row's first MCU to the next row's */
	uint8_t *row;     /* the first one's samples in this row */
};

struct loop {
	unsigned n_blocks;
	struct block blocks[MAX_BLOCKS];
	uint32_t width, height; /* in MCUs */
	int predictions[TG_JPEG_MAX_COMPONENTS];
};

static void
add_block(struct loop *loop, const struct block *like, unsigned x, unsigned y)
{
	struct block *block = &loop->blocks[loop->n_blocks++];

	*block = *like;
	block->row += (size_t)y * block->n * block->stride + (size_t)x * block->n;
}

/* Tables, and each block's place in the planes. A scan of one component has MCUs of one block. */
static int
prepare(struct loop *loop, struct tg_jpeg_scanner *s, const struct tg_jpeg_header *h,
        struct tg_jpeg_plane *planes)
{
	const struct tg_jpeg_scan_header *scan = &h->scan;

	loop->width = h->width_mcus;
	loop->height = h->height_mcus;
	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct tg_jpeg_component *c = &h->components[scan->components[i]];
		struct tg_jpeg_plane *plane = &planes[scan->components[i]];
		struct tg_jpeg_huffman *dc = &s->tables[0][scan->dc_codes[i]];
		struct tg_jpeg_huffman *ac = &s->tables[1][scan->ac_codes[i]];
		unsigned width = c->h, height = c->v;

		if (tg_jpeg_huffman_make(dc, &h->codes[0][scan->dc_codes[i]], TG_JPEG_DC) < 0 ||
		    tg_jpeg_huffman_make(ac, &h->codes[1][scan->ac_codes[i]], TG_JPEG_AC) < 0)
			return -1;
		if (scan->n_components == 1) {
			width = height = 1;
			loop->width = c->width_blocks;
			loop->height = c->height_blocks;
		}
		struct block block = {
			.dc = dc,
			.ac = ac,
			.quant = c->quant,
			.prediction = &loop->predictions[i],
			.n = plane->n,
			.row = plane->samples,
			.stride = plane->stride,
			.step = (size_t)width * plane->n,
			.row_step = (size_t)height * plane->n * plane->stride,
		};
		for (unsigned y = 0; y < height; y++)
			for (unsigned x = 0; x < width; x++)
				add_block(loop, &block, x, y);
	}
	return 0;
}

/* Passes over an entry's symbols, if all are within the block and do not end it. */
static TG_JPEG_INLINE bool
skip_some(const struct tg_jpeg_huffman *ac, struct tg_jpeg_bits *bits, unsigned *k)
{
	unsigned entry = ac->skips[tg_jpeg_bits_peek(bits, TG_JPEG_SKIP_BITS)];

	if (*k + (entry >> 8) >= 64)
		return false;
	*k += entry >> 8;
	tg_jpeg_bits_skip(bits, entry & 255);
	return true;
}

/* Passes over what is left of a block's coefficients, from zigzag index K on. Returns 0, or -1 for a bad code. */
static TG_JPEG_INLINE int
skip_rest(const struct tg_jpeg_huffman *ac, struct tg_jpeg_bits *bits, unsigned k)
{
	while (k < 64) {
		struct tg_jpeg_symbol symbol;
		unsigned entry, advance;

		/* An entry is of up to 22 bits, so that every other fill can be saved. */
		do
			tg_jpeg_bits_fill(bits);
		while (skip_some(ac, bits, &k) && skip_some(ac, bits, &k));
		entry = ac->skips[tg_jpeg_bits_peek(bits, TG_JPEG_SKIP_BITS)];
		advance = entry >> 8;
		if (k + advance == 64 || (advance >= 64 && k + advance < 128)) {
			tg_jpeg_bits_skip(bits, entry & 255);
			return 0;
		}
		/* The entry has symbols beyond the block's end, or a long code. */
		symbol = tg_jpeg_huffman_read(ac, bits);
		if (!symbol.code)
			return -1;
		if (!symbol.value && !symbol.run)
			return 0;
		k += symbol.run + 1;
	}
	return k == 64 ? 0 : -1;
}

/* Decodes one block. N is a constant where this is called. */
static TG_JPEG_INLINE int
decode(const struct block *block, struct tg_jpeg_bits *bits, unsigned n)
{
	const unsigned last = tg_jpeg_idct_last(n);
	int16_t coefficients[64 + 16];
	struct tg_jpeg_symbol symbol;
	unsigned k = 1;

	memset(coefficients, 0, (last + 1) * sizeof(*coefficients));
	tg_jpeg_bits_fill(bits);
	symbol = tg_jpeg_huffman_read(block->dc, bits);
	if (!symbol.code)
		return -1;
	*block->prediction = (int)((unsigned)*block->prediction + (unsigned)symbol.value);
	coefficients[0] = (int16_t)*block->prediction;
	for (unsigned i = 1; k <= last; i++) {
		/* Two symbols and their values are 53 bits at most. */
		if (i % 2 == 0)
			tg_jpeg_bits_fill(bits);
		symbol = tg_jpeg_huffman_read(block->ac, bits);
		if (!symbol.code)
			return -1;
		if (!symbol.value && !symbol.run)
			goto ended;
		k += symbol.run;
		coefficients[k++] = (int16_t)symbol.value;
	}
	if (skip_rest(block->ac, bits, k) < 0)
		return -1;
ended:
	if (n == 4 && k == 1)
		tg_jpeg_idct_flat(n, coefficients, block->quant, block->samples, block->stride);
	else
		tg_jpeg_idct(n, coefficients, block->quant, block->samples, block->stride);
	return 0;
}

static TG_JPEG_INLINE int
decode_mcu(struct loop *loop, struct tg_jpeg_bits *bits)
{
	for (unsigned i = 0; i < loop->n_blocks; i++) {
		struct block *block = &loop->blocks[i];
		int status;

		if (block->n == 2)
			status = decode(block, bits, 2);
		else if (block->n == 1)
			status = decode(block, bits, 1);
		else
			status = decode(block, bits, 4);
		if (status < 0)
			return -1;
		block->samples += block->step;
	}
	return 0;
}

static TG_JPEG_INLINE int
run(struct loop *loop, struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *at, uint32_t interval)
{
	struct tg_jpeg_bits bits = *at;
	uint32_t left = interval;

	for (uint32_t y = 0; y < loop->height; y++) {
		for (unsigned i = 0; i < loop->n_blocks; i++) {
			struct block *block = &loop->blocks[i];

			block->samples = block->row;
			block->row += block->row_step;
		}
		for (uint32_t x = 0; x < loop->width; x++) {
			if (interval && left-- == 0) {
				if (tg_jpeg_entropy_restart(entropy, &bits) < 0)
					return -1;
				memset(loop->predictions, 0, sizeof(loop->predictions));
				left = interval - 1;
			}
			if (tg_jpeg_entropy_ready(entropy, &bits) < 0 || decode_mcu(loop, &bits) < 0)
				return -1;
		}
	}
	*at = bits;
	return 0;
}

static int
run_anywhere(struct loop *loop, struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits, uint32_t interval)
{
	return run(loop, entropy, bits, interval);
}

TG_JPEG_FAST static int
run_fast(struct loop *loop, struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits, uint32_t interval)
{
	return run(loop, entropy, bits, interval);
}

int
tg_jpeg_scan(struct tg_jpeg_scanner *s, struct tg_jpeg_header *h, struct tg_jpeg_plane *planes)
{
	int (*run_here)(struct loop *, struct tg_jpeg_entropy *, struct tg_jpeg_bits *, uint32_t) =
		tg_jpeg_machine_is_fast() ? run_fast : run_anywhere;
	struct loop loop = {0};
	struct tg_jpeg_bits bits;

	if (prepare(&loop, s, h, planes) < 0 ||
	    tg_jpeg_entropy_open(&s->entropy, &bits, h->data + h->at, h->data + h->len) < 0 ||
	    run_here(&loop, &s->entropy, &bits, h->restart_interval) < 0 ||
	    tg_jpeg_entropy_close(&s->entropy, &bits) < 0)
		return -1;
	h->at = (size_t)(s->entropy.raw - h->data);
	return 0;
}
