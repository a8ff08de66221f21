/* Reading marker segments, strictly. */
#include "codec/jpeg_header.h"

#include <string.h>

#include "codec/jpeg_segments.h"

#define MAX_SIDE 65500   /* libjpeg's */
#define MAX_MCU_BLOCKS 10

/* Markers that only matter here. */
enum { DQT = 0xdb, DRI = 0xdd, APP0 = 0xe0, APP14 = 0xee, APP15 = 0xef, COM = 0xfe };

/* A segment's bytes; reading beyond them makes AT pass END, which is asked once, at the end. */
struct segment {
	const uint8_t *at, *end;
	bool over;
};

static unsigned
get(struct segment *s)
{
	if (s->at < s->end)
		return *s->at++;
	s->over = true;
	return 0;
}

static unsigned
get2(struct segment *s)
{
	unsigned high = get(s);

	return high << 8 | get(s);
}

static int
finish(const struct segment *s)
{
	return s->over || s->at != s->end ? -1 : 0;
}

static uint32_t
divide_up(uint32_t a, uint32_t b)
{
	return (a + b - 1) / b;
}

static int
read_frame(struct tg_jpeg_header *h, struct segment s, bool progressive)
{
	if (h->width || get(&s) != 8)
		return -1;
	h->progressive = progressive;
	h->height = get2(&s);
	h->width = get2(&s);
	h->n_components = get(&s);
	if (!h->width || !h->height || h->width > MAX_SIDE || h->height > MAX_SIDE)
		return -1;
	if (h->n_components != 1 && h->n_components != 3)
		return -1;
	h->h_max = h->v_max = 1;
	for (unsigned i = 0; i < h->n_components; i++) {
		struct tg_jpeg_component *c = &h->components[i];
		unsigned sampling;

		c->id = (uint8_t)get(&s);
		for (unsigned j = 0; j < i; j++)
			if (h->components[j].id == c->id)
				return -1;
		sampling = get(&s);
		c->h = sampling >> 4;
		c->v = sampling & 15;
		c->quant_index = (uint8_t)get(&s);
		if (c->h < 1 || c->h > 4 || c->v < 1 || c->v > 4 || c->quant_index > 3)
			return -1;
		h->h_max = c->h > h->h_max ? c->h : h->h_max;
		h->v_max = c->v > h->v_max ? c->v : h->v_max;
	}
	h->width_mcus = divide_up(h->width, 8 * h->h_max);
	h->height_mcus = divide_up(h->height, 8 * h->v_max);
	for (unsigned i = 0; i < h->n_components; i++) {
		struct tg_jpeg_component *c = &h->components[i];

		/* Where one is no multiple of the other, libjpeg has no picture, and so have we none. */
		if (h->h_max % c->h || h->v_max % c->v)
			return -1;
		c->width_blocks = divide_up(h->width * c->h, 8 * h->h_max);
		c->height_blocks = divide_up(h->height * c->v, 8 * h->v_max);
	}
	return finish(&s);
}

static int
read_codes(struct tg_jpeg_header *h, struct segment s)
{
	while (s.at < s.end) {
		unsigned what = get(&s);
		struct tg_jpeg_code *code = &h->codes[what >> 4 & 1][what & 3];

		if (what & 0xec)
			return -1;
		code->version++;
		code->n_symbols = 0;
		for (unsigned i = 1; i <= 16; i++) {
			code->n_codes[i] = (uint8_t)get(&s);
			code->n_symbols += code->n_codes[i];
		}
		if (code->n_symbols > 256 || code->n_symbols == 0)
			return -1;
		for (unsigned i = 0; i < code->n_symbols; i++)
			code->symbols[i] = (uint8_t)get(&s);
	}
	return finish(&s);
}

/* Tables of 16 bits are for 12-bit pictures; steps of over 255 might overflow sums here. */
static int
read_quants(struct tg_jpeg_header *h, struct segment s)
{
	while (s.at < s.end) {
		unsigned index = get(&s);

		if (index > 3)
			return -1;
		for (unsigned i = 0; i < 64; i++) {
			unsigned step = get(&s);

			if (!step)
				return -1;
			h->quants[index][i] = (uint16_t)step;
		}
	}
	return finish(&s);
}

/* The rules of libjpeg's default_decompress_parms. */
static int
pick_colour(struct tg_jpeg_header *h)
{
	const struct tg_jpeg_component *c = h->components;

	h->colour = TG_JPEG_YCBCR;
	if (h->n_components == 1)
		h->colour = TG_JPEG_GREY;
	else if (h->saw_jfif)
		return 0;
	else if (h->saw_adobe && h->adobe_transform > 1)
		return -1;
	else if (h->saw_adobe ? !h->adobe_transform : c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B')
		h->colour = TG_JPEG_RGB;
	return 0;
}

/* Whether the spectral selection and the bit positions are what the process allows. */
static int
check_bands(const struct tg_jpeg_header *h)
{
	const struct tg_jpeg_scan_header *scan = &h->scan;

	if (!h->progressive)
		return scan->first == 0 && scan->last == 63 && !scan->high && !scan->low ? 0 : -1;
	if (scan->last > 63 || scan->low > 13 || (scan->high && scan->high != scan->low + 1))
		return -1;
	if (scan->first == 0)
		return scan->last == 0 ? 0 : -1;
	return scan->first <= scan->last && scan->n_components == 1 ? 0 : -1;
}

/* A component's quantization table is the one in force at its first scan. */
static int
keep_quant(const struct tg_jpeg_header *h, struct tg_jpeg_component *c)
{
	if (c->has_quant)
		return 0;
	if (!h->quants[c->quant_index][0])
		return -1;
	memcpy(c->quant, h->quants[c->quant_index], sizeof(c->quant));
	c->has_quant = true;
	return 0;
}

static int
read_scan(struct tg_jpeg_header *h, struct segment s)
{
	struct tg_jpeg_scan_header *scan = &h->scan;
	unsigned n_blocks = 0, seen = 0, bits;

	if (!h->width || (h->n_scans++ == 0 && pick_colour(h) < 0))
		return -1;
	scan->n_components = get(&s);
	if (scan->n_components < 1 || scan->n_components > h->n_components)
		return -1;
	for (unsigned i = 0; i < scan->n_components; i++) {
		unsigned id = get(&s), codes = get(&s), c = 0;

		while (c < h->n_components && h->components[c].id != id)
			c++;
		if (c == h->n_components || seen >> c & 1 || codes & 0xcc || keep_quant(h, &h->components[c]) < 0)
			return -1;
		seen |= 1u << c;
		scan->components[i] = (uint8_t)c;
		scan->dc_codes[i] = (uint8_t)(codes >> 4);
		scan->ac_codes[i] = codes & 15;
		n_blocks += h->components[c].h * h->components[c].v;
	}
	if (scan->n_components > 1 && n_blocks > MAX_MCU_BLOCKS)
		return -1;
	scan->first = (uint8_t)get(&s);
	scan->last = (uint8_t)get(&s);
	bits = get(&s);
	scan->high = (uint8_t)(bits >> 4);
	scan->low = bits & 15;
	return finish(&s) < 0 ? -1 : check_bands(h);
}

/* What the two application segments say that decide on the colours. */
static int
read_application(struct tg_jpeg_header *h, uint8_t marker, struct segment s)
{
	size_t len = (size_t)(s.end - s.at);

	if (marker == APP0 && len >= 14 && memcmp(s.at, "JFIF", 5) == 0) {
		h->saw_jfif = true;
		return s.at[5] == 1 ? 0 : -1;
	}
	if (marker == APP14 && len >= 12 && memcmp(s.at, "Adobe", 5) == 0) {
		h->saw_adobe = true;
		h->adobe_transform = s.at[11];
	}
	return 0;
}

int
tg_jpeg_header_open(struct tg_jpeg_header *h, const uint8_t *data, size_t len)
{
	memset(h, 0, sizeof(*h));
	h->data = data;
	h->len = len;
	h->at = 2;
	return len >= 4 && data[0] == 0xff && data[1] == TG_JPEG_SOI ? 0 : -1;
}

static int
read_segment(struct tg_jpeg_header *h, uint8_t marker, struct segment s)
{
	switch (marker) {
	case TG_JPEG_SOF0:
	case TG_JPEG_SOF0 + 1:
		return read_frame(h, s, false);
	case TG_JPEG_SOF0 + 2:
		return read_frame(h, s, true);
	case TG_JPEG_DHT:
		return read_codes(h, s);
	case DQT:
		return read_quants(h, s);
	case DRI:
		h->restart_interval = get2(&s);
		return finish(&s);
	case TG_JPEG_DNL:
		/* The height, again: a picture that has it here only is none that is known here. */
		return get2(&s) == h->height ? finish(&s) : -1;
	case TG_JPEG_SOS:
		return read_scan(h, s) < 0 ? -1 : 1;
	case COM:
		return 0;
	default:
		return marker >= APP0 && marker <= APP15 ? read_application(h, marker, s) : -1;
	}
}

int
tg_jpeg_header_next(struct tg_jpeg_header *h)
{
	for (;;) {
		struct segment s;
		uint8_t marker;
		size_t size;
		int status;

		if (h->len - h->at < 2 || h->data[h->at] != 0xff)
			return -1;
		/* Any number of 0xff may come before a marker. */
		while (h->data[h->at + 1] == 0xff)
			if (++h->at + 2 > h->len)
				return -1;
		marker = h->data[h->at + 1];
		h->at += 2;
		if (marker == TG_JPEG_EOI)
			return 0;
		if (h->len - h->at < 2)
			return -1;
		size = (size_t)h->data[h->at] << 8 | h->data[h->at + 1];
		if (size < 2 || size > h->len - h->at)
			return -1;
		s = (struct segment){h->data + h->at + 2, h->data + h->at + size, false};
		h->at += size;
		status = read_segment(h, marker, s);
		if (status)
			return status;
	}
}
