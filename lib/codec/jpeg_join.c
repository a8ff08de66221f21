/*
 * Where there are restart markers the second reader starts at one. Elsewhere it
 * starts at any byte, takes that for an MCU's first, and is wrong; but Huffman codes fall into
 * step by themselves, and after some MCUs it starts one where one starts. The first reader goes on
 * into what the second one has read until both have started an MCU at the same bit.
 * From there on they would read the same, for what follows depends on nothing
 * but these bits: except that DCs are told as differences, so that of each component all
 * of the second one's are wrong by the same amount, which is known then.
 */
#include "codec/jpeg_join.h"

/* How far to look ahead, in bytes of the file: half of it is the second reader's. */
#define AHEAD (256 << 10)

bool
tg_jpeg_join_is_restart(const uint8_t *marker)
{
	return (marker[1] & 0xf8) == 0xd0;
}

/* Where the data end that may be looked at: at a marker, or far enough ahead. */
static const uint8_t *
find_end(const struct tg_jpeg_streams *s)
{
	const struct tg_jpeg_entropy *e = &s->first->entropy;
	size_t there = (size_t)(e->raw_end - e->raw), ignored = 0;
	const uint8_t *limit = e->raw + (there < AHEAD ? there : AHEAD), *end = e->raw;

	for (;;) {
		end = tg_jpeg_entropy_pass(end, limit, e->raw_end, &ignored);
		if (end >= limit || e->raw_end - end < 2 || !s->interval || !tg_jpeg_join_is_restart(end))
			return end;
		end += 2;
	}
}

const uint8_t *
tg_jpeg_join_find(struct tg_jpeg_streams *s, size_t *n_stuffed)
{
	const struct tg_jpeg_entropy *e = &s->first->entropy;
	const uint8_t *at = s->first->reader.bits.at, *end = find_end(s), *start;
	size_t here = at < e->end ? (size_t)(e->end - at) : 0, half = (here + (size_t)(end - e->raw)) / 2;

	s->alone_until = end;
	if (half < TG_JPEG_ENTROPY_LEAST)
		return NULL;
	start = e->raw + (half > here ? half - here : 0);
	start = tg_jpeg_entropy_pass(s->interval ? start : e->raw, s->interval ? end : start, e->raw_end, n_stuffed);
	if (start >= end || (s->interval && !tg_jpeg_join_is_restart(start)))
		return NULL;
	s->alone_until = e->raw;
	return start;
}

/* Whether the first reader's next MCU is one of the second one's. */
static bool
meets(struct tg_jpeg_streams *s)
{
	const struct tg_jpeg_side *second = s->second;
	uint32_t place = tg_jpeg_blocks_at(&s->first->reader) - s->start_place;

	for (; s->n_useless < second->n_records; s->n_useless++) {
		int32_t ahead = (int32_t)(tg_jpeg_blocks_place(second->records + (size_t)s->n_useless * s->mcu->size) - place);

		if (ahead >= 0)
			return ahead == 0;
	}
	return false;
}

/* Of each component, what the second reader's DCs lack. */
static void
compare(const struct tg_jpeg_streams *s, int *differences)
{
	const struct tg_jpeg_mcu *mcu = s->mcu;
	const int16_t *last;

	for (unsigned i = 0; i < TG_JPEG_MAX_COMPONENTS; i++)
		differences[i] = s->first->reader.predictions[i];
	if (!s->n_useless)
		return;
	last = s->second->records + (size_t)(s->n_useless - 1) * mcu->size + TG_JPEG_RECORD_HEAD;
	/* A component's last block in the MCU before is the one that counts. */
	for (unsigned i = 0; i < mcu->n_blocks; i++) {
		unsigned component = mcu->blocks[i].component;

		/* A hostile scan's sums wrap, as all of them do. */
		differences[component] = (int)((unsigned)s->first->reader.predictions[component] -
		                               (unsigned)last[(size_t)i * mcu->n_kept]);
	}
}

/* Adds the differences to what the second reader has read from there on. */
static void
correct(const struct tg_jpeg_streams *s, const int *differences)
{
	const struct tg_jpeg_mcu *mcu = s->mcu;
	struct tg_jpeg_side *side = s->second;
	unsigned n_begun = side->reader.k ? side->reader.block + 1 : 0;

	for (uint32_t n = s->n_useless; n <= side->n_records; n++) {
		int16_t *dc = side->records + (size_t)n * mcu->size + TG_JPEG_RECORD_HEAD;
		unsigned n_blocks = n < side->n_records ? mcu->n_blocks : n_begun;

		for (unsigned i = 0; i < n_blocks; i++, dc += mcu->n_kept)
			*dc = (int16_t)((unsigned)*dc + (unsigned)differences[mcu->blocks[i].component]);
	}
	for (unsigned i = 0; i < TG_JPEG_MAX_COMPONENTS; i++)
		side->reader.predictions[i] = (int)((unsigned)side->reader.predictions[i] + (unsigned)differences[i]);
}

bool
tg_jpeg_join_meet(struct tg_jpeg_streams *s)
{
	int differences[TG_JPEG_MAX_COMPONENTS];

	if (!meets(s))
		return false;
	compare(s, differences);
	correct(s, differences);
	return true;
}
