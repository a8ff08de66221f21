/*
 * What the tools of a pipeline agree on about a terminal that they share: its last
 * row may show a line of progress, and who writes a line of another kind removes that.
 */
#ifndef TOOLS_TERMINAL_H
#define TOOLS_TERMINAL_H

#include <err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Empties the cursor's row, and those below, where a terminal that became narrower put the rest of it. */
#define TERMINAL_ERASE "\r\033[J"

/* Whether FD is a terminal that understands TERMINAL_ERASE. */
static inline bool
terminal_can_erase(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind && *kind && strcmp(kind, "dumb") != 0;
}

/* At the start: each line to standard error is one write, so that it does not mix with those of other tools. */
static inline void
terminal_prepare(void)
{
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
}

/* warnx(3), for what is said while a line of progress may be there. */
static inline void __attribute__((format(printf, 1, 2)))
terminal_say(const char *format, ...)
{
	va_list args;

	if (terminal_can_erase(STDERR_FILENO))
		fputs(TERMINAL_ERASE, stderr);
	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}

#endif
