/*
 * A folder tree as calls: each call gives the path of the next regular file.
 *
 * Entries of a folder come in byte order of their names, and what a subfolder
 * holds comes at the subfolder's place, so two walks of the same tree agree.
 * Links to regular files are files; links to folders are not entered, unless
 * the options say so. A folder with a CACHEDIR.TAG (bford.info/cachedir) is
 * passed over, and so are, in silence, FIFOs, sockets, devices and dangling links.
 *
 * Depth and size of folders are bounded by memory only. At most 32 folders
 * are open, and fewer where the system gives fewer descriptors. A folder that
 * had to be closed is opened again by its path when its next subfolder is
 * due; if another folder has that path by then, the rest of it is a fault.
 */
#ifndef TG_WALK_WALK_H
#define TG_WALK_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct tg_fault;
struct tg_walk;

struct tg_walk_options {
	bool follow;            /* enter folders that links lead to */
	bool one_file_system;   /* enter no folder on another device than the operand's */
	const char *extensions; /* only files with one of these, with commas between
	                           them, in any case; NULL: all files */
	bool only_changed;      /* only files that were changed later than SINCE */
	struct timespec since;  /* in content or status; of a link in a folder, it or its file */
};

/*
 * Makes *WALK, to be given to tg_walk_close. 0, or -1 with WHY filled and
 * *WALK NULL: an extension that cannot be one, or no memory.
 */
int tg_walk_open(struct tg_walk **walk, const struct tg_walk_options *options,
                 struct tg_fault *why);

/*
 * Makes OPERAND, a file or a folder or a link to one, what the next calls walk;
 * the one before it must have come to its end. OPERAND stays the caller's, and is not
 * looked at after the next call.
 */
void tg_walk_start(struct tg_walk *walk, const char *operand);

/*
 * The next file: 1, and *PATH is its absolute path of *LEN bytes, ended by
 * NUL. 0 when the operand was walked. -1 with WHY filled if something at *PATH
 * is missing in the walk: an operand (*PATH is as given), a folder or a part of
 * it, a link. The walk goes on with the next call. WHY's code is TG_FAULT_NONE if
 * that is as it should be but worth a word: the operand has a CACHEDIR.TAG.
 * *PATH is good until the next call.
 */
int tg_walk_next(struct tg_walk *walk, const char **path, size_t *len, struct tg_fault *why);

/* Closes and frees WALK at any time; NULL is fine. */
void tg_walk_close(struct tg_walk *walk);

#endif
