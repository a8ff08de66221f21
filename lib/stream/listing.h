/*
 * The listing: a line `THUMBNAIL: PATH` for each picture that has a thumbnail.
 */
#ifndef TG_STREAM_LISTING_H
#define TG_STREAM_LISTING_H

#include <stdbool.h>
#include <stdio.h>

struct tg_fault;
struct tg_record;

/*
 * Writes RECORD's line to OUT, if it has a thumbnail. ZERO ends it with NUL
 * instead of a newline and writes the path as it is; else a path with a
 * backslash, newline or carriage return is escaped as sha256sum(1) does.
 * Returns 0, or -1 with WHY filled if OUT has failed.
 */
int tg_listing_write(FILE *out, const struct tg_record *record, bool zero, struct tg_fault *why);

#endif
