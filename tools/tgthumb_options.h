/*
 * The command line of tgthumb.
 */
#ifndef TOOLS_TGTHUMB_OPTIONS_H
#define TOOLS_TGTHUMB_OPTIONS_H

#include <stdbool.h>

#include "codec/codec.h"
#include "stream/paths.h"
#include "stream/shard.h"

struct tgthumb_options {
	enum tg_paths_form form; /* of the paths on standard input */
	struct tg_shard shard;   /* of the paths, the ones to work on; all if its count is 0 */
	bool quiet;            /* no line for a file that failed */
	bool progress;         /* a line of progress, where standard error is a terminal */
	bool verbose;          /* a line for each file */
	bool no_sandbox;       /* workers give up nothing */
	bool sync;             /* the thumbnails are on the disk before the end record is written */
	unsigned n_jobs;
	unsigned timeout;      /* seconds for one picture */
	const char *folder;    /* for the thumbnails */
	bool fan_out;          /* in folders there, of the first two digits of their names */
	const char *records;   /* the file of an earlier run's, or NULL */
	bool retry;            /* what is known to have failed is tried again */
	struct tg_shape shape;
	char **operands;       /* paths, ended by NULL; empty: from standard input */
};

/* Fills *OPTIONS; ends the program after --help, --version and what is no use. */
void tgthumb_options_parse(struct tgthumb_options *options, int argc, char **argv);

#endif
