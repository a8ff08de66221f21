/*
 * Whether the records of one or several streams, one after the other or mixed
 * by a shared pipe, are all there.
 */
#ifndef TG_STREAM_COLLATE_H
#define TG_STREAM_COLLATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "stream/record.h"

struct tg_collation {
	void *streams;               /* a tree of the ids seen, see collate.c */
	uint64_t n_streams;          /* begin records */
	uint64_t n_ended;            /* end records that belong to one */
	uint64_t n_incomplete;       /* of these, the ones that say so */
	struct timespec start;       /* of the earliest begin record */
	struct tg_counts counts;     /* of the records that were read */
	uint64_t failed[TG_N_FAULTS]; /* of the failed ones, by their reason */
	uint64_t n_reused;           /* of these, taken from an earlier run */
	struct tg_counts promised;   /* the sum of the end records' counts */
	struct tg_fault flaw;        /* the first thing that cannot be, or no code */
};

void tg_collation_init(struct tg_collation *all);
void tg_collation_free(struct tg_collation *all);

/* Takes one record into account. 0, or -1 with WHY filled if there is no memory. */
int tg_collation_add(struct tg_collation *all, const struct tg_record *record, struct tg_fault *why);

/* Notes that the input itself is flawed; of several flaws the first counts. */
void tg_collation_flaw(struct tg_collation *all, const struct tg_fault *flaw);

/*
 * The failed records by their reasons as a text in TEXT, of SIZE bytes: " (2 corrupt, 1 too-large)", or
 * "" for none. Returns TEXT.
 */
const char *tg_collation_reasons(const struct tg_collation *all, char *text, size_t size);

/* A buffer for tg_collation_reasons. */
#define TG_COLLATION_REASONS_SIZE 512

/*
 * At the end of the input: 0 if each stream that began has ended, all say that
 * they are complete, and their counts are those of the records read; or -1
 * with WHY saying what is missing.
 */
int tg_collation_check(const struct tg_collation *all, struct tg_fault *why);

#endif
