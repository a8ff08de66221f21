/*
 * What tells, without opening it, whether a file is the one that it was.
 */
#ifndef TG_BASE_IDENTITY_H
#define TG_BASE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct tg_identity {
	bool is_regular;
	uint64_t size;         /* in bytes */
	struct timespec mtime; /* when its content was last changed */
	uint64_t device;       /* of the file system */
	uint64_t inode;        /* there; a later file may get it again */
	struct timespec birth; /* when it was made, which no later one has as well; zero where that is not known */
};

/*
 * Looks at the file that FOLDER (a descriptor, or AT_FDCWD) and PATH lead to, through
 * symbolic links; with an empty PATH at the descriptor's own. Returns 0, or -1 with errno set.
 */
int tg_identity_get(struct tg_identity *identity, int folder, const char *path);

/* Whether both are the same content of the same file, whatever its name: false where births are not known. */
bool tg_identity_is_same(const struct tg_identity *a, const struct tg_identity *b);

#endif
