/*
 * Orphans: the thumbnails in a folder that no record names. What is there is
 * read before the records are, so that a thumbnail made meanwhile is none.
 */
#ifndef TG_LISTING_ORPHANS_H
#define TG_LISTING_ORPHANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct tg_fault;
struct tg_orphan;
struct tg_record;

struct tg_orphans {
	dev_t device;            /* of the folder */
	ino_t inode;
	bool is_meant;           /* some stream has its thumbnails in it */
	struct tg_orphan *files; /* by their names, owned */
	size_t n_files;
	size_t size;             /* how many there is room for */
};

/*
 * Reads the names of the thumbnails in FOLDER: regular files of 64 hexadecimal
 * digits and ".png" or ".jpg", also those in folders there that are named as their first
 * two. Returns 0, or -1 with WHY filled and nothing to free.
 */
int tg_orphans_open(struct tg_orphans *orphans, const char *folder, struct tg_fault *why);

/* Takes note of RECORD, of any kind. */
void tg_orphans_note(struct tg_orphans *orphans, const struct tg_record *record);

/*
 * Writes FOLDER/NAME for each thumbnail that was not noted, in the order of the
 * names, ended by NUL if ZERO, else by a newline. Returns 0, or -1 with WHY
 * filled if OUT has failed.
 */
int tg_orphans_write(const struct tg_orphans *orphans, const char *folder, FILE *out, bool zero, struct tg_fault *why);

/* Frees; a zeroed struct is fine. */
void tg_orphans_free(struct tg_orphans *orphans);

#endif
