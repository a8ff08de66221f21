/*
 * The window: the paths that the pool has in hand, as a ring of jobs in their
 * order, and how far their files are open and on their way from the disk.
 */
#ifndef TG_WORK_WINDOW_H
#define TG_WORK_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "work/job.h"

/* Zeroed, it is closed. Jobs are numbered from 0; first <= next <= opened <= end. */
struct tg_window {
	struct tg_job *jobs;  /* the ring, owned */
	uint64_t first;       /* the oldest job whose record is not out */
	uint64_t next;        /* the first job that was not taken */
	uint64_t opened;      /* the first job whose file may still have to be opened */
	uint64_t end;         /* behind the last job */
	unsigned n_ahead;     /* open files that nobody has taken */
	unsigned n_ahead_max; /* how many there may be by tg_window_open_ahead */
	uint64_t size_ahead;  /* bytes of them that were asked for */
	uint64_t size_max;    /* how many there may be */
};

/*
 * Opens WINDOW, for at most N_AHEAD_MAX files and SIZE_MAX bytes ahead. Returns 0,
 * to be closed with tg_window_close, or -1 with WHY filled.
 */
int tg_window_init(struct tg_window *window, unsigned n_ahead_max, uint64_t size_max, struct tg_fault *why);

/* Frees, and closes files. A closed one is fine. */
void tg_window_close(struct tg_window *window);

/* Whether a path can be put. */
bool tg_window_has_room(const struct tg_window *window);

/* Puts PATH, which is copied, at the end; there is room. Returns 0, or -1 with WHY filled. */
int tg_window_put(struct tg_window *window, const char *path, struct tg_fault *why);

/* The job NUMBER, which is in the window. */
struct tg_job *tg_window_at(const struct tg_window *window, uint64_t number);

/*
 * Sees that the next job, which is there, is open, and the system asked to read it, or
 * done. Returns 0, or -1 with WHY filled if no file at all can be opened.
 */
int tg_window_open(struct tg_window *window, struct tg_fault *why);

/*
 * The same for one more job, if there may be one. Returns whether there may be another
 * after it. It may wait for a disk or a network.
 */
bool tg_window_open_ahead(struct tg_window *window);

/* The next job, open or done, is taken: its file is closed here, since a worker has it or no longer needs it. */
void tg_window_take(struct tg_window *window);

/* The first job's record is out: frees it. */
void tg_window_pass(struct tg_window *window);

#endif
