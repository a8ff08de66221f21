/*
 * The command line of tgsink.
 */
#ifndef TOOLS_TGSINK_OPTIONS_H
#define TOOLS_TGSINK_OPTIONS_H

#include <stdbool.h>

struct tgsink_options {
	bool null;        /* lines end with NUL */
	bool quiet;       /* no summary */
	bool sync;        /* the listing is on the disk at the end */
	bool verbose;     /* a summary, and a line for each file that has no thumbnail */
	bool check;       /* no listing, but whether FILE is complete */
	bool missing;     /* no listing, but the shares that are not there */
	const struct tg_listing_format *format;
	const char *orphans; /* a folder whose orphans are listed instead, or NULL */
	const char *records; /* a file to keep the records in, or NULL */
	const char *file; /* NULL for standard output */
};

/* Fills *OPTIONS; ends the program after --help, --version and what is no use. */
void tgsink_options_parse(struct tgsink_options *options, int argc, char **argv);

#endif
