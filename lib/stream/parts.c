/* Parts as they come: into the spool, and what is known of each stream. */
#include "stream/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/draft.h"
#include "base/fault.h"
#include "stream/item.h"
#include "stream/merge.h"
#include "stream/record.h"

#define WRITE_SIZE ((size_t)64 << 10)

struct tg_parts {
	struct tg_draft spool;
	struct tg_item_writer out;      /* to the spool; has no buffer where there is none */
	struct tg_part *parts;          /* owned; as they came, and by share from tg_parts_check on */
	size_t n, n_allocated;
	struct tg_part *open;           /* the last one, if it has not ended */
	struct tg_record like;          /* the first begin record, whose list and settings all must have */
	char *settings;                 /* of it, owned */
	struct tg_fault flaw;           /* the first thing that cannot be, or no code */
	bool complete;                  /* what tg_parts_check has found */
	struct tg_merge *merge;         /* when records are taken out; owned */
	uint64_t n_taken;               /* paths whose records were */
};

int
tg_parts_open(struct tg_parts **parts, int folder, struct tg_fault *why)
{
	struct tg_parts *new = calloc(1, sizeof(*new));

	if (!new)
		return tg_fault_errno(why, NULL);
	new->spool.fd = -1;
	if (folder >= 0 && (tg_draft_open(&new->spool, folder, 0600, why) ||
	                    tg_item_writer_init(&new->out, new->spool.fd, WRITE_SIZE, why))) {
		tg_parts_close(new);
		return -1;
	}
	*parts = new;
	return 0;
}

void
tg_parts_close(struct tg_parts *parts)
{
	if (!parts)
		return;
	tg_merge_close(parts->merge);
	tg_item_writer_free(&parts->out);
	tg_draft_close(&parts->spool);
	free(parts->parts);
	free(parts->settings);
	free(parts);
}

/*
 * Notes what cannot be: TG_FAULT_TRUNCATED for what comes of a stream without its end, whose last
 * record takes in the begin record behind it. The first counts, for others are often its
 * consequence.
 */
static int
flaw(struct tg_parts *parts, enum tg_fault_code code, const char *text, const char *id)
{
	if (!parts->flaw.code)
		tg_fault_set(&parts->flaw, code, "%s: stream %s", text, id);
	return 0;
}

/* Writes RECORD to the spool, and sets *END to where it ends there. */
static int
spool(struct tg_parts *parts, const struct tg_record *record, uint64_t *end, struct tg_fault *why)
{
	if (parts->spool.fd < 0)
		return 0;
	if (tg_record_write(&parts->out, record, why))
		return tg_fault_name(why, "records that wait", why);
	off_t written = lseek(parts->spool.fd, 0, SEEK_CUR);
	*end = (uint64_t)written + parts->out.len;
	return 0;
}

/* What keeps a stream that begins with RECORD from being a part of what the others are; or NULL. */
static const char *
difference(const struct tg_parts *parts, const struct tg_record *record)
{
	const struct tg_record *like = &parts->like;

	if (!record->shard.count)
		return "a whole list among the shares of one";
	if (record->shard.count != like->shard.count)
		return "another number of shares";
	if (strcmp(record->list, like->list) != 0 || record->n_listed != like->n_listed)
		return "a share of another list";
	if (strcmp(record->settings, parts->settings) != 0)
		return "a share with other settings";
	return NULL;
}

static int
begin(struct tg_parts *parts, const struct tg_record *record, struct tg_fault *why)
{
	if (!parts->settings) {
		parts->like = *record;
		parts->settings = strdup(record->settings);
		if (!parts->settings)
			return tg_fault_errno(why, NULL);
	}
	const char *wrong = difference(parts, record);
	parts->open = NULL;
	if (wrong)
		return flaw(parts, TG_FAULT_CORRUPT, wrong, record->id);
	if (parts->n == parts->n_allocated) {
		size_t n = parts->n ? 2 * parts->n : 64;
		struct tg_part *larger = reallocarray(parts->parts, n, sizeof(*larger));
		if (!larger)
			return tg_fault_errno(why, NULL);
		parts->parts = larger;
		parts->n_allocated = n;
	}
	struct tg_part *part = &parts->parts[parts->n];
	*part = (struct tg_part){ .index = record->shard.index, .start = parts->n ? part[-1].end : 0 };
	memcpy(part->id, record->id, sizeof(part->id));
	parts->n++;
	parts->open = part;
	return spool(parts, record, &part->end, why);
}

/* A record about a path. */
static int
add_path(struct tg_parts *parts, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_part *part = parts->open;

	if (!part || strcmp(record->id, part->id) != 0)
		return flaw(parts, TG_FAULT_TRUNCATED, "records that are not with their begin record", record->id);
	bool follows = record->variant ? record->position + 1 == part->next && record->variant == part->variant
	                               : record->position >= part->next && record->position < parts->like.n_listed;
	if (!follows)
		return flaw(parts, TG_FAULT_CORRUPT, "records out of the order of the list", record->id);
	part->next = record->position + 1;
	part->variant = record->variant + 1;
	tg_counts_add(&part->counts, record);
	return spool(parts, record, &part->end, why);
}

static int
end(struct tg_parts *parts, const struct tg_record *record)
{
	struct tg_part *part = parts->open;

	if (!part || strcmp(record->id, part->id) != 0)
		return flaw(parts, TG_FAULT_TRUNCATED, "an end record that is not with its begin record", record->id);
	part->complete = record->complete && memcmp(&part->counts, &record->counts, sizeof(part->counts)) == 0;
	parts->open = NULL;
	return 0;
}

int
tg_parts_add(struct tg_parts *parts, const struct tg_record *record, struct tg_fault *why)
{
	switch (record->kind) {
	case TG_RECORD_BEGIN: return begin(parts, record, why);
	case TG_RECORD_END: return end(parts, record);
	default: return add_path(parts, record, why);
	}
}

/* By share, and of one share the best one first. */
static int
compare_parts(const void *a, const void *b)
{
	const struct tg_part *one = a, *other = b;

	if (one->index != other->index)
		return one->index < other->index ? -1 : 1;
	if (one->complete != other->complete)
		return one->complete ? -1 : 1;
	uint64_t n_one = tg_counts_sum(&one->counts), n_other = tg_counts_sum(&other->counts);
	return n_one == n_other ? 0 : n_one > n_other ? -1 : 1;
}

/* Fills WHY with the shares that are missing, as far as there is room. */
static int
say_missing(const struct tg_parts *parts, struct tg_fault *why)
{
	char list[TG_FAULT_TEXT_SIZE / 2] = "";
	size_t len = 0;
	uint32_t n = 0, n_shares = parts->like.shard.count;

	for (uint32_t share = 0; (share = tg_parts_missing(parts, share)) < n_shares; share++, n++)
		if (len + 12 < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%" PRIu32, n ? "," : "", share);
		else if (list[len - 1] != '.')
			len += (size_t)snprintf(list + len, sizeof(list) - len, "...");
	return n ? tg_fault_set(why, TG_FAULT_TRUNCATED, "%" PRIu32 " of %" PRIu32 " shares missing: %s", n, n_shares, list) : 0;
}

int
tg_parts_check(struct tg_parts *parts, struct tg_fault *why)
{
	uint64_t n_records = 0;
	size_t n = 0;

	parts->open = NULL;
	if (parts->n)
		qsort(parts->parts, parts->n, sizeof(*parts->parts), compare_parts);
	for (size_t i = 0; i < parts->n; i++)
		if (n == 0 || parts->parts[i].index != parts->parts[n - 1].index)
			parts->parts[n++] = parts->parts[i];
	parts->n = n;
	if (parts->flaw.code) {
		*why = parts->flaw;
		return -1;
	}
	if (say_missing(parts, why))
		return -1;
	for (size_t i = 0; i < parts->n; i++)
		n_records += tg_counts_sum(&parts->parts[i].counts);
	if (n_records != parts->like.n_listed)
		return tg_fault_set(why, TG_FAULT_CORRUPT, "%" PRIu64 " records of a list of %" PRIu64 " paths",
		                    n_records, parts->like.n_listed);
	parts->complete = true;
	return 0;
}

uint32_t
tg_parts_shares(const struct tg_parts *parts)
{
	return parts->like.shard.count;
}

uint32_t
tg_parts_missing(const struct tg_parts *parts, uint32_t from)
{
	size_t low = 0, high = parts->n;

	/* The parts are one for each share, in order: where is the first that is not before FROM? */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (parts->parts[middle].index < from)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < parts->n && parts->parts[low].index == from && parts->parts[low].complete; low++)
		from++;
	return from;
}

int
tg_parts_next(struct tg_parts *parts, struct tg_record *record, struct tg_fault *why)
{
	if (!parts->merge) {
		if (tg_item_flush(&parts->out, why))
			return tg_fault_name(why, "records that wait", why);
		if (tg_merge_open(&parts->merge, parts->spool.fd, parts->parts, parts->n, why))
			return -1;
	}
	int more = tg_merge_next(parts->merge, record, why);
	if (more <= 0 || record->kind == TG_RECORD_BEGIN || record->kind == TG_RECORD_END)
		return more;
	/* All records of a path are in one part, and their order was seen to when they came. */
	if (record->variant)
		return 1;
	uint64_t expected = parts->n_taken++;
	if (parts->complete && record->position != expected)
		return tg_fault_set(why, TG_FAULT_CORRUPT, "path %" PRIu64 " of the list is missing, or another is there twice",
		                    expected);
	return 1;
}
