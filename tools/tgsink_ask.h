/*
 * What tgsink tells of record streams without making a listing.
 */
#ifndef TOOLS_TGSINK_ASK_H
#define TOOLS_TGSINK_ASK_H

#include "base/status.h"

struct tgsink_options;

/* --check: whether the file, or standard input, is complete: TG_STATUS_DONE, or TG_STATUS_CUT after saying why not. */
enum tg_status tgsink_check(const struct tgsink_options *options);

/* --missing: writes to standard output which shares of the list are not in standard input. Returns the exit status. */
enum tg_status tgsink_missing(const struct tgsink_options *options);

#endif
