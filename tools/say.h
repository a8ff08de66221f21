/*
 * What --help and --version do: say a text, and end the program.
 */
#ifndef TOOLS_SAY_H
#define TOOLS_SAY_H

#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/status.h"

/* Writes TEXT to standard output; status 2 if that cannot be written. */
static inline _Noreturn void
say(const char *text)
{
	fputs(text, stdout);
	if (fflush(stdout) || ferror(stdout))
		err(TG_STATUS_USAGE, "standard output");
	exit(TG_STATUS_DONE);
}

/* Writes USAGE to standard error, after a wrong one. */
static inline _Noreturn void
refuse(const char *usage)
{
	fputs(usage, stderr);
	exit(TG_STATUS_USAGE);
}

#endif
