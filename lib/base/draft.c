/*
 * Drafts: O_TMPFILE and linkat(2) where the file system has them. Elsewhere (NFS,
 * for one) a hidden temporary name and rename(2), which a kill can leave behind.
 * A temporary name is locked as long as its process lives, by which the sweep
 * tells what is left over.
 */
#include "base/draft.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

#define NAME_PREFIX ".tg-"
#define NAME_SUFFIX ".tmp"

static int
invent_name(char name[TG_DRAFT_NAME_SIZE])
{
	uint64_t random;

	if (getentropy(&random, sizeof(random)))
		return -1;
	snprintf(name, TG_DRAFT_NAME_SIZE, NAME_PREFIX "%016" PRIx64 NAME_SUFFIX, random);
	return 0;
}

static bool
is_invented(const char *name)
{
	const size_t prefix_len = sizeof(NAME_PREFIX) - 1;

	return strncmp(name, NAME_PREFIX, prefix_len) == 0 &&
	       strspn(name + prefix_len, "0123456789abcdef") == 16 &&
	       strcmp(name + prefix_len + 16, NAME_SUFFIX) == 0;
}

/* Opens a draft that has a name from the start. A sweep between making and locking it takes it away. */
static int
open_with_name(struct tg_draft *draft, mode_t mode)
{
	struct stat status;

	for (;;) {
		if (invent_name(draft->name))
			return -1;
		draft->fd = openat(draft->folder, draft->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (draft->fd < 0)
			return -1;
		/* Where nothing can be locked, nothing is swept either. */
		flock(draft->fd, LOCK_EX);
		/* By its name: some file systems count no links. */
		if (fstatat(draft->folder, draft->name, &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
			return 0;
		close(draft->fd);
	}
}

int
tg_draft_open(struct tg_draft *draft, int folder, mode_t mode, struct tg_fault *why)
{
	/* A file without a name gets one through /proc only. */
	return tg_draft_open_as(draft, folder, mode, access("/proc/self/fd", X_OK) != 0, why);
}

int
tg_draft_open_as(struct tg_draft *draft, int folder, mode_t mode, bool named, struct tg_fault *why)
{
	*draft = (struct tg_draft){ .folder = folder, .fd = -1 };
	if (!named)
		draft->fd = openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	if (draft->fd >= 0)
		return 0;
	return open_with_name(draft, mode) ? tg_fault_errno(why, NULL) : 0;
}

static int
link_as(const struct tg_draft *draft, const char *name)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", draft->fd);
	return linkat(AT_FDCWD, path, draft->folder, name, AT_SYMLINK_FOLLOW);
}

int
tg_draft_place(struct tg_draft *draft, const char *name, struct tg_fault *why)
{
	if (!*draft->name) {
		if (link_as(draft, name) == 0)
			return 0;
		if (errno != EEXIST)
			return tg_fault_errno(why, NULL);
		/* link(2) never replaces: a temporary name takes it to rename(2). */
		char temporary[TG_DRAFT_NAME_SIZE];
		flock(draft->fd, LOCK_EX);
		if (invent_name(temporary) || link_as(draft, temporary))
			return tg_fault_errno(why, NULL);
		snprintf(draft->name, sizeof(draft->name), "%s", temporary);
	}
	if (renameat(draft->folder, draft->name, draft->folder, name))
		return tg_fault_errno(why, NULL);
	draft->name[0] = '\0';
	return 0;
}

void
tg_draft_close(struct tg_draft *draft)
{
	if (draft->fd < 0)
		return;
	if (*draft->name)
		unlinkat(draft->folder, draft->name, 0);
	close(draft->fd);
	draft->fd = -1;
}

/* Removes NAME in FOLDER unless a living process has it locked. */
static void
sweep_one(int folder, const char *name)
{
	/* To write: NFS locks no other files. */
	int fd = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

void
tg_draft_sweep(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);

	for (struct dirent *entry; entries && (entry = readdir(entries));)
		if (is_invented(entry->d_name))
			sweep_one(folder, entry->d_name);
	if (entries)
		closedir(entries);
	else if (fd >= 0)
		close(fd);
}
