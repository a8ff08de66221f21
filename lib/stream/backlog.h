/*
 * Paths that were read and wait: a queue that takes little more memory than their
 * bytes, and gives it back as it empties.
 */
#ifndef TG_STREAM_BACKLOG_H
#define TG_STREAM_BACKLOG_H

#include <stddef.h>
#include <stdint.h>

struct tg_fault;
struct tg_backlog_chunk;

/* Zeroed, it is empty. */
struct tg_backlog {
	struct tg_backlog_chunk *first; /* owned, as are those behind it; it is there as long as last is */
	struct tg_backlog_chunk *last;  /* takes the next path */
	size_t size;                    /* bytes of all paths that wait, with their NULs */
};

/* Adds a copy of the path of LEN bytes at PATH. Returns 0, or -1 with WHY filled if there is no memory. */
int tg_backlog_put(struct tg_backlog *backlog, const char *path, size_t len, struct tg_fault *why);

/* Takes the oldest path, ended by NUL and good until the next call on BACKLOG; NULL if none waits. */
const char *tg_backlog_take(struct tg_backlog *backlog);

void tg_backlog_free(struct tg_backlog *backlog);

#endif
