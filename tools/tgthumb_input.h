/*
 * The paths that tgthumb is given, as operands or on standard input: read ahead
 * of the work, so that their number is known early, but not without bound. With
 * --shard, all are read first, and those that fall to the share are kept.
 */
#ifndef TOOLS_TGTHUMB_INPUT_H
#define TOOLS_TGTHUMB_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "stream/backlog.h"
#include "stream/paths.h"
#include "stream/share.h"

struct tgthumb_options;

struct tgthumb_input {
	char **operand;            /* the next one; NULL where paths come from standard input, or as a share */
	struct tg_paths paths;     /* standard input */
	struct tg_backlog backlog; /* what came from there and was not taken */
	size_t backlog_size;       /* that it may have, in bytes; beyond, the pipe pushes back */
	struct tg_share share;     /* with --shard */
	uint64_t n_known;          /* paths that were read, or are operands; of the share */
	bool from_operands;        /* and not from standard input */
	bool ended;                /* no more will come */
	struct tg_fault unread;    /* why it could not be read to its end */
};

/* MEMORY: bytes that the machine has. Reads nothing. */
void tgthumb_input_open(struct tgthumb_input *input, const struct tgthumb_options *options, uint64_t memory);
void tgthumb_input_close(struct tgthumb_input *input);

/*
 * With --shard: reads all that is given, or until a signal. 0, or -1 with WHY filled if
 * there is no memory.
 */
int tgthumb_input_share(struct tgthumb_input *input, const struct tgthumb_options *options, struct tg_fault *why);

/* The next path as it was given, good until the next call; NULL if there is none for now. */
const char *tgthumb_input_take(struct tgthumb_input *input);

/* Whether more is to be read from standard input. */
bool tgthumb_input_wants(const struct tgthumb_input *input);

/* Reads once from standard input, which may wait. 0, or -1 with WHY filled if there is no memory. */
int tgthumb_input_read(struct tgthumb_input *input, struct tg_fault *why);

/* The place in the list of path N of those that are taken, from 0. */
uint64_t tgthumb_input_position(const struct tgthumb_input *input, uint64_t n);

/* At the end: 0 if the input was whole, or -1 with WHY saying what is missing. */
int tgthumb_input_check(const struct tgthumb_input *input, struct tg_fault *why);

#endif
