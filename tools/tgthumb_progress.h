/*
 * The line of progress on the terminal: in the row of the cursor, drawn again as the
 * run goes on. Messages go by terminal_say(), which removes it.
 */
#ifndef TOOLS_TGTHUMB_PROGRESS_H
#define TOOLS_TGTHUMB_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "work/progress.h"

struct tgthumb_progress {
	bool is_wanted;       /* there is to be a line */
	bool is_drawn;        /* there may be one now */
	bool is_asked;        /* one for the files, once, is due at once */
	int64_t due;          /* the next time to look at the numbers, in milliseconds of the caller's clock */
	struct tg_pace pace;
};

/* Readies PROGRESS. WANTED is a person's wish for a line, which needs a terminal at standard error. */
void tgthumb_progress_init(struct tgthumb_progress *progress, bool wanted);

/*
 * The milliseconds from NOW until tgthumb_progress_show is to be called: 0 if it is due, -1
 * if that need not be at a time, so that nothing has to wake for it.
 */
int tgthumb_progress_wait(struct tgthumb_progress *progress, int64_t now);

/* Takes note of NUMBERS, and draws the line; after SIGUSR1, also writes a line that stays. */
void tgthumb_progress_show(struct tgthumb_progress *progress, int64_t now, const struct tg_progress *numbers);

/* Removes the line for good. */
void tgthumb_progress_end(struct tgthumb_progress *progress);

#endif
