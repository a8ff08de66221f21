/*
 * The pool: paths go in, worker processes make the thumbnails, and the records
 * of each path come out, in the order of the paths.
 */
#ifndef TG_WORK_POOL_H
#define TG_WORK_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "codec/codec.h"
#include "stream/group.h"
#include "work/seat.h"

struct tg_progress;
struct tg_store;

/* What the pool is given; all of it stays the caller's, and has to outlive the pool. */
struct tg_pool_setup {
	unsigned n_workers;      /* at most so many at a time; they are forked when there is work */
	struct tg_shape shape;   /* of the thumbnails */
	unsigned timeout;        /* seconds that one picture may take */
	uint64_t memory;         /* bytes that all workers together may take for pictures */
	struct tg_store *store;  /* where the thumbnails go */
	bool fan_out;            /* there into folders of the first two digits of their names */

	struct tg_duty duty;     /* of a worker; one that cannot begin ends the run */

	/* In the parent: a path's records are ready, in order. 0, or -1 with WHY filled. */
	int (*emit)(void *arg, const struct tg_group *group, struct tg_fault *why);
	/* In the parent: what was emitted some milliseconds ago, or is the last for now, is to go out. The same. */
	int (*flush)(void *arg, struct tg_fault *why);
	/*
	 * In the parent, in each round of its work. Returns after how many milliseconds it
	 * wants to be called again at the latest, or -1. May be NULL.
	 */
	int (*watch)(void *arg);
	void *arg;
};

struct tg_pool;

/* Makes a pool. Returns 0 with *POOL to be closed, or -1 with WHY filled. */
int tg_pool_open(struct tg_pool **pool, const struct tg_pool_setup *setup, struct tg_fault *why);

/*
 * Gives PATH (absolute, copied) to the pool, working while there is no room for
 * it. After a signal (base/interrupt.h) it may be forgotten instead. Returns 0, or
 * -1 with WHY filled if the pool cannot go on.
 */
int tg_pool_put(struct tg_pool *pool, const char *path, struct tg_fault *why);

/* Whether tg_pool_put takes a path without working. */
bool tg_pool_has_room(const struct tg_pool *pool);

/*
 * Has GROUP (copied), for which nothing is left to do, come out where that of a path
 * that is given now would. The same.
 */
int tg_pool_put_group(struct tg_pool *pool, const struct tg_group *group, struct tg_fault *why);

/*
 * Works until the descriptor FD can be read, there is room for a path where there
 * was none, or a signal came. FD may be negative where there is no room. *READABLE
 * tells whether it was FD. Returns 0, or -1 with WHY filled if the pool cannot go on.
 */
int tg_pool_wait(struct tg_pool *pool, int fd, bool *readable, struct tg_fault *why);

/*
 * Works until all paths have their records; after a signal, until those have
 * that are in work, and the rest is forgotten. Returns 0, or -1 with WHY filled.
 */
int tg_pool_finish(struct tg_pool *pool, struct tg_fault *why);

/*
 * Fills *PROGRESS, all but the total, with what is done, also if its record is not out
 * yet. The path in it is good until the next call on POOL.
 */
void tg_pool_look(struct tg_pool *pool, struct tg_progress *progress);

/* Ends the workers and frees; NULL is fine. */
void tg_pool_close(struct tg_pool *pool);

#endif
