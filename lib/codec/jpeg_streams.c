/*
 * Two readers, the second one ahead of the first. Where it cannot be joined, the first one simply
 * goes on: what the second one has read counts for nothing before it is joined, and the
 * first one alone finds damage. jpeg_join.c says how they are joined.
 */
#include "codec/jpeg_streams.h"

#include "codec/jpeg_join.h"

/* Records that the first reader makes before they are taken, in int16_t: few, to stay in the cache. */
#define SHORT (8 << 10)

/* A second reader that cannot be joined is rare, and two in a row mean that none can be. */
#define FAILURES_MAX 2

static size_t
pick_room(size_t len)
{
	size_t room = len / 8;

	return room < TG_JPEG_ENTROPY_LEAST ? TG_JPEG_ENTROPY_LEAST
	       : room > TG_JPEG_ENTROPY_WINDOW ? TG_JPEG_ENTROPY_WINDOW : room;
}

/* The reader is where it has never been: at an MCU that follows a marker, or seems to. */
static void
begin(struct tg_jpeg_side *side)
{
	struct tg_jpeg_reader *reader = &side->reader;

	memset(reader->predictions, 0, sizeof(reader->predictions));
	reader->k = reader->block = 0;
	reader->bad = false;
}

static int
open_side(struct tg_jpeg_side *side, const uint8_t *raw, const uint8_t *raw_end, size_t room, uint32_t interval)
{
	begin(side);
	side->reader.out = side->records;
	side->n_records = 0;
	side->n_left_in_interval = interval;
	if (tg_jpeg_entropy_open(&side->entropy, &side->reader.bits, raw, raw_end, room) < 0)
		return -1;
	side->reader.origin = (uintptr_t)side->reader.bits.at;
	return 0;
}

int
tg_jpeg_streams_open(struct tg_jpeg_streams *s, const struct tg_jpeg_mcu *mcu, uint32_t n_mcus, uint32_t interval,
                     const uint8_t *raw, const uint8_t *raw_end)
{
	s->mcu = mcu;
	s->interval = interval < n_mcus ? interval : 0;
	s->n_left = n_mcus;
	s->first = &s->sides[0];
	s->second = NULL;
	s->alone_until = raw;
	s->n_failed = s->n_joined = 0;
	return open_side(s->first, raw, raw_end, pick_room((size_t)(raw_end - raw)), s->interval);
}

/*
 * Has the data ready that the reader needs next, with the byte that it has used in part. The window may
 * move, and the data's origin with it.
 */
static int
ready(struct tg_jpeg_side *side)
{
	struct tg_jpeg_reader *reader = &side->reader;
	uintptr_t place = (uintptr_t)reader->bits.at - reader->origin;
	unsigned n_bytes = (reader->bits.n + 7) / 8;
	int status;

	reader->bits.at -= n_bytes;
	status = tg_jpeg_entropy_ready(&side->entropy, &reader->bits);
	reader->bits.at += n_bytes;
	if (status < 0)
		return -1;
	reader->origin = (uintptr_t)reader->bits.at - place;
	reader->low = side->entropy.low;
	return 0;
}

/* Passes over a restart marker. */
static int
restart(struct tg_jpeg_streams *s, struct tg_jpeg_side *side)
{
	if (tg_jpeg_entropy_restart(&side->entropy, &side->reader.bits) < 0)
		return -1;
	begin(side);
	side->n_left_in_interval = s->interval;
	return 0;
}

/* Starts a second reader, if there is a place for one. */
static void
open_second(struct tg_jpeg_streams *s)
{
	struct tg_jpeg_side *first = s->first, *second = first == &s->sides[0] ? &s->sides[1] : &s->sides[0];
	const struct tg_jpeg_entropy *e = &first->entropy;
	size_t n_stuffed = 0;
	const uint8_t *start = tg_jpeg_join_find(s, &n_stuffed);

	if (!start)
		return;
	if (open_side(second, start + (s->interval ? 2 : 0), e->raw_end, first->entropy.room, s->interval) < 0) {
		s->alone_until = e->raw_end;
		return;
	}
	second->entropy.n_restarts = s->interval ? start[1] - 0xd0u + 1 : 0;
	s->start = start;
	s->start_place = 8 * ((uint32_t)((uintptr_t)e->end - first->reader.origin) +
	                      (uint32_t)((size_t)(start - e->raw) - n_stuffed));
	s->second = second;
	s->is_paused = false;
	s->n_useless = 0;
}

/* Gives the second reader up. */
static void
drop_second(struct tg_jpeg_streams *s)
{
	s->second = NULL;
	if (++s->n_failed == FAILURES_MAX)
		s->alone_until = s->first->entropy.raw_end;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* How many bits the first reader has to go to where the second one began. */
static int32_t
measure(const struct tg_jpeg_streams *s)
{
	return (int32_t)(s->start_place - tg_jpeg_blocks_at(&s->first->reader));
}

/* Whether the first reader is at an MCU of those that the second one may have read. */
static bool
is_beyond(const struct tg_jpeg_streams *s)
{
	return s->second && !s->interval && !s->first->reader.k && measure(s) <= 0;
}

/* Prepares the first reader to read up to N records, and not far beyond the second one's start. */
static int
prepare_first(struct tg_jpeg_streams *s, uint32_t n)
{
	struct tg_jpeg_reader *reader = &s->first->reader;

	if (s->interval)
		n = least(n, s->first->n_left_in_interval);
	reader->n_left = least(n, s->n_left);
	if (ready(s->first) < 0)
		return -1;
	if (s->second && !s->interval && measure(s) > 0 && reader->low - reader->bits.at > measure(s) / 8)
		reader->low = reader->bits.at + measure(s) / 8;
	return 0;
}

/*
 * The same for the second one, which is paused where it cannot know whether the scan goes on: near the
 * end of the data, or where it has as many records as it may have.
 */
static void
prepare_second(struct tg_jpeg_streams *s)
{
	struct tg_jpeg_side *side = s->second;
	struct tg_jpeg_reader *reader = &side->reader;
	const struct tg_jpeg_entropy *e = &side->entropy;
	uint32_t n = TG_JPEG_STREAMS_RECORDS / s->mcu->size - 1 - side->n_records;

	s->is_paused = true;
	if (!n)
		return;
	reader->bad = (s->interval && !side->n_left_in_interval && restart(s, side) < 0) || ready(side) < 0;
	if (reader->bad)
		return;
	reader->n_left = s->interval ? least(n, side->n_left_in_interval) : n;
	if (e->ended && !(s->interval && tg_jpeg_join_is_restart(e->raw))) {
		if (e->end - reader->bits.at <= TG_JPEG_ENTROPY_MARGIN)
			return;
		reader->low = e->end - TG_JPEG_ENTROPY_MARGIN;
	}
	s->is_paused = false;
}

/* How many records the reader has made since it was prepared to make N. */
static void
count(struct tg_jpeg_streams *s, struct tg_jpeg_side *side, uint32_t n)
{
	n -= side->reader.n_left;
	side->n_records += n;
	if (s->interval)
		side->n_left_in_interval -= n;
}

/* The second reader has met what cannot be: if it is out of step, it starts again a little further on. */
static void
mend_second(struct tg_jpeg_streams *s)
{
	struct tg_jpeg_side *side = s->second;

	s->is_paused = true;
	if (s->interval)
		return;
	begin(side);
	side->reader.bits = (struct tg_jpeg_bits){.at = side->reader.bits.at + 1};
	side->reader.out = side->records;
	side->n_records = s->n_useless = 0;
	s->is_paused = false;
}

/* The first reader reads up to N records, and the second one meanwhile, unless it has to wait. */
static int
read_on(struct tg_jpeg_streams *s, uint32_t n, bool alone)
{
	struct tg_jpeg_reader *reader = &s->first->reader;
	uint32_t n_second;

	if (prepare_first(s, n) < 0)
		return -1;
	n = reader->n_left;
	if (s->second && !alone && !s->is_paused)
		prepare_second(s);
	if (!s->second || alone || s->is_paused) {
		tg_jpeg_blocks_read(s->mcu, reader, NULL);
	} else {
		n_second = s->second->reader.n_left;
		tg_jpeg_blocks_read(s->mcu, reader, &s->second->reader);
		count(s, s->second, n_second);
		if (s->second->reader.bad)
			mend_second(s);
	}
	count(s, s->first, n);
	return reader->bad ? -1 : 0;
}

/*
 * The second reader takes the first one's place. Returns how many records come with it, or -1 where it has met
 * damage, or more MCUs than there are.
 */
static int64_t
join(struct tg_jpeg_streams *s, const int16_t **records)
{
	struct tg_jpeg_side *side = s->second;
	uint32_t n = side->n_records - s->n_useless;

	*records = side->records + (size_t)s->n_useless * s->mcu->size;
	s->first = side;
	s->second = NULL;
	s->n_failed = 0;
	s->n_joined++;
	if (n > s->n_left || side->reader.bad)
		return -1;
	s->n_left -= n;
	return n;
}

/* Drops the records that were taken: only a part of an MCU is left. */
static void
rewind_records(const struct tg_jpeg_mcu *mcu, struct tg_jpeg_side *side)
{
	int16_t *taken = side->records, *rest = taken + (size_t)side->n_records * mcu->size;

	if (side->reader.k)
		memmove(taken, rest, (size_t)(side->reader.out + mcu->n_kept - rest) * sizeof(*rest));
	side->reader.out -= rest - taken;
	side->n_records = 0;
}

/* The first reader is at an interval's end. */
static int64_t
next_interval(struct tg_jpeg_streams *s, const int16_t **records)
{
	bool is_met = s->second && s->first->entropy.raw == s->start;

	if (restart(s, s->first) < 0)
		return -1;
	return is_met ? join(s, records) : 0;
}

/* The first reader is at an MCU of those that the second one may have read. */
static int64_t
meet(struct tg_jpeg_streams *s, const int16_t **records)
{
	if (tg_jpeg_join_meet(s))
		return join(s, records);
	if (s->n_useless == s->second->n_records)
		drop_second(s);
	return 0;
}

int64_t
tg_jpeg_streams_next(struct tg_jpeg_streams *s, const int16_t **records)
{
	rewind_records(s->mcu, s->first);
	while (s->n_left) {
		bool is_over = s->interval && !s->first->n_left_in_interval, beyond = is_beyond(s);
		int64_t n = is_over ? next_interval(s, records) : beyond ? meet(s, records) : 0;

		if (n)
			return n;
		if (is_over)
			continue;
		if (!s->second && s->first->entropy.raw >= s->alone_until)
			open_second(s);
		if (read_on(s, beyond ? 1 : SHORT / s->mcu->size, beyond) < 0)
			return -1;
		if (s->first->n_records) {
			*records = s->first->records;
			s->n_left -= s->first->n_records;
			return s->first->n_records;
		}
	}
	return 0;
}

const uint8_t *
tg_jpeg_streams_close(struct tg_jpeg_streams *s)
{
	const struct tg_jpeg_side *side = s->first;

	return side->reader.k || tg_jpeg_entropy_close(&side->entropy, &side->reader.bits) < 0 ? NULL : side->entropy.raw;
}
