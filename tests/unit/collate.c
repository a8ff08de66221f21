/* Collation: each way of being whole, and of not being whole, with its word. */
#include "stream/collate.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

#define ONE "00000000000000000000000000000001"
#define TWO "00000000000000000000000000000002"

/*
 * Collates the records that LETTERS stand for: B and b begin stream one and two,
 * E and e end them; t, p, f, s are about paths; I is an end that says incomplete. The
 * end records of one and two count all records so far since the last end. Returns
 * whether all is complete, and has WHY say why not.
 */
static int
collate(const char *letters, struct tg_fault *why)
{
	struct tg_collation all;
	struct tg_counts counts = { 0 };

	tg_collation_init(&all);
	for (; *letters; letters++) {
		struct tg_record record = { .path = "/p" };
		strcpy(record.id, strchr("BEI", *letters) ? ONE : TWO);
		switch (*letters) {
		case 'B':
		case 'b':
			record.kind = TG_RECORD_BEGIN;
			break;
		case 'E':
		case 'e':
		case 'I':
			record.kind = TG_RECORD_END;
			record.complete = *letters != 'I';
			record.counts = counts;
			counts = (struct tg_counts){ 0 };
			break;
		default:
			record.kind = (enum tg_record_kind)*letters;
			tg_counts_add(&counts, &record);
		}
		CHECK(tg_collation_add(&all, &record, why) == 0);
	}
	int status = tg_collation_check(&all, why);
	tg_collation_free(&all);
	tg_collation_free(&all);
	return status == 0;
}

static int
cut(const char *letters, const char *text)
{
	struct tg_fault why = { 0 };

	return !collate(letters, &why) && why.code && strstr(why.text, text);
}

static void
check_counts(void)
{
	struct tg_collation all;
	struct tg_fault why;
	struct tg_record begin = { .kind = TG_RECORD_BEGIN, .id = ONE, .start = { 5, 7 }, .path = "/" };
	struct tg_record other = { .kind = TG_RECORD_BEGIN, .id = TWO, .start = { 5, 6 }, .path = "/" };
	struct tg_record end = { .kind = TG_RECORD_END, .id = ONE, .complete = true, .counts = { 1, 0, 0, 0, 0 } };
	struct tg_record record = { .kind = TG_RECORD_SKIPPED, .path = "/p" };

	/* As many as are promised, but of another kind. */
	tg_collation_init(&all);
	CHECK(tg_collation_add(&all, &begin, &why) == 0 && tg_collation_add(&all, &record, &why) == 0 &&
	      tg_collation_add(&all, &end, &why) == 0);
	CHECK(tg_collation_check(&all, &why) == -1 && why.code == TG_FAULT_CORRUPT);
	CHECK(all.counts.skipped == 1 && all.promised.thumbnails == 1 && all.n_ended == 1);

	/* The earliest start is kept, and of two flaws the first. */
	CHECK(tg_collation_add(&all, &other, &why) == 0);
	CHECK(all.start.tv_sec == 5 && all.start.tv_nsec == 6 && all.n_streams == 2);
	tg_collation_flaw(&all, &(struct tg_fault){ TG_FAULT_CORRUPT, "first" });
	tg_collation_flaw(&all, &(struct tg_fault){ TG_FAULT_CORRUPT, "second" });
	CHECK(tg_collation_check(&all, &why) == -1 && strcmp(why.text, "first") == 0);
	tg_collation_free(&all);
}

int
main(void)
{
	struct tg_fault why;

	CHECK(collate("BE", &why));
	CHECK(collate("BtpfstE", &why));
	CHECK(collate("BtEbse", &why));
	CHECK(collate("BbtsEfe", &why));
	CHECK(collate("bBtseE", &why));
	CHECK(cut("", "no begin record"));
	CHECK(cut("t", "no begin record"));
	CHECK(cut("B", "no end record of 1 of 1"));
	CHECK(cut("BtEb", "no end record of 1 of 2"));
	CHECK(cut("BtI", "1 of 1 streams incomplete"));
	CHECK(cut("BIbe", "1 of 2 streams incomplete"));
	CHECK(cut("BtEt", "2 records where the end records count 1"));
	CHECK(cut("BEBE", "two begin records"));
	CHECK(cut("BEE", "two end records"));
	CHECK(cut("BEe", "end record without a begin record"));
	CHECK(cut("EB", "end record without a begin record"));
	check_counts();
	return report("collate");
}
