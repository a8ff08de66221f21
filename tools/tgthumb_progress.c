/*
 * When and where the line of progress is drawn; what it says is decided in
 * work/progress.c. The cursor waits in the row's first column: there the ^C that a
 * terminal shows is overwritten, and stays with its row if the width changes.
 */
#include "tgthumb_progress.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"
#include "terminal.h"

/* Milliseconds: before the first line, since a short run needs none; from one to the next; without a line. */
#define FIRST 300
#define STEP 100
#define STEP_HIDDEN TG_PACE_STEP

/* Where the terminal does not say. */
#define COLUMNS 80

void
tgthumb_progress_init(struct tgthumb_progress *progress, bool wanted)
{
	*progress = (struct tgthumb_progress){ .is_wanted = wanted && terminal_can_erase(STDERR_FILENO) };
}

int
tgthumb_progress_wait(struct tgthumb_progress *progress, int64_t now)
{
	progress->is_asked |= tg_interrupt_asked();
	if (progress->is_asked || now >= progress->due)
		return 0;
	return progress->is_wanted ? (int)(progress->due - now) : -1;
}

/*
 * Whether no other tgthumb of this job, as by xargs -P, has its line there. Who has, has the
 * terminal locked, to which no other program pays heed; the lock goes with the process.
 */
static bool
is_alone(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(STDERR_FILENO, F_SETLK, &lock) == 0 || fcntl(STDERR_FILENO, F_GETLK, &lock) || lock.l_type == F_UNLCK)
		return true;
	return getpgid(lock.l_pid) != getpgrp();
}

/* Whether the line may be drawn now: by a job in the foreground, on a terminal whose output is not held up. */
static bool
is_welcome(void)
{
	struct pollfd terminal = { .fd = STDERR_FILENO, .events = POLLOUT };
	pid_t foreground = tcgetpgrp(STDERR_FILENO);

	/* One that does not control this session has no foreground. */
	return (foreground < 0 || foreground == getpgrp()) && is_alone() &&
	       poll(&terminal, 1, 0) == 1 && terminal.revents == POLLOUT;
}

/* The last column stays free, lest the cursor goes to the next row. */
static size_t
width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return COLUMNS - 1;
	return size.ws_col - 1U;
}

static void
draw(struct tgthumb_progress *progress, const struct tg_progress *numbers, const struct tg_speed *speed)
{
	char line[TG_PROGRESS_LINE_SIZE], row[TG_PROGRESS_LINE_SIZE + sizeof("\r" TERMINAL_ERASE)];
	size_t columns = width();

	/* None is wide enough for nothing. */
	if (!columns || !is_welcome())
		return;
	tg_progress_line(numbers, speed, columns, line);
	int len = snprintf(row, sizeof(row), "\r%s\033[J\r", line);
	tg_io_write(STDERR_FILENO, row, (size_t)len);
	progress->is_drawn = true;
}

void
tgthumb_progress_show(struct tgthumb_progress *progress, int64_t now, const struct tg_progress *numbers)
{
	bool is_first = !progress->pace.n_moments;

	tg_pace_note(&progress->pace, now, numbers);
	struct tg_speed speed = tg_pace_speed(&progress->pace, now, numbers);
	if (progress->is_asked) {
		char line[TG_PROGRESS_LINE_SIZE];
		tg_progress_line(numbers, &speed, 0, line);
		terminal_say("%s", line);
		progress->is_asked = false;
	}
	if (progress->is_wanted && !is_first)
		draw(progress, numbers, &speed);
	progress->due = now + (!progress->is_wanted ? STEP_HIDDEN : is_first ? FIRST : STEP);
}

void
tgthumb_progress_end(struct tgthumb_progress *progress)
{
	if (progress->is_drawn)
		tg_io_write(STDERR_FILENO, TERMINAL_ERASE, sizeof(TERMINAL_ERASE) - 1);
	progress->is_wanted = progress->is_drawn = false;
}
