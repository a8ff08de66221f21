/*
 * Drafts: O_TMPFILE and linkat(2) where the file system has them. Elsewhere (NFS,
 * for one) a hidden temporary name and rename(2), which a kill can leave behind.
 */
#include "base/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fault.h"

static int
invent_name(char name[TG_DRAFT_NAME_SIZE])
{
	uint64_t random;

	if (getentropy(&random, sizeof(random)))
		return -1;
	snprintf(name, TG_DRAFT_NAME_SIZE, ".tg-%016" PRIx64 ".tmp", random);
	return 0;
}

int
tg_draft_open(struct tg_draft *draft, int folder, mode_t mode, struct tg_fault *why)
{
	*draft = (struct tg_draft){ .folder = folder, .fd = -1 };

	/* A file without a name gets one through /proc only. */
	if (access("/proc/self/fd", X_OK) == 0)
		draft->fd = openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
	if (draft->fd >= 0)
		return 0;
	if (invent_name(draft->name))
		return tg_fault_errno(why, NULL);
	draft->fd = openat(folder, draft->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	return draft->fd < 0 ? tg_fault_errno(why, NULL) : 0;
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
		/* link(2) never replaces: a temporary name takes it to rename(2). */
		char temporary[TG_DRAFT_NAME_SIZE];
		if (errno != EEXIST || invent_name(temporary) || link_as(draft, temporary))
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
