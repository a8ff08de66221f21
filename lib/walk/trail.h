/*
 * The trail of a walk: the folders from the operand down to the one that it
 * is in. Only some are open: those that have subfolders to come, and of these
 * the lowest, as far as there are descriptors.
 */
#ifndef TG_WALK_TRAIL_H
#define TG_WALK_TRAIL_H

#include <fcntl.h>
#include <stddef.h>
#include <sys/types.h>

#include "walk/entries.h"

struct tg_fault;

/* How a folder is opened. */
#define TG_TRAIL_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* A folder on the trail. */
struct tg_step {
	struct tg_entries_list list; /* what it holds */
	size_t next;     /* the item of list that comes next */
	size_t path_len; /* bytes of its path, without a slash at the end */
	int fd;          /* -1 where it is not open */
	dev_t device;    /* these two: where the caller set them, and where */
	ino_t inode;     /* the trail closed the folder to save its descriptor */
};

/* Zeroed, it is empty. */
struct tg_trail {
	struct tg_step *steps; /* owned */
	size_t size;           /* steps allocated */
	size_t depth;          /* steps used */
	size_t lowest;         /* none before this one is open */
	int n_open;            /* those that are */
};

/* The folder that the walk is in; the trail must have one. */
struct tg_step *tg_trail_end(const struct tg_trail *trail);

/*
 * Goes down: puts a copy of STEP, which is open, at the end of the trail and
 * takes its descriptor over. 0, or -1 with WHY filled if there is no memory.
 */
int tg_trail_push(struct tg_trail *trail, const struct tg_step *step, struct tg_fault *why);

/* Closes the end of the trail, if it is open: nothing will be opened in it. */
void tg_trail_shut(struct tg_trail *trail);

/* Goes up: closes the end of the trail and takes it off. */
void tg_trail_pop(struct tg_trail *trail);

/*
 * openat(2) that closes folders further up where descriptors run out. FOLDER
 * may be the end of the trail, or not on it.
 */
int tg_trail_open(struct tg_trail *trail, int folder, const char *name, int flags);

/*
 * Opens the end of the trail, at PATH, again. 0, or -1 with WHY filled: that
 * cannot be, or another folder is there by now.
 */
int tg_trail_reopen(struct tg_trail *trail, const char *path, struct tg_fault *why);

/* Closes and frees all; zeroes *TRAIL. */
void tg_trail_free(struct tg_trail *trail);

#endif
