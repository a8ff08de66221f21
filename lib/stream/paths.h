/*
 * The path stream as it is read: items that are paths, markers between them,
 * and the verdict at its end whether it was cut.
 */
#ifndef TG_STREAM_PATHS_H
#define TG_STREAM_PATHS_H

#include <stdint.h>

#include "stream/item.h"

/* What the input is. */
enum tg_paths_form {
	TG_PATHS_MARKED, /* items, with markers or without; no byte at all is no stream */
	TG_PATHS_PLAIN,  /* the same, but it may be empty */
	TG_PATHS_LINES,  /* a path a line; it may be empty, and an empty line means nothing */
};

struct tg_paths {
	struct tg_item_reader in;
	enum tg_paths_form form;
	uint64_t n_markers;  /* empty items that were seen */
	uint64_t n_unfit;    /* lines that hold a NUL, as no path does */
};

/* FD stays the caller's. */
void tg_paths_init(struct tg_paths *paths, int fd, enum tg_paths_form form);
void tg_paths_free(struct tg_paths *paths);

/* The next path from what was read: 1 and *PATH set as by tg_item_take, or 0 for none. */
int tg_paths_take(struct tg_paths *paths, char **path);

/*
 * At the end of the file: 0 if the stream is complete, or -1 with WHY saying
 * how it was cut, or that it is of another form (TG_FAULT_TRUNCATED).
 */
int tg_paths_check(const struct tg_paths *paths, struct tg_fault *why);

#endif
