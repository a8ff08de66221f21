/*
 * What earlier runs have found out about files: their records, kept in a file
 * and, of a run that was killed, in a second one beside it.
 */
#ifndef TG_STREAM_KNOWN_H
#define TG_STREAM_KNOWN_H

#include <stdbool.h>

#include "base/identity.h"
#include "stream/group.h"

struct tg_fault;
struct tg_known;

/*
 * Reads the records in PATH and in PATH.partial that are of streams with
 * these SETTINGS; later ones of a path count. A missing file is an empty one, and so is the last
 * item of one that was cut within it. Memory is 32 to 100 bytes for a record. Returns 0
 * with *KNOWN to be closed, or -1 with WHY filled, which names the file: it
 * cannot be read, or is something else.
 */
int tg_known_open(struct tg_known **known, const char *path, const char *settings, struct tg_fault *why);

/*
 * Looks for a file that has PATH and is as it was by IDENTITY: its size and mtime; or
 * else for one that is the same, whatever its path was. Returns whether there is
 * one, with its *GROUP, whose pointers are good until the next call: with a thumbnail, it has
 * all N_SIZES records.
 */
bool tg_known_find(struct tg_known *known, const char *path, const struct tg_identity *identity, unsigned n_sizes,
                   struct tg_group *group);

/* Closes and frees; NULL is fine. */
void tg_known_close(struct tg_known *known);

#endif
