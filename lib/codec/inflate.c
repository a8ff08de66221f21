/*
 * Input is held in small pieces, so that it may come in any, and output in a
 * window: what was looked at and is further back than any distance makes room
 * when it is full.
 */
#include "codec/inflate.h"

#include <stdlib.h>
#include <string.h>

#include "codec/deflate.h"
#include "codec/inflate_bits.h"
#include "codec/inflate_codes.h"
#include "codec/inflate_table.h"

#define DISTANCE_MAX 32768

/* What is decoded at once, at most: with the distances before it, it stays in a second-level cache. */
#define STEP ((size_t)128 << 10)

/* Input that is held, and zeros after the last of it: more than a block's head has, or a round reads. */
#define INPUT_SIZE ((size_t)16 << 10)
#define HEAD_SIZE 640

/*
 * Tables take as long to make as hundreds of bytes to decode: of blocks with codes of their
 * own there may be so many, and one more for so many bytes.
 */
#define N_BLOCKS_FREE 4096
#define BLOCK_SIZE_MIN 64

enum state { BLOCK, STORED, CODES, TRAILER, END, BROKEN };

struct tg_inflate {
	struct tg_inflate_source source;
	struct tg_inflate_bits bits;
	const uint8_t *input_end;
	bool no_more;          /* input than what is held */
	enum state state;
	bool final;            /* this block is the last one */
	bool has_fixed;        /* the tables are those of the fixed codes */
	uint64_t n_blocks;     /* with codes of their own, so far */
	uint64_t n_decoded;    /* bytes before those that are decoded now */
	size_t stored_left;    /* bytes of this stored block */
	size_t distance_max;   /* as the stream's header says */
	uint32_t sum;          /* of the output */
	size_t taken, filled;  /* of the window: what has been looked at, what there is */
	size_t window_size;    /* without room for a last round */
	uint8_t input[INPUT_SIZE + HEAD_SIZE];
	struct tg_inflate_tables tables;
	uint8_t window[];
};

/* Makes sure of LEN bytes of input, zeros where there is less. */
static void
need_input(struct tg_inflate *s, size_t len)
{
	if (s->no_more || s->input_end - s->bits.at >= (ptrdiff_t)len)
		return;
	/* What is in the word would be out of reach. */
	tg_inflate_bits_return(&s->bits);
	ptrdiff_t left = s->input_end - s->bits.at;
	memmove(s->input, s->bits.at, (size_t)left);
	s->bits.at = s->input;
	s->input_end = s->input + left;
	while (!s->no_more && s->input_end < s->input + INPUT_SIZE) {
		size_t n = s->source.read(s->source.who, s->input + (s->input_end - s->input),
		                          (size_t)(s->input + INPUT_SIZE - s->input_end));

		s->input_end += n;
		s->no_more = n == 0;
	}
	memset(s->input + (s->input_end - s->input), 0, HEAD_SIZE);
}

/* Whether bits were taken that are not there. */
static bool
is_overdrawn(const struct tg_inflate *s)
{
	return s->bits.at - (s->bits.n & 63) / 8 > s->input_end;
}

/* Clause 2.2 of RFC 1950. */
static enum state
read_header(struct tg_inflate *s)
{
	need_input(s, HEAD_SIZE);
	unsigned method = tg_inflate_bits_take(&s->bits, 8), flags = tg_inflate_bits_take(&s->bits, 8);
	enum { METHOD = 0x0f, DEFLATE = 8, WINDOW_MAX = 7, DICTIONARY = 0x20 };

	if ((method << 8 | flags) % 31 || (method & METHOD) != DEFLATE || method >> 4 > WINDOW_MAX ||
	    (flags & DICTIONARY))
		return BROKEN;
	s->distance_max = (size_t)1 << (8 + (method >> 4));
	return BLOCK;
}

static enum state
use_fixed_codes(struct tg_inflate *s)
{
	uint8_t lengths[TG_INFLATE_N_LITERALS];

	if (s->has_fixed)
		return CODES;
	s->has_fixed = true;
	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 256 - 144);
	memset(lengths + 256, 7, 280 - 256);
	memset(lengths + 280, 8, 288 - 280);
	tg_inflate_table_literals(&s->tables, lengths, TG_INFLATE_N_LITERALS);
	memset(lengths, 5, TG_INFLATE_N_DISTANCES);
	tg_inflate_table_distances(&s->tables, lengths, TG_INFLATE_N_DISTANCES);
	return CODES;
}

/* The lengths of N codes, which are sent as runs; clause 3.2.7 of RFC 1951. */
static bool
read_lengths(struct tg_inflate *s, uint8_t *lengths, unsigned n)
{
	enum { REPEAT = 16, ZEROS = 17, MANY_ZEROS = 18 };

	for (unsigned i = 0; i < n;) {
		tg_inflate_bits_fill(&s->bits);
		uint32_t entry = s->tables.lengths[s->bits.word & ((1 << TG_INFLATE_LENGTH_BITS) - 1)];
		unsigned symbol = entry >> 16, run = 1;
		uint8_t length = (uint8_t)symbol;

		tg_inflate_bits_skip(&s->bits, entry & 63);
		if (symbol >= REPEAT) {
			if (symbol == REPEAT && i == 0)
				return false;
			run = symbol == REPEAT ? 3 + tg_inflate_bits_take(&s->bits, 2)
			    : symbol == ZEROS  ? 3 + tg_inflate_bits_take(&s->bits, 3)
			                       : 11 + tg_inflate_bits_take(&s->bits, 7);
			length = symbol == REPEAT ? lengths[i - 1] : 0;
		}
		if (run > n - i)
			return false;
		memset(lengths + i, length, run);
		i += run;
	}
	return true;
}

static enum state
read_codes(struct tg_inflate *s)
{
	static const uint8_t order[TG_INFLATE_N_LENGTHS] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
	};
	enum { N_LITERALS_MAX = 286, N_DISTANCES_MAX = 30, END_OF_BLOCK = 256 };
	uint8_t lengths[N_LITERALS_MAX + N_DISTANCES_MAX] = {0};
	unsigned n_literals = 257 + tg_inflate_bits_take(&s->bits, 5);
	unsigned n_distances = 1 + tg_inflate_bits_take(&s->bits, 5);
	unsigned n_lengths = 4 + tg_inflate_bits_take(&s->bits, 4);

	s->has_fixed = false;
	if (++s->n_blocks > N_BLOCKS_FREE + s->n_decoded / BLOCK_SIZE_MIN)
		return BROKEN;
	if (n_literals > N_LITERALS_MAX || n_distances > N_DISTANCES_MAX)
		return BROKEN;
	for (unsigned i = 0; i < n_lengths; i++)
		lengths[order[i]] = (uint8_t)tg_inflate_bits_take(&s->bits, 3);
	if (!tg_inflate_table_lengths(&s->tables, lengths) || !read_lengths(s, lengths, n_literals + n_distances) ||
	    !lengths[END_OF_BLOCK] || !tg_inflate_table_literals(&s->tables, lengths, n_literals) ||
	    !tg_inflate_table_distances(&s->tables, lengths + n_literals, n_distances))
		return BROKEN;
	return CODES;
}

static enum state
read_stored(struct tg_inflate *s)
{
	tg_inflate_bits_align(&s->bits);
	unsigned len = tg_inflate_bits_take(&s->bits, 16), complement = tg_inflate_bits_take(&s->bits, 16);

	if ((len ^ complement) != 0xffff)
		return BROKEN;
	tg_inflate_bits_align(&s->bits);
	s->stored_left = len;
	return STORED;
}

/* A block's head: clause 3.2.3 of RFC 1951. */
static enum state
read_block(struct tg_inflate *s)
{
	need_input(s, HEAD_SIZE);
	s->final = tg_inflate_bits_take(&s->bits, 1);
	switch (tg_inflate_bits_take(&s->bits, 2)) {
	case 0: return read_stored(s);
	case 1: return use_fixed_codes(s);
	case 2: return read_codes(s);
	default: return BROKEN;
	}
}

/* Of a stored block, what there is and has room. */
static enum state
copy_stored(struct tg_inflate *s)
{
	size_t len = s->stored_left, room = s->window_size - s->filled;

	if (len == 0)
		return s->final ? TRAILER : BLOCK;
	need_input(s, 1);
	if (s->bits.at >= s->input_end)
		return BROKEN;
	if (len > (size_t)(s->input_end - s->bits.at))
		len = (size_t)(s->input_end - s->bits.at);
	if (len > room)
		len = room;
	memcpy(s->window + s->filled, s->bits.at, len);
	s->bits.at += len;
	s->filled += len;
	s->stored_left -= len;
	return STORED;
}

static enum state
decode(struct tg_inflate *s)
{
	struct tg_inflate_output output = {
		.start = s->window,
		.to = s->window + s->filled,
		.limit = s->window + s->window_size,
		.distance_max = s->distance_max,
	};

	need_input(s, HEAD_SIZE);
	/* From the last byte on there are zeros: as far as a round that begins there reads, and takes too much. */
	const uint8_t *limit = s->no_more ? s->input_end + 8 : s->input_end - TG_INFLATE_CODES_INPUT;
	enum tg_inflate_codes reason = tg_inflate_codes(&s->tables, &s->bits, limit, &output);
	s->filled = (size_t)(output.to - s->window);
	if (reason == TG_INFLATE_CODES_BAD || is_overdrawn(s))
		return BROKEN;
	if (reason == TG_INFLATE_CODES_MORE)
		return CODES;
	return s->final ? TRAILER : BLOCK;
}

static enum state
read_trailer(struct tg_inflate *s)
{
	uint32_t sum = 0;

	need_input(s, HEAD_SIZE);
	tg_inflate_bits_align(&s->bits);
	for (int i = 0; i < 4; i++)
		sum = sum << 8 | tg_inflate_bits_take(&s->bits, 8);
	tg_inflate_bits_align(&s->bits);
	return sum == s->sum && !is_overdrawn(s) ? END : BROKEN;
}

/* Takes the next step of those that a stream is made of. */
static void
step(struct tg_inflate *s)
{
	switch (s->state) {
	case BLOCK: s->state = read_block(s); break;
	case STORED: s->state = copy_stored(s); break;
	case CODES: s->state = decode(s); break;
	default: break;
	}
}

/* Decodes until the window is full or the stream's blocks end. */
static void
fill_window(struct tg_inflate *s)
{
	size_t start = s->filled;

	while (s->filled < s->window_size && s->state < TRAILER)
		step(s);
	s->sum = tg_deflate_adler32(s->sum, s->window + start, s->filled - start);
	s->n_decoded += s->filled - start;
	if (s->state == TRAILER)
		s->state = read_trailer(s);
}

/* Moves what is still wanted to the window's beginning. */
static void
make_room(struct tg_inflate *s)
{
	size_t from = s->filled > DISTANCE_MAX ? s->filled - DISTANCE_MAX : 0;

	if (from > s->taken)
		from = s->taken;
	memmove(s->window, s->window + from, s->filled - from);
	s->taken -= from;
	s->filled -= from;
}

static size_t
window_size(size_t len)
{
	return DISTANCE_MAX + (len > STEP ? len : STEP);
}

size_t
tg_inflate_memory(size_t len)
{
	return sizeof(struct tg_inflate) + window_size(len) + TG_INFLATE_CODES_OUTPUT;
}

struct tg_inflate *
tg_inflate_open(const struct tg_inflate_source *source, size_t len)
{
	struct tg_inflate *s = malloc(tg_inflate_memory(len));

	if (!s)
		return NULL;
	memset(s, 0, offsetof(struct tg_inflate, input));
	s->source = *source;
	s->bits.at = s->input_end = s->input;
	s->window_size = window_size(len);
	s->sum = 1;
	s->state = read_header(s);
	return s;
}

const uint8_t *
tg_inflate_peek(struct tg_inflate *s, size_t len)
{
	if (s->filled - s->taken < len && s->state < TRAILER) {
		make_room(s);
		fill_window(s);
	}
	return s->filled - s->taken >= len && s->state != BROKEN ? s->window + s->taken : NULL;
}

void
tg_inflate_skip(struct tg_inflate *s, size_t len)
{
	s->taken += len;
}

bool
tg_inflate_ends(struct tg_inflate *s)
{
	tg_inflate_peek(s, s->filled - s->taken + 1);
	need_input(s, 1);
	return s->state == END && s->taken == s->filled && s->bits.at == s->input_end;
}

void
tg_inflate_free(struct tg_inflate *s)
{
	free(s);
}
