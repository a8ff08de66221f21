/*
 * The paths that tgthumb is given, as operands or on standard input: read ahead
 * of the work, so that their number is known early, but not without bound.
 */
#ifndef TOOLS_TGTHUMB_INPUT_H
#define TOOLS_TGTHUMB_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "stream/backlog.h"
#include "stream/paths.h"

struct tgthumb_options;

struct tgthumb_input {
	char **operand;            /* the next one; NULL where paths come from standard input */
	struct tg_paths paths;     /* standard input */
	struct tg_backlog backlog; /* what came from there and was not taken */
	size_t backlog_size;       /* that it may have, in bytes; beyond, the pipe pushes back */
	uint64_t n_known;          /* paths that were read, or are operands */
	bool ended;                /* no more will come */
	struct tg_fault unread;    /* why it could not be read to its end */
};

/* MEMORY: bytes that the machine has. Reads nothing. */
void tgthumb_input_open(struct tgthumb_input *input, const struct tgthumb_options *options, uint64_t memory);
void tgthumb_input_close(struct tgthumb_input *input);

/* The next path as it was given, good until the next call; NULL if there is none for now. */
const char *tgthumb_input_take(struct tgthumb_input *input);

/* Whether more is to be read from standard input. */
bool tgthumb_input_wants(const struct tgthumb_input *input);

/* Reads once from standard input, which may wait. 0, or -1 with WHY filled if there is no memory. */
int tgthumb_input_read(struct tgthumb_input *input, struct tg_fault *why);

/* At the end: 0 if the input was whole, or -1 with WHY saying what is missing. */
int tgthumb_input_check(const struct tgthumb_input *input, struct tg_fault *why);

#endif
