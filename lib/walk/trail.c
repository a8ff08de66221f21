/* The folders that a walk is in, with few descriptors for many of them. */
#include "walk/trail.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"

#define MAX_OPEN 32

struct tg_step *
tg_trail_end(const struct tg_trail *trail)
{
	return &trail->steps[trail->depth - 1];
}

static void
shut(struct tg_trail *trail, struct tg_step *step)
{
	if (step->fd < 0)
		return;
	close(step->fd);
	step->fd = -1;
	trail->n_open--;
}

/* Closes the uppermost open folder but the trail's end; whether there was one. */
static bool
save_descriptor(struct tg_trail *trail)
{
	for (; trail->lowest + 1 < trail->depth; trail->lowest++) {
		struct tg_step *step = &trail->steps[trail->lowest];
		struct stat st = { 0 };
		if (step->fd < 0)
			continue;
		/* If this fails, so will the comparison when the folder is opened again. */
		fstat(step->fd, &st);
		step->device = st.st_dev;
		step->inode = st.st_ino;
		shut(trail, step);
		return true;
	}
	return false;
}

/* After a failed open: whether it is worth another try, since a descriptor was saved. */
static bool
again(struct tg_trail *trail)
{
	int saved = errno;
	bool saves = (saved == EMFILE || saved == ENFILE) && save_descriptor(trail);

	errno = saved;
	return saves;
}

int
tg_trail_push(struct tg_trail *trail, const struct tg_step *step, struct tg_fault *why)
{
	if (trail->depth == trail->size) {
		size_t size = trail->size ? 2 * trail->size : 64;
		struct tg_step *steps = reallocarray(trail->steps, size, sizeof(*steps));
		if (!steps)
			return tg_fault_errno(why, NULL);
		trail->steps = steps;
		trail->size = size;
	}
	trail->steps[trail->depth++] = *step;
	if (++trail->n_open > MAX_OPEN)
		save_descriptor(trail);
	return 0;
}

void
tg_trail_shut(struct tg_trail *trail)
{
	shut(trail, tg_trail_end(trail));
}

void
tg_trail_pop(struct tg_trail *trail)
{
	tg_trail_shut(trail);
	trail->depth--;
	if (trail->lowest > trail->depth)
		trail->lowest = trail->depth;
}

int
tg_trail_open(struct tg_trail *trail, int folder, const char *name, int flags)
{
	int fd;

	do
		fd = openat(folder, name, flags);
	while (fd < 0 && again(trail));
	return fd;
}

int
tg_trail_reopen(struct tg_trail *trail, const char *path, struct tg_fault *why)
{
	struct tg_step *end = tg_trail_end(trail);
	struct stat st;
	int fd;

	do
		fd = tg_io_open(path, TG_TRAIL_FOLDER);
	while (fd < 0 && again(trail));
	if (fd < 0)
		return tg_fault_errno(why, NULL);

	end->fd = fd;
	trail->n_open++;
	if (trail->lowest >= trail->depth)
		trail->lowest = trail->depth - 1;
	if (fstat(fd, &st) == 0 && st.st_dev == end->device && st.st_ino == end->inode)
		return 0;
	tg_trail_shut(trail);
	return tg_fault_set(why, TG_FAULT_IO, "another folder has taken its place");
}

void
tg_trail_free(struct tg_trail *trail)
{
	while (trail->depth)
		tg_trail_pop(trail);
	free(trail->steps);
	*trail = (struct tg_trail){ 0 };
}
