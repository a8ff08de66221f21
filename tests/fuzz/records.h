/*
 * Records out of any bytes, few streams, paths and places, so that they meet: of what a
 * reader takes for records, any order that there may be.
 */
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "fuzz.h"

#include "stream/record.h"

/* Bytes of data that make a record. */
#define RECORD_BYTES 4

#define NAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png"
#define LIST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Makes RECORD of DATA, RECORD_BYTES bytes; those of one path and one size are of one file. */
static inline void
make_record(const uint8_t *data, struct tg_record *record)
{
	static const char kinds[] = "btttttfse";
	static const char *const paths[] = { "/a", "/b", "/c", "/d", "/e", "/folder/f", "/folder/g", "/folder/h" };
	static const char *const settings[] = { "box=1x1", "box=2x2" };

	memset(record, 0, sizeof(*record));
	record->kind = (enum tg_record_kind)kinds[data[0] % (sizeof(kinds) - 1)];
	snprintf(record->id, sizeof(record->id), "%032x", data[1] & 3);
	record->path = paths[data[2] & 7];
	record->settings = settings[data[3] >> 7];
	switch (record->kind) {
	case TG_RECORD_BEGIN:
		if (data[3] & 3)
			record->shard = (struct tg_shard){ (data[2] >> 3) % (data[3] & 3), data[3] & 3 };
		if (record->shard.count)
			snprintf(record->list, sizeof(record->list), "%s", LIST);
		record->n_listed = record->shard.count ? (uint64_t)(data[3] >> 2 & 15) : 0;
		break;
	case TG_RECORD_END:
		record->complete = data[2] & 1;
		record->counts = (struct tg_counts){ .thumbnails = data[3] & 7, .failed = data[3] >> 3 & 3 };
		record->path = NULL;
		break;
	default:
		record->size = data[3] & 3;
		record->device = 1;
		record->inode = 1 + (data[2] & 7);
		record->mtime.tv_sec = record->birth.tv_sec = 1;
		record->position = data[2] >> 3 & 15;
		if (record->kind == TG_RECORD_THUMBNAIL) {
			snprintf(record->name, sizeof(record->name), "%s", NAME);
			record->width = record->height = record->source_width = record->source_height = 1;
		} else if (record->kind == TG_RECORD_FAILED) {
			tg_fault_set(&record->reason, TG_FAULT_CORRUPT, "broken");
		}
	}
}

#endif
