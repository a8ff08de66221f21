/*
 * Where tgsink keeps the records for the next run: FILE is replaced at the end,
 * by the records of this run if they are complete. Until then they are in
 * FILE.partial as they come, so that a kill at any moment leaves both to be read.
 */
#ifndef TG_STREAM_KEPT_H
#define TG_STREAM_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "stream/item.h"

struct tg_record;

struct tg_kept {
	char *path;                /* of FILE, or of what it leads to as a symbolic link; owned */
	char *partial;             /* of FILE.partial, owned */
	int fd;                    /* of FILE.partial, locked, owned; -1 when closed */
	struct tg_item_writer out; /* to there */
	uint64_t n_records;        /* about paths */
	struct tg_fault fault;     /* why it could not be written, or no code */
};

/*
 * The names of both files for the file PATH, through a symbolic link: *FILE and *PARTIAL, to be
 * freed. Returns 0, or -1 with WHY filled and both NULL: PATH is a link that leads nowhere.
 */
int tg_kept_names(const char *path, char **file, char **partial, struct tg_fault *why);

/* Makes a closed one, which keeps nothing: all calls are fine, and do nothing. */
void tg_kept_init(struct tg_kept *kept);

/*
 * Begins to keep records for the file PATH. A FILE.partial that a killed process has left
 * is folded into FILE first. Returns 0, or -1 with WHY filled, which names the
 * file: it or the folder cannot be written, PATH is something else than a file of
 * records, another process is at it.
 */
int tg_kept_open(struct tg_kept *kept, const char *path, struct tg_fault *why);

/* Adds RECORD. A fault is kept for tg_kept_finish. */
void tg_kept_add(struct tg_kept *kept, const struct tg_record *record);

/* Writes what waits to FILE.partial; to be called before a wait for more. */
void tg_kept_flush(struct tg_kept *kept);

/*
 * Ends it: where no record is about a path, FILE stays as it is. Else COMPLETE records become FILE, others are folded into it; FILE.partial is
 * gone then. If SYNC, it is on the disk before the call returns. Returns 0, or -1
 * with WHY filled, which names the file; FILE is as it was then, and FILE.partial has what could be written.
 */
int tg_kept_finish(struct tg_kept *kept, bool complete, bool sync, struct tg_fault *why);

/* Closes and frees; a closed one is fine. Without tg_kept_finish, FILE.partial stays. */
void tg_kept_close(struct tg_kept *kept);

#endif
