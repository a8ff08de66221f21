/*
 * The records of several parts, taken from one file in the order of the list.
 */
#ifndef TG_STREAM_MERGE_H
#define TG_STREAM_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream/record.h"

/* A stream that has a share of a list. */
struct tg_part {
	char id[TG_RECORD_ID_SIZE];
	uint32_t index;          /* of the share */
	uint64_t start, end;     /* of its records in the file, in bytes, without the end record */
	struct tg_counts counts; /* of its records */
	uint64_t next;           /* behind the last position in it */
	uint32_t variant;        /* behind the last record of that position */
	bool complete;           /* it has ended, and its counts agree */
};

struct tg_merge;

/* Opens *MERGE of the N parts at PARTS, which stay the caller's, in the file of FD. 0, or -1 with WHY filled. */
int tg_merge_open(struct tg_merge **merge, int fd, const struct tg_part *parts, size_t n, struct tg_fault *why);

/*
 * The next record: the begin records of all parts, then those about paths by their
 * positions, then end records. Its pointers are good until the next call. Returns 1, 0
 * after the last, or -1 with WHY filled.
 */
int tg_merge_next(struct tg_merge *merge, struct tg_record *record, struct tg_fault *why);

/* NULL is fine. */
void tg_merge_close(struct tg_merge *merge);

#endif
