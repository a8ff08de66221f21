/*
 * The bytes of a record: fields separated by TAB, the path last.
 *
 *   b  version id start settings shard list listed folder
 *   t  name width height source_width source_height size mtime reason text
 *      device inode birth reused id position variant path
 *   p, f, s  the same
 *   e  id complete|incomplete thumbnails partial failed skipped further
 *
 * The four kinds about a path have the same fields, so that a reader needs no
 * case for each; what a kind does not have is "-" or 0.
 */
#include "stream/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/identity.h"
#include "stream/item.h"

/* Longer than the fields of any record without settings and path. */
#define FIELDS_SIZE 1024

/* A thumbnail's name: so many hexadecimal digits, a point, and some of these. */
#define DIGEST_LEN 64
#define SUFFIX_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789"

int
tg_record_new_id(char id[TG_RECORD_ID_SIZE], struct tg_fault *why)
{
	unsigned char bytes[(TG_RECORD_ID_SIZE - 1) / 2];

	if (getentropy(bytes, sizeof(bytes)))
		return tg_fault_errno(why, "random id");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(id + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

void
tg_record_identify(struct tg_record *record, const struct tg_identity *identity)
{
	record->size = identity->size;
	record->mtime = identity->mtime;
	record->device = identity->device;
	record->inode = identity->inode;
	record->birth = identity->birth;
}

static int
format_begin(char text[FIELDS_SIZE], const struct tg_record *r)
{
	char shard[32] = "-";

	if (r->shard.count)
		snprintf(shard, sizeof(shard), "%" PRIu32 "/%" PRIu32, r->shard.index, r->shard.count);
	return snprintf(text, FIELDS_SIZE, "b\t%d\t%s\t%jd.%09ld\t%s\t%s\t%s\t%" PRIu64 "\t", TG_RECORD_VERSION, r->id,
	                (intmax_t)r->start.tv_sec, r->start.tv_nsec, r->settings, shard, *r->list ? r->list : "-",
	                r->n_listed);
}

/* Formats the fields before the path into TEXT; returns their length. */
static int
format_fields(char text[FIELDS_SIZE], const struct tg_record *r)
{
	switch (r->kind) {
	case TG_RECORD_BEGIN:
		return format_begin(text, r);
	case TG_RECORD_END:
		return snprintf(text, FIELDS_SIZE, "e\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64,
		                r->id, r->complete ? "complete" : "incomplete", r->counts.thumbnails,
		                r->counts.partial, r->counts.failed, r->counts.skipped, r->counts.further);
	default:
		return snprintf(text, FIELDS_SIZE,
		                "%c\t%s\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu64 "\t%jd.%09ld\t%s\t%s\t%"
		                PRIu64 "\t%" PRIu64 "\t%jd.%09ld\t%s\t%s\t%" PRIu64 "\t%" PRIu32 "\t",
		                r->kind, *r->name ? r->name : "-", r->width, r->height, r->source_width,
		                r->source_height, r->size, (intmax_t)r->mtime.tv_sec, r->mtime.tv_nsec,
		                tg_fault_word(r->reason.code), r->reason.code ? r->reason.text : "-", r->device, r->inode,
		                (intmax_t)r->birth.tv_sec, r->birth.tv_nsec, r->reused ? "reused" : "-", r->id,
		                r->position, r->variant);
	}
}

int
tg_record_write(struct tg_item_writer *out, const struct tg_record *record, struct tg_fault *why)
{
	char fields[FIELDS_SIZE];
	int fields_len = format_fields(fields, record);
	size_t path_len = record->kind == TG_RECORD_END ? 0 : strlen(record->path);

	if (fields_len < 0 || fields_len >= FIELDS_SIZE)
		return tg_fault_set(why, TG_FAULT_TOO_LARGE, "record of over %d bytes", FIELDS_SIZE);
	char *item = malloc((size_t)fields_len + path_len + 1);
	if (!item)
		return tg_fault_errno(why, NULL);
	memcpy(item, fields, (size_t)fields_len);
	if (path_len)
		memcpy(item + fields_len, record->path, path_len);
	int status = tg_item_write(out, item, (size_t)fields_len + path_len, why);
	free(item);
	return status;
}

/* What is left to read of a record; once a field is wrong, all later ones are. */
struct fields {
	char *rest; /* NULL after a wrong or missing field */
};

/* The next field, ended by NUL in place; "" if there is none. */
static const char *
next_text(struct fields *in)
{
	char *text = in->rest, *tab = text ? strchr(text, '\t') : NULL;

	in->rest = tab ? tab + 1 : NULL;
	if (!tab)
		return "";
	*tab = '\0';
	return text;
}

/* Where strtoull(3) and its like take blanks and a plus, too. */
static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static uint64_t
to_number(struct fields *in, const char *text, uint64_t max)
{
	char *end;

	errno = 0;
	uint64_t number = strtoull(text, &end, 10);
	if (errno || *end || !is_digit(*text) || number > max)
		in->rest = NULL;
	return number;
}

static uint64_t
next_number(struct fields *in, uint64_t max)
{
	return to_number(in, next_text(in), max);
}

static struct timespec
next_time(struct fields *in)
{
	const char *text = next_text(in);
	char *end;

	errno = 0;
	intmax_t seconds = strtoimax(text, &end, 10);
	if (errno || !is_digit(text[*text == '-']) || *end != '.' || strlen(end) != 10) {
		in->rest = NULL;
		return (struct timespec){ 0 };
	}
	return (struct timespec){ .tv_sec = (time_t)seconds, .tv_nsec = (long)to_number(in, end + 1, 999999999) };
}

/* Copies the next field to TO; "-" as an empty one. */
static void
next_name(struct fields *in, char *to, size_t size)
{
	const char *text = next_text(in);
	size_t len = strlen(text);

	if (len >= size || len == 0)
		in->rest = NULL;
	else if (strcmp(text, "-") != 0)
		memcpy(to, text, len + 1);
}

/* Whether TEXT starts with N hexadecimal digits. */
static bool
is_hex(const char *text, size_t n)
{
	return strspn(text, "0123456789abcdef") == n;
}

/* Whether the next field is YES; there is one other word that it may be. */
static bool
next_flag(struct fields *in, const char *yes, const char *no)
{
	const char *text = next_text(in);
	bool flag = strcmp(text, yes) == 0;

	if (!flag && strcmp(text, no) != 0)
		in->rest = NULL;
	return flag;
}

static void
next_id(struct fields *in, struct tg_record *r)
{
	next_name(in, r->id, sizeof(r->id));
	if (!is_hex(r->id, TG_RECORD_ID_SIZE - 1))
		in->rest = NULL;
}

/*
 * A digest, a point and a suffix, and before them perhaps the folder of their first digits: a
 * name must not lead elsewhere, or out of its line in a listing.
 */
static bool
is_name(const char *name)
{
	if (is_hex(name, 2) && name[2] == '/' && strncmp(name, name + 3, 2) == 0)
		name += 3;
	const char *suffix = name + DIGEST_LEN + 1;

	return is_hex(name, DIGEST_LEN) && name[DIGEST_LEN] == '.' && *suffix && !suffix[strspn(suffix, SUFFIX_CHARACTERS)];
}

static void
read_begin(struct fields *in, struct tg_record *r)
{
	next_id(in, r);
	r->start = next_time(in);
	r->settings = next_text(in);
	const char *shard = next_text(in);
	next_name(in, r->list, sizeof(r->list));
	r->n_listed = next_number(in, UINT64_MAX);
	r->path = in->rest;

	bool has_shard = strcmp(shard, "-") != 0;
	if (strlen(r->settings) >= TG_RECORD_SETTINGS_SIZE || (has_shard && tg_shard_parse(shard, &r->shard)) ||
	    (has_shard ? !is_hex(r->list, TG_SHARD_DIGEST_SIZE - 1) : *r->list || r->n_listed))
		in->rest = NULL;
}

static void
read_file(struct fields *in, struct tg_record *r)
{
	next_name(in, r->name, sizeof(r->name));
	r->width = (uint32_t)next_number(in, UINT32_MAX);
	r->height = (uint32_t)next_number(in, UINT32_MAX);
	r->source_width = (uint32_t)next_number(in, UINT32_MAX);
	r->source_height = (uint32_t)next_number(in, UINT32_MAX);
	r->size = next_number(in, UINT64_MAX);
	r->mtime = next_time(in);
	const char *word = next_text(in);
	r->reason.code = tg_fault_code(word, strlen(word));
	const char *text = next_text(in);
	if (r->reason.code == TG_N_FAULTS)
		in->rest = NULL;
	else if (r->reason.code)
		tg_fault_set(&r->reason, r->reason.code, "%s", text);
	r->device = next_number(in, UINT64_MAX);
	r->inode = next_number(in, UINT64_MAX);
	r->birth = next_time(in);
	r->reused = next_flag(in, "reused", "-");
	next_id(in, r);
	r->position = next_number(in, UINT64_MAX);
	r->variant = (uint32_t)next_number(in, TG_RECORD_VARIANTS_MAX - 1);
	r->path = in->rest;

	bool has_name = *r->name, has_size = r->width && r->height, has_reason = r->reason.code != TG_FAULT_NONE;
	bool has_thumb = r->kind == TG_RECORD_THUMBNAIL || r->kind == TG_RECORD_PARTIAL;
	if (has_name != has_thumb || (r->variant && !has_thumb) || has_size != has_thumb || (has_name && !is_name(r->name)) ||
	    has_reason != (r->kind == TG_RECORD_PARTIAL || r->kind == TG_RECORD_FAILED))
		in->rest = NULL;
}

static void
read_end(struct fields *in, struct tg_record *r)
{
	next_id(in, r);
	r->complete = next_flag(in, "complete", "incomplete");
	r->counts.thumbnails = next_number(in, UINT64_MAX);
	r->counts.partial = next_number(in, UINT64_MAX);
	r->counts.failed = next_number(in, UINT64_MAX);
	r->counts.skipped = next_number(in, UINT64_MAX);
	if (in->rest)
		r->counts.further = to_number(in, in->rest, UINT64_MAX);
}

int
tg_record_read(char *item, size_t len, struct tg_record *record, struct tg_fault *why)
{
	struct fields in = { .rest = item };
	char kind = *item;

	memset(record, 0, sizeof(*record));
	if (!len || *item == '/')
		return tg_fault_set(why, TG_FAULT_CORRUPT, "a path and not a record: tgthumb makes records of paths");
	if (len < 2 || item[1] != '\t' || !strchr("btpfse", kind))
		return tg_fault_set(why, TG_FAULT_CORRUPT, "not a record: %.40s", item);
	record->kind = (enum tg_record_kind)kind;
	next_text(&in);
	if (kind == TG_RECORD_BEGIN) {
		uint64_t version = next_number(&in, UINT64_MAX);
		if (in.rest && version != TG_RECORD_VERSION)
			return tg_fault_set(why, TG_FAULT_CORRUPT, "records of version %" PRIu64 ", not %d",
			                    version, TG_RECORD_VERSION);
		read_begin(&in, record);
	} else if (kind == TG_RECORD_END) {
		read_end(&in, record);
	} else {
		read_file(&in, record);
	}
	if (!in.rest || (record->path && *record->path != '/'))
		return tg_fault_set(why, TG_FAULT_CORRUPT, "broken '%c' record", kind);
	return 0;
}

bool
tg_record_is_start(const char *bytes, size_t len)
{
	const char start[] = { TG_RECORD_BEGIN, '\t' };

	return memcmp(bytes, start, len < sizeof(start) ? len : sizeof(start)) == 0;
}

void
tg_counts_add(struct tg_counts *counts, const struct tg_record *record)
{
	if (record->variant) {
		counts->further++;
		return;
	}
	counts->thumbnails += record->kind == TG_RECORD_THUMBNAIL;
	counts->partial += record->kind == TG_RECORD_PARTIAL;
	counts->failed += record->kind == TG_RECORD_FAILED;
	counts->skipped += record->kind == TG_RECORD_SKIPPED;
}

uint64_t
tg_counts_sum(const struct tg_counts *counts)
{
	return counts->thumbnails + counts->partial + counts->failed + counts->skipped;
}
