/* Records: what is written is read again, and nothing else is a record. */
#include "stream/record.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream/item.h"

#include "check.h"

#define ID "00112233445566778899aabbccddeeff"
#define LIST "0123456701234567012345670123456701234567012345670123456701234567"
#define NAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png"

/* Writes RECORD through a pipe into ITEM, of SIZE bytes; returns the item's length. */
static size_t
format(const struct tg_record *record, char *item, size_t size)
{
	struct tg_item_writer out;
	struct tg_fault why;
	int ends[2];

	if (pipe(ends))
		abort();
	CHECK(tg_item_writer_init(&out, ends[1], PIPE_BUF, &why) == 0);
	CHECK(tg_record_write(&out, record, &why) == 0);
	CHECK(tg_item_flush(&out, &why) == 0);
	tg_item_writer_free(&out);
	ssize_t n = read(ends[0], item, size);
	close(ends[0]);
	close(ends[1]);
	CHECK(n > 0 && item[n - 1] == '\0' && strlen(item) == (size_t)n - 1);
	return n > 0 ? (size_t)n - 1 : 0;
}

static int
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* RECORD is written and read again without a change. */
static void
round_trip(const struct tg_record *record)
{
	struct tg_record again;
	struct tg_fault why;
	char item[PIPE_BUF];
	size_t len = format(record, item, sizeof(item));

	CHECK(tg_record_read(item, len, &again, &why) == 0);
	CHECK(again.kind == record->kind);
	CHECK(strcmp(again.id, record->id) == 0);
	CHECK(same_time(again.start, record->start));
	CHECK(!record->settings || strcmp(again.settings, record->settings) == 0);
	CHECK(again.complete == record->complete);
	CHECK(memcmp(&again.counts, &record->counts, sizeof(again.counts)) == 0);
	CHECK(strcmp(again.name, record->name) == 0);
	CHECK(again.width == record->width && again.height == record->height);
	CHECK(again.source_width == record->source_width && again.source_height == record->source_height);
	CHECK(again.size == record->size && same_time(again.mtime, record->mtime));
	CHECK(again.device == record->device && again.inode == record->inode && same_time(again.birth, record->birth));
	CHECK(again.reused == record->reused && again.position == record->position && again.variant == record->variant);
	CHECK(again.shard.index == record->shard.index && again.shard.count == record->shard.count);
	CHECK(strcmp(again.list, record->list) == 0 && again.n_listed == record->n_listed);
	CHECK(again.reason.code == record->reason.code && strcmp(again.reason.text, record->reason.text) == 0);
	CHECK(!record->path == !again.path && (!record->path || strcmp(again.path, record->path) == 0));
}

static void
round_trips(void)
{
	struct tg_record t = {
		.kind = TG_RECORD_THUMBNAIL, .id = ID, .name = NAME, .width = 200, .height = 1, .source_width = UINT32_MAX,
		.source_height = 7, .size = UINT64_MAX, .mtime = { 1700000000, 999999999 }, .path = "/a/b",
		.device = UINT64_MAX, .inode = UINT64_MAX, .birth = { -5, 999999999 }, .reused = true, .position = UINT64_MAX,
		.variant = TG_RECORD_VARIANTS_MAX - 1,
	};
	round_trip(&t);
	t.path = "/\t\n\t\xff: t\t-";
	t.mtime = (struct timespec){ -2, 5 };
	round_trip(&t);
	t.path = "/";
	t.mtime = (struct timespec){ 0, 0 };
	round_trip(&t);
	t.kind = TG_RECORD_PARTIAL;
	for (int code = TG_FAULT_NONE + 1; code < TG_N_FAULTS; code++) {
		tg_fault_set(&t.reason, (enum tg_fault_code)code, "why %d", code);
		round_trip(&t);
	}

	struct tg_record f = { .kind = TG_RECORD_FAILED, .id = ID, .path = "/f" };
	tg_fault_set(&f.reason, TG_FAULT_IO, "a text\twith\ncontrols %0150d", 0);
	round_trip(&f);
	round_trip(&(struct tg_record){ .kind = TG_RECORD_SKIPPED, .id = ID, .path = "/s", .size = 1 });
	round_trip(&(struct tg_record){ .kind = TG_RECORD_BEGIN, .id = ID, .start = { 1, 2 }, .settings = "", .path = "/p" });
	round_trip(&(struct tg_record){
		.kind = TG_RECORD_BEGIN, .id = ID, .settings = "", .shard = { 2, 3 }, .list = LIST, .n_listed = UINT64_MAX,
		.path = "/p",
	});
	round_trip(&(struct tg_record){ .kind = TG_RECORD_BEGIN, .id = ID, .settings = "a=b c=d", .path = "/p\tq" });
	round_trip(&(struct tg_record){ .kind = TG_RECORD_END, .id = ID, .complete = true });
	round_trip(&(struct tg_record){ .kind = TG_RECORD_END, .id = ID,
		.counts = { UINT64_MAX, 1, 2, UINT64_MAX - 1, 3 } });
}

static int
reads(const char *text)
{
	struct tg_record record;
	struct tg_fault why = { 0 };
	char *item = strdup(text); /* of this length, for the sanitizers */
	int status = item ? tg_record_read(item, strlen(text), &record, &why) : -1;

	CHECK(status == 0 || (why.code == TG_FAULT_CORRUPT && *why.text));
	free(item);
	return status == 0;
}

/* No record with a part of its front or its end is one; a path alone may be cut. */
static void
check_parts(const char *text, size_t path_len)
{
	char part[PIPE_BUF];
	size_t len = strlen(text);

	CHECK(reads(text));
	for (size_t n = 0; n + (path_len ? path_len : 1) <= len; n++) {
		snprintf(part, sizeof(part), "%.*s", (int)n, text);
		CHECK(!reads(part));
	}
	for (size_t n = 1; n < len; n++)
		CHECK(!reads(text + n));
}

/* A record that another byte has come into is not read beyond its end, whatever comes of it. */
static void
check_changes(const char *text)
{
	char changed[PIPE_BUF];

	snprintf(changed, sizeof(changed), "%s", text);
	for (size_t i = 0; text[i]; i++) {
		for (int c = 1; c < 256; c += 7) {
			changed[i] = (char)c;
			reads(changed);
		}
		changed[i] = text[i];
	}
}

static void
check_ids(void)
{
	char a[TG_RECORD_ID_SIZE], b[TG_RECORD_ID_SIZE];
	struct tg_fault why;

	CHECK(tg_record_new_id(a, &why) == 0 && tg_record_new_id(b, &why) == 0);
	CHECK(strspn(a, "0123456789abcdef") == sizeof(a) - 1 && a[sizeof(a) - 1] == '\0');
	CHECK(strcmp(a, b) != 0);
}

int
main(void)
{
	static const char *const texts[] = {
		"b\t1\t" ID "\t1.000000002\tbox=1x1\t-\t-\t0\t/p",
		"b\t1\t" ID "\t1.000000002\tbox=1x1\t2/3\t" LIST "\t9\t/p",
		"t\t" NAME "\t1\t2\t3\t4\t5\t6.000000007\t-\t-\t8\t9\t10.000000011\t-\t" ID "\t12\t0\t/p",
		"p\t" NAME "\t1\t2\t3\t4\t5\t6.000000007\ttruncated\twhy\t8\t9\t10.000000011\treused\t" ID "\t12\t0\t/p",
		"f\t-\t0\t0\t0\t0\t5\t6.000000007\tio\twhy\t8\t9\t10.000000011\treused\t" ID "\t12\t0\t/p",
		"s\t-\t0\t0\t0\t0\t5\t6.000000007\t-\t-\t8\t9\t10.000000011\t-\t" ID "\t12\t0\t/p",
		"e\t" ID "\tcomplete\t1\t2\t3\t4\t5",
	};

	round_trips();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		check_parts(texts[i], *texts[i] == 'e' ? 0 : 2);
		check_changes(texts[i]);
	}
	check_ids();
	return report("record");
}
