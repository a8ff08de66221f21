/*
 * Reuse: a file that is as it was in an earlier run gets the record it had
 * there, and is not opened.
 */
#ifndef TG_WORK_REUSE_H
#define TG_WORK_REUSE_H

#include <stdbool.h>

#include "stream/group.h"

struct tg_known;
struct tg_store;

struct tg_reuse {
	struct tg_known *known;       /* the earlier records; NULL: there are none. Not owned */
	const struct tg_store *store; /* where their thumbnails are to be found; not owned */
	unsigned n_sizes;             /* how many thumbnails are made of a picture */
	bool retry;                   /* what had failed or is partial is made again */
};

/*
 * Whether the file PATH (absolute) has a *GROUP of records for this run, marked as reused: it is known
 * with its size and mtime, and its thumbnails, if it had any, are all in the store. A failure
 * that was not the file's own (TG_FAULT_IO, TG_FAULT_MEMORY) is none to go by. The records'
 * pointers are good until the next call.
 */
bool tg_reuse_find(const struct tg_reuse *reuse, const char *path, struct tg_group *group);

#endif
