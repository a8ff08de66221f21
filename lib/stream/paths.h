/*
 * The path stream as it is read: items that are paths, markers between them,
 * and the verdict at its end whether it was cut.
 */
#ifndef TG_STREAM_PATHS_H
#define TG_STREAM_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/item.h"

struct tg_paths {
	struct tg_item_reader in;
	bool plain;          /* a plain list: no markers are expected, and it may be empty */
	uint64_t n_markers;  /* empty items that were seen */
};

/* PLAIN says that a list of no byte is complete as well. FD stays the caller's. */
void tg_paths_init(struct tg_paths *paths, int fd, bool plain);
void tg_paths_free(struct tg_paths *paths);

/* The next path from what was read: 1 and *PATH set as by tg_item_take, or 0 for none. */
int tg_paths_take(struct tg_paths *paths, char **path);

/*
 * At the end of the file: 0 if the stream is complete, or -1 with WHY saying
 * how it was cut (TG_FAULT_TRUNCATED).
 */
int tg_paths_check(const struct tg_paths *paths, struct tg_fault *why);

#endif
