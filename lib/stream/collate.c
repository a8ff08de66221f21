/*
 * Collation: a record does not say which stream it is of, so the counts are
 * compared as sums; the begin and end records are matched by their ids.
 */
#include "stream/collate.h"

#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream {
	char id[TG_RECORD_ID_SIZE];
	bool ended;
};

static int
compare_streams(const void *a, const void *b)
{
	return strcmp(((const struct stream *)a)->id, ((const struct stream *)b)->id);
}

void
tg_collation_init(struct tg_collation *all)
{
	memset(all, 0, sizeof(*all));
}

void
tg_collation_free(struct tg_collation *all)
{
	tdestroy(all->streams, free);
	all->streams = NULL;
}

void
tg_collation_flaw(struct tg_collation *all, const struct tg_fault *flaw)
{
	/* What follows the first is often its consequence. */
	if (!all->flaw.code)
		all->flaw = *flaw;
}

static int
wrong_stream(struct tg_collation *all, const char *what, const char *id)
{
	struct tg_fault flaw;

	tg_fault_set(&flaw, TG_FAULT_CORRUPT, "%s: stream %s", what, id);
	tg_collation_flaw(all, &flaw);
	return 0;
}

static int
begin(struct tg_collation *all, const struct tg_record *record, struct tg_fault *why)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (!stream)
		return tg_fault_errno(why, NULL);
	memcpy(stream->id, record->id, sizeof(stream->id));
	struct stream **found = tsearch(stream, &all->streams, compare_streams);
	if (!found || *found != stream) {
		free(stream);
		return found ? wrong_stream(all, "two begin records", record->id) : tg_fault_errno(why, NULL);
	}
	if (!all->n_streams || record->start.tv_sec < all->start.tv_sec ||
	    (record->start.tv_sec == all->start.tv_sec && record->start.tv_nsec < all->start.tv_nsec))
		all->start = record->start;
	all->n_streams++;
	return 0;
}

static int
end(struct tg_collation *all, const struct tg_record *record)
{
	struct stream key = { .ended = false };

	memcpy(key.id, record->id, sizeof(key.id));
	struct stream **found = tfind(&key, &all->streams, compare_streams);
	if (!found)
		return wrong_stream(all, "end record without a begin record", record->id);
	if ((*found)->ended)
		return wrong_stream(all, "two end records", record->id);
	(*found)->ended = true;
	all->n_ended++;
	all->n_incomplete += !record->complete;
	all->promised.thumbnails += record->counts.thumbnails;
	all->promised.partial += record->counts.partial;
	all->promised.failed += record->counts.failed;
	all->promised.skipped += record->counts.skipped;
	all->promised.further += record->counts.further;
	return 0;
}

int
tg_collation_add(struct tg_collation *all, const struct tg_record *record, struct tg_fault *why)
{
	if (record->kind == TG_RECORD_BEGIN)
		return begin(all, record, why);
	if (record->kind == TG_RECORD_END)
		return end(all, record);
	tg_counts_add(&all->counts, record);
	all->n_reused += record->reused && !record->variant;
	if (record->kind == TG_RECORD_FAILED)
		all->failed[record->reason.code]++;
	return 0;
}

const char *
tg_collation_reasons(const struct tg_collation *all, char *text, size_t size)
{
	size_t len = 0;

	*text = '\0';
	for (int code = 0; code < TG_N_FAULTS; code++)
		if (all->failed[code] && len < size)
			len += (size_t)snprintf(text + len, size - len, "%s%" PRIu64 " %s", len ? ", " : " (",
			                        all->failed[code], tg_fault_word((enum tg_fault_code)code));
	if (len && len < size)
		snprintf(text + len, size - len, ")");
	return text;
}

int
tg_collation_check(const struct tg_collation *all, struct tg_fault *why)
{
	if (all->flaw.code) {
		*why = all->flaw;
		return -1;
	}
	if (!all->n_streams)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "no begin record");
	if (all->n_ended < all->n_streams)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "no end record of %" PRIu64 " of %" PRIu64 " streams",
		                    all->n_streams - all->n_ended, all->n_streams);
	if (all->n_incomplete)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "%" PRIu64 " of %" PRIu64 " streams incomplete at the source",
		                    all->n_incomplete, all->n_streams);
	if (memcmp(&all->counts, &all->promised, sizeof(all->counts)) != 0)
		return tg_fault_set(why, TG_FAULT_CORRUPT, "%" PRIu64 " records where the end records count %" PRIu64,
		                    tg_counts_sum(&all->counts) + all->counts.further,
		                    tg_counts_sum(&all->promised) + all->promised.further);
	return 0;
}
