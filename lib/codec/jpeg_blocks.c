/* The scanner's innermost loop: jpeg_planes.c says why it is fast. */
#include "codec/jpeg_blocks.h"

#include "codec/jpeg_machine.h"

/*
 * What of a reader is to stay in registers. Of the 64 bits at AT some are used up, which the word
 * does not hold any more. How many, and the zigzag index are one number, so that an entry of the table is
 * passed over by one addition and one shift.
 */
struct state {
	uint64_t word;
	const uint8_t *at;
	unsigned used;  /* bits: 0 to 64; times 256: the zigzag index */
	const struct tg_jpeg_huffman *ac; /* of the block that it is in */
	const struct tg_jpeg_block *block;
	int16_t *out;
};

#define BLOCK_END (64u << 8)

/* What an end of block adds. */
#define END_OF_BLOCK (128u << 8)

/* Leaves at most 7 bits used: the next 57 are there. */
static TG_JPEG_INLINE void
refill(struct state *s)
{
	uint64_t word;

	s->at += s->used >> 3 & 31;
	s->used &= ~0xf8u;
	memcpy(&word, s->at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	s->word = word << (s->used & 63);
}

/* Passes over N bits, of what may be more than that: only the lowest six count. */
static TG_JPEG_INLINE void
pass(struct state *s, unsigned n)
{
	s->word <<= n & 63;
}

/* The entry for the symbol at the top of WORD, whatever its code's length; 0 if there is none. */
static inline uint32_t
find(const struct tg_jpeg_huffman *table, uint64_t word)
{
	uint32_t entry = table->values[word >> (64 - TG_JPEG_VALUE_BITS)];

	return entry ? entry : tg_jpeg_huffman_long(table, (unsigned)(word >> 48));
}

/* The value of ENTRY's symbol, which is at the top of WORD. */
static TG_JPEG_INLINE int
evaluate(uint32_t entry, uint64_t word)
{
	return tg_jpeg_bits_extend(word << (entry >> 16 & 63), entry >> 8 & 15);
}

/*
 * The coefficients of zigzag index 1 and 2, two symbols at most. Nothing
 * waits for them, and they depend on nothing but the word, so that they are decoded while
 * the block is passed over, which is also where bad codes are found. There are 45
 * bits, and two symbols with short codes have 42.
 */
static TG_JPEG_INLINE void
keep_few(struct state *s)
{
	uint32_t first = s->ac->values[s->word >> (64 - TG_JPEG_VALUE_BITS)], second;
	uint64_t word = s->word, rest = word << (first & 63);
	int a, b;

	second = s->ac->values[rest >> (64 - TG_JPEG_VALUE_BITS)];
	if (__builtin_expect(!first | !second, 0)) {
		refill(s);
		word = s->word;
		first = find(s->ac, word);
		rest = word << (first & 63);
		second = find(s->ac, rest);
	}
	a = evaluate(first, word);
	b = evaluate(second, rest);
	s->out[1] = (int16_t)(a & -(int)(first >> 24 & 1));
	s->out[2] = (int16_t)((a & -(int)(first >> 25 & 1)) | (b & -(int)((first & second) >> 24 & 1)));
}

/* A symbol and its value, whatever its code's length. Returns its entry; 0 for a bad code. */
static TG_JPEG_INLINE uint32_t
read_symbol(struct state *s, const struct tg_jpeg_huffman *table, int *value)
{
	uint32_t entry;

	refill(s);
	entry = find(table, s->word);
	*value = evaluate(entry, s->word);
	s->used += entry & 63;
	pass(s, entry);
	return entry;
}

enum outcome { GO_ON, STOP, BAD };

/* Passes over one symbol, which may end the block. */
static TG_JPEG_INLINE enum outcome
skip_symbol(struct state *s)
{
	int value;
	uint32_t entry = read_symbol(s, s->ac, &value);

	if (!entry)
		return BAD;
	if (!(entry >> 8 & 255))
		return STOP;
	s->used += ((entry >> 12 & 15) + 1) << 8;
	return s->used < BLOCK_END ? GO_ON : s->used < BLOCK_END + 256 ? STOP : BAD;
}

/*
 * The coefficients of up to 24, one by one. Where the block ends among them the end is left to be
 * passed over.
 */
static TG_JPEG_INLINE enum outcome
keep_many(struct state *s)
{
	memset(s->out + 1, 0, 24 * sizeof(*s->out));
	while (s->used >> 8 <= 24) {
		int value;
		uint32_t entry = read_symbol(s, s->ac, &value);

		if (!entry)
			return BAD;
		if (!(entry >> 8 & 255)) {
			s->used -= entry & 255;
			break;
		}
		s->used += (entry >> 12 & 15) << 8;
		s->out[s->used >> 8] = (int16_t)value;
		s->used += 256;
	}
	return GO_ON;
}

/* Adds the difference of a block's DC to the PREDICTION. Short ones leave 45 bits, others are followed by a refill. */
static TG_JPEG_INLINE bool
read_dc(struct state *s, int *prediction)
{
	unsigned entry;
	int difference;

	refill(s);
	entry = s->block->dc->skips[s->word >> (64 - TG_JPEG_SKIP_BITS)];
	if (__builtin_expect(entry, 1)) {
		difference = (int16_t)entry >> 4;
		s->used += entry & 15;
		pass(s, entry & 15);
	} else {
		if (!read_symbol(s, s->block->dc, &difference))
			return false;
		refill(s);
	}
	*prediction = (int)((unsigned)*prediction + (unsigned)difference);
	s->out[0] = (int16_t)*prediction;
	return true;
}

/* Looks an entry up, and passes over it, whatever it is. */
static TG_JPEG_INLINE void
skip_some(struct state *s)
{
	unsigned entry = s->ac->skips[s->word >> (64 - TG_JPEG_SKIP_BITS)];

	s->used += entry;
	pass(s, entry);
}

static inline unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How much was used before each of three entries. */
struct trail {
	unsigned first, second, third;
};

/* Passes over three entries, which are 57 bits at most, whatever they are. */
static TG_JPEG_INLINE struct trail
skip_three(struct state *s)
{
	struct trail trail;

	refill(s);
	trail.first = s->used;
	skip_some(s);
	trail.second = s->used;
	skip_some(s);
	trail.third = s->used;
	skip_some(s);
	return trail;
}

/* The block ends amid the three entries of TRAIL. */
static TG_JPEG_INLINE enum outcome
end_block(struct state *s, struct trail trail)
{
	/* The first that is not less than BLOCK_END: less than that is more than anything here. */
	unsigned end = least(least(trail.second - BLOCK_END, trail.third - BLOCK_END), s->used - BLOCK_END) + BLOCK_END;

	s->used = end;
	if (end - END_OF_BLOCK < BLOCK_END || end >> 8 == 64)
		return STOP;
	/* The entry has symbols beyond the block's end, or a long code. */
	s->used = end == trail.second ? trail.first : end == trail.third ? trail.second : trail.third;
	return skip_symbol(s);
}

/* Reads the DC, and what is wanted of AC. */
static TG_JPEG_INLINE enum outcome
begin_block(struct state *s, int *predictions, bool many)
{
	if (!read_dc(s, &predictions[s->block->component]))
		return BAD;
	s->ac = s->block->ac;
	s->used = (s->used & 255) | 256;
	if (many)
		return keep_many(s);
	if (!s->block->is_mean)
		keep_few(s);
	return GO_ON;
}

static TG_JPEG_INLINE void
begin_record(const struct tg_jpeg_mcu *mcu, const struct tg_jpeg_reader *r, struct state *s)
{
	uint32_t place = (uint32_t)((uintptr_t)s->at - r->origin) * 8 + (s->used & 255);

	memcpy(s->out, &place, sizeof(place));
	s->out += TG_JPEG_RECORD_HEAD;
	s->block = mcu->blocks;
}

/* What follows skip_three: if the block has ended the beginning of the next one is read. */
static TG_JPEG_INLINE enum outcome
step(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *r, struct state *s, struct trail trail, bool many)
{
	enum outcome outcome;

	if (s->used < BLOCK_END)
		return GO_ON;
	outcome = end_block(s, trail);
	if (__builtin_expect(outcome != STOP, 0))
		return outcome;
	s->out += many ? TG_JPEG_KEPT_MANY : TG_JPEG_KEPT_FEW;
	if (++s->block == mcu->blocks + mcu->n_blocks) {
		s->used &= 255;
		if (--r->n_left == 0 || s->at > r->low)
			return STOP;
		begin_record(mcu, r, s);
	}
	return begin_block(s, r->predictions, many);
}

/* What resume does at an MCU's start. */
static void
begin_mcu(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *r, struct state *s)
{
	begin_record(mcu, r, s);
	r->bad = begin_block(s, r->predictions, mcu->n_kept == TG_JPEG_KEPT_MANY) == BAD;
}

static TG_JPEG_INLINE struct state
resume(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *r)
{
	const struct tg_jpeg_block *block = &mcu->blocks[r->block];
	/* The byte of which bits are left, and how many of it are used. */
	unsigned n_bytes = (r->bits.n + 7) / 8, n_used = n_bytes * 8 - r->bits.n;
	struct state s = {0, r->bits.at - n_bytes, r->k << 8 | n_used, block->ac, block, r->out};

	if (r->k)
		refill(&s);
	else
		begin_mcu(mcu, r, &s);
	return s;
}

static TG_JPEG_INLINE void
suspend(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *r, const struct state *s)
{
	unsigned n_used = s->used & 255, n_bytes = (n_used + 7) / 8;

	r->bits.at = s->at + n_bytes;
	r->bits.n = n_bytes * 8 - n_used;
	r->bits.word = n_used % 8 ? (uint64_t)s->at[n_bytes - 1] << (56 + n_used % 8) : 0;
	r->k = s->used >> 8;
	r->block = r->k ? (unsigned)(s->block - mcu->blocks) : 0;
	r->out = s->out;
}

static TG_JPEG_INLINE void
read_one(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, bool many)
{
	struct state s = resume(mcu, a);
	enum outcome outcome = a->bad ? BAD : GO_ON;

	while (outcome == GO_ON)
		outcome = step(mcu, a, &s, skip_three(&s), many);
	a->bad = outcome == BAD;
	suspend(mcu, a, &s);
}

static TG_JPEG_INLINE void
read_two(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b, bool many)
{
	struct state s = resume(mcu, a), t = resume(mcu, b);
	enum outcome outcome, other = GO_ON;

	if (!a->bad && !b->bad) {
		do {
			/* All that takes long is done for both before a branch asks for either. */
			struct trail one = skip_three(&s), two = skip_three(&t);

			outcome = step(mcu, a, &s, one, many);
			other = step(mcu, b, &t, two, many);
		} while (outcome == GO_ON && other == GO_ON);
		a->bad = outcome == BAD;
		b->bad = other == BAD;
	}
	suspend(mcu, a, &s);
	suspend(mcu, b, &t);
}

static TG_JPEG_INLINE void
read_some(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b)
{
	bool many = mcu->n_kept == TG_JPEG_KEPT_MANY;

	if (b && many)
		read_two(mcu, a, b, true);
	else if (b)
		read_two(mcu, a, b, false);
	else if (many)
		read_one(mcu, a, true);
	else
		read_one(mcu, a, false);
}

static void
read_anywhere(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b)
{
	read_some(mcu, a, b);
}

TG_JPEG_FAST static void
read_fast(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b)
{
	read_some(mcu, a, b);
}

void
tg_jpeg_blocks_read(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_reader *a, struct tg_jpeg_reader *b)
{
	if (tg_jpeg_machine_is_fast())
		read_fast(mcu, a, b);
	else
		read_anywhere(mcu, a, b);
}
