/*
 * One file of what two files of records say: all that the newer one has, and of the
 * older one what is not in the newer.
 */
#ifndef TG_STREAM_FOLD_H
#define TG_STREAM_FOLD_H

#include <stdio.h>

struct tg_fault;

/*
 * Writes to OUT the records in the files of the descriptors OLDER (or -1 for none) and
 * NEWER. Of several about a path that are of streams with the same settings, the last
 * one is written, with those for other sizes that go with it. Each stream that has one left comes with its begin record, and
 * with an end record that says incomplete. The last item of a file that was cut within
 * it does not count. Both descriptors are read from their start, and OUT is flushed.
 * Returns 0, or -1 with WHY filled: also for what is no record.
 */
int tg_fold(int older, int newer, FILE *out, struct tg_fault *why);

#endif
