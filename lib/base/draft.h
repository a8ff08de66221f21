/*
 * A file without a name until it is whole, so that no kill at any moment leaves
 * half of it where somebody could take it for all.
 */
#ifndef TG_BASE_DRAFT_H
#define TG_BASE_DRAFT_H

#include <stdbool.h>
#include <sys/types.h>

struct tg_fault;

#define TG_DRAFT_NAME_SIZE 32

struct tg_draft {
	int folder;                    /* where it will be placed, not owned */
	int fd;                        /* to write to and read again, owned; -1 when closed */
	char name[TG_DRAFT_NAME_SIZE]; /* a temporary one, where the file system
	                                  knows no files without; or empty */
};

/*
 * Opens a draft in the open FOLDER with the permissions MODE less the umask.
 * Returns 0, or -1 with WHY filled and nothing left to close.
 */
int tg_draft_open(struct tg_draft *draft, int folder, mode_t mode, struct tg_fault *why);

/*
 * The same without finding out anew whether a draft in FOLDER needs a name: NAMED
 * is whether an earlier one had one.
 */
int tg_draft_open_as(struct tg_draft *draft, int folder, mode_t mode, bool named, struct tg_fault *why);

/*
 * Gives it the name NAME in its folder, in place of a file that has it, at
 * once and whole. The caller has written all by then. Returns 0, or -1 with WHY
 * filled and the draft as it was.
 */
int tg_draft_place(struct tg_draft *draft, const char *name, struct tg_fault *why);

/*
 * Removes from FOLDER the temporary names that killed processes have left
 * there, and none of a living one. It reads the whole folder.
 */
void tg_draft_sweep(int folder);

/* Closes it; what was not placed is gone. A closed one is fine. */
void tg_draft_close(struct tg_draft *draft);

#endif
