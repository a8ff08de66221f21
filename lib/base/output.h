/*
 * Where a tool's result goes: standard output, something that is no regular
 * file, or a file that is replaced only by a whole one.
 */
#ifndef TG_BASE_OUTPUT_H
#define TG_BASE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/draft.h"

struct tg_fault;

struct tg_output {
	FILE *stream;          /* to write to, owned but for standard output */
	struct tg_draft draft; /* the file, as long as it has no name */
	int folder;            /* the folder it will be in, owned; -1 for the other two */
	char *name;            /* its name there, owned */
	char *partial;         /* the path of what is left of a cut stream, owned */
	bool sync;             /* the caller's wish: a file is on the disk before tg_output_finish returns */
	bool unchanged;        /* set by tg_output_finish: the file held the same already */
};

/*
 * Opens an output for PATH; NULL and "-" are standard output. What PATH names
 * (through symbolic links) stays as it is until tg_output_finish. Returns 0,
 * or -1 with WHY filled: the folder is missing or not to be written to, PATH is a folder.
 */
int tg_output_open(struct tg_output *output, const char *path, struct tg_fault *why);

/*
 * Ends the output. A COMPLETE file takes PATH's place, with its permissions,
 * and output->partial is removed; else it is placed there. Where PATH has the same
 * content already it is left untouched, times and all. Returns 0, or -1
 * with WHY filled where something could not be written; PATH is as it was then.
 */
int tg_output_finish(struct tg_output *output, bool complete, struct tg_fault *why);

/* Closes and frees what is left; without tg_output_finish, no file appears. */
void tg_output_close(struct tg_output *output);

#endif
