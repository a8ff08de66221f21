/*
 * The folder of the thumbnails: made if missing, marked as a cache, and
 * written to so that a name is only ever seen on a whole file.
 */
#ifndef TG_WORK_STORE_H
#define TG_WORK_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_fault;

struct tg_store {
	int folder; /* the open folder, owned; -1 when closed */
	bool named; /* its file system has no files without a name */
	char *path; /* absolute, owned */
};

/*
 * Opens the folder PATH (absolute), makes it and its parents where they are
 * missing, and puts a CACHEDIR.TAG into it if it is empty. Returns 0, or -1 with WHY filled.
 */
int tg_store_open(struct tg_store *store, const char *path, struct tg_fault *why);

/*
 * Keeps the LEN bytes at BYTES, a PNG or JPEG file, under NAME, which may begin with a folder, as
 * ab/abcd.png; that is made where it is missing. A file that has this name, is whole, and of the
 * same quality where it is a JPEG file, is taken for the same, since the name is its pixels'
 * digest. Returns 0, or -1 with WHY filled, which names the folder, and NAME as it was before.
 */
int tg_store_put(struct tg_store *store, const char *name, const uint8_t *bytes, size_t len, struct tg_fault *why);

/* Whether NAME is a file that is not empty, as one may be after the machine has crashed. */
bool tg_store_has(const struct tg_store *store, const char *name);

/* Waits until all that was put is on the disk. Returns 0, or -1 with WHY filled, which names the folder. */
int tg_store_sync(struct tg_store *store, struct tg_fault *why);

/* Closes and frees; a closed one is fine. */
void tg_store_close(struct tg_store *store);

#endif
