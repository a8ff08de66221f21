/*
 * The window's ring, and the files that are opened ahead. A worker reads a file
 * as soon as it has it: where that is not in memory, the disk or the network
 * has had the time to bring it, since the parent asked for it some files before.
 * Both their number and their bytes are bounded. Of a file that is larger than what
 * may be asked for, the start is, and its worker waits for the rest.
 */
#include "work/window.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>

#define N_JOBS 4096

/* Linux reads no more for one call than it would read ahead of a reader: of most devices, so many bytes. */
#define ASK_SIZE ((off_t)128 << 10)

int
tg_window_init(struct tg_window *window, unsigned n_ahead_max, uint64_t size_max, struct tg_fault *why)
{
	*window = (struct tg_window){ .n_ahead_max = n_ahead_max, .size_max = size_max };
	window->jobs = calloc(N_JOBS, sizeof(*window->jobs));
	return window->jobs ? 0 : tg_fault_errno(why, NULL);
}

void
tg_window_close(struct tg_window *window)
{
	while (window->first < window->end)
		tg_window_pass(window);
	free(window->jobs);
	window->jobs = NULL;
}

bool
tg_window_has_room(const struct tg_window *window)
{
	return window->end - window->first < N_JOBS;
}

struct tg_job *
tg_window_at(const struct tg_window *window, uint64_t number)
{
	return &window->jobs[number % N_JOBS];
}

int
tg_window_put(struct tg_window *window, const char *path, struct tg_fault *why)
{
	if (tg_job_init(tg_window_at(window, window->end), path, why))
		return -1;
	window->end++;
	return 0;
}

/* Whether the byte AT of FILE can be had at once. */
static bool
is_here(int file, uint64_t at)
{
	char byte;
	struct iovec to = { .iov_base = &byte, .iov_len = 1 };

	return preadv2(file, &to, 1, (off_t)at, RWF_NOWAIT) == 1;
}

/* Asks the system for the first SIZE bytes of FILE. It may refuse; then a worker waits. */
static void
ask_for(int file, uint64_t size)
{
	/* To ask for what is in memory takes some time, too. Where both ends are, all of it is. */
	if (size && is_here(file, 0) && is_here(file, size - 1))
		return;
	for (uint64_t at = 0; at < size; at += (uint64_t)ASK_SIZE)
		posix_fadvise(file, (off_t)at, ASK_SIZE, POSIX_FADV_WILLNEED);
}

/* Opens the file of the job at `opened`, unless the job is done, and asks for as much of it as may be. */
static int
open_one(struct tg_window *window, struct tg_fault *why)
{
	struct tg_job *job = tg_window_at(window, window->opened);

	if (!job->done && tg_job_open(job, why))
		return -1;
	window->opened++;
	if (job->file < 0)
		return 0;
	uint64_t left = window->size_max - window->size_ahead;
	job->ahead = job->group.first.size < left ? job->group.first.size : left;
	window->size_ahead += job->ahead;
	window->n_ahead++;
	ask_for(job->file, job->ahead);
	return 0;
}

int
tg_window_open(struct tg_window *window, struct tg_fault *why)
{
	return window->opened > window->next ? 0 : open_one(window, why);
}

static bool
may_open(const struct tg_window *window)
{
	return window->opened < window->end && window->n_ahead < window->n_ahead_max &&
	       window->size_ahead < window->size_max;
}

bool
tg_window_open_ahead(struct tg_window *window)
{
	struct tg_fault why;

	/* What cannot be opened for want of descriptors is tried again when it is needed. */
	return may_open(window) && open_one(window, &why) == 0 && may_open(window);
}

void
tg_window_take(struct tg_window *window)
{
	struct tg_job *job = tg_window_at(window, window->next);

	window->n_ahead -= job->file >= 0;
	tg_job_shut(job);
	window->size_ahead -= job->ahead;
	window->next++;
}

void
tg_window_pass(struct tg_window *window)
{
	tg_job_free(tg_window_at(window, window->first));
	window->first++;
}
