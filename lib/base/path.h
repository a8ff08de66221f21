/*
 * Paths as bytes: made absolute, and made fit for a terminal.
 */
#ifndef TG_BASE_PATH_H
#define TG_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The absolute form of PATH: FOLDER (absolute, as getcwd(3) gives it) and PATH
 * joined where PATH is relative, without empty and "." parts and without a
 * slash at the end. ".." stays, since a folder before it may be a symbolic
 * link. PATH must not be empty. Owned by the caller; NULL if there is no memory.
 */
char *tg_path_absolute(const char *folder, const char *path);

/*
 * Whether a terminal may take the character at C, in a text ended by NUL, for a
 * control: C0, DEL, or C1 in UTF-8.
 */
bool tg_path_is_control(const unsigned char *c);

/*
 * PATH for a message: control characters as \ooo, since a file's name must not
 * reach a terminal's controls, and a backslash as \\. At most SIZE bytes with
 * the NUL go to BUFFER; a path that does not fit loses its front, for "...".
 * Returns BUFFER. SIZE is at least 8.
 */
const char *tg_path_show(const char *path, char *buffer, size_t size);

/* A buffer for tg_path_show that is enough for a message. */
#define TG_PATH_SHOW_SIZE 4096

#endif
