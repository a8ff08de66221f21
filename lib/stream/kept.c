/*
 * Kept records: FILE.partial is written in whole records, locked by flock(2) for as
 * long as its process lives. Renamed, it is FILE; or FILE is a draft that is folded of both.
 */
#include "stream/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/output.h"
#include "stream/fold.h"
#include "stream/record.h"

#define WRITE_SIZE ((size_t)64 << 10)

static int
name_errno(const char *path, struct tg_fault *why)
{
	tg_fault_errno(why, NULL);
	return tg_fault_name(why, path, why);
}

/*
 * Opens the file PATH with ACCESS: *FD, or -1 if it is missing. Whatever a slip of
 * the keyboard names instead of a file of records must not be replaced by one.
 */
static int
open_old(const char *path, int access, int *fd, mode_t *mode, struct tg_fault *why)
{
	struct stat status;
	char head[2];

	*fd = open(path, access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0)
		return errno == ENOENT ? 0 : name_errno(path, why);
	ssize_t n = fstat(*fd, &status) ? -1 : pread(*fd, head, sizeof(head), 0);
	bool is_file = n >= 0 && S_ISREG(status.st_mode);
	if (is_file && tg_record_is_start(head, (size_t)n)) {
		*mode = status.st_mode & 0777;
		return 0;
	}
	if (n < 0)
		name_errno(path, why);
	else
		tg_fault_name(why, path, &(struct tg_fault){ TG_FAULT_CORRUPT, "not a file of records" });
	close(*fd);
	*fd = -1;
	return -1;
}

/* Puts what the file of FD has into FILE, and removes FILE.partial. */
static int
fold(struct tg_kept *kept, int fd, bool sync, struct tg_fault *why)
{
	struct tg_output output;
	struct tg_fault cause;
	int older = open(kept->path, O_RDONLY | O_CLOEXEC);
	int status = -1;

	if (older < 0 && errno != ENOENT)
		return name_errno(kept->path, why);
	if (tg_output_open(&output, kept->path, &cause) == 0) {
		output.sync = sync;
		status = tg_fold(older, fd, output.stream, &cause) || tg_output_finish(&output, true, &cause) ? -1 : 0;
		tg_output_close(&output);
	}
	if (older >= 0)
		close(older);
	return status ? tg_fault_name(why, kept->path, &cause) : 0;
}

static int
in_use(const struct tg_kept *kept, struct tg_fault *why)
{
	return tg_fault_name(why, kept->partial, &(struct tg_fault){ TG_FAULT_IO, "in use by another process" });
}

static int
lock(const struct tg_kept *kept, int fd, struct tg_fault *why)
{
	/* Where nothing can be locked, no two processes are kept from each other. */
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return 0;
	return in_use(kept, why);
}

/* Whether the file of FD still is PATH. */
static bool
has_name(int fd, const char *path)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 && lstat(path, &named) == 0 && open.st_dev == named.st_dev &&
	       open.st_ino == named.st_ino;
}

/* Folds what a killed process has left. */
static int
clear_partial(struct tg_kept *kept, mode_t *mode, struct tg_fault *why)
{
	int fd;

	if (open_old(kept->partial, O_RDWR, &fd, mode, why))
		return -1;
	if (fd < 0)
		return 0;
	int status = lock(kept, fd, why);
	/* Its process may have ended well a moment ago. */
	if (status == 0 && has_name(fd, kept->partial))
		status = fold(kept, fd, false, why);
	close(fd);
	return status;
}

static int
open_files(struct tg_kept *kept, struct tg_fault *why)
{
	mode_t mode = 0666, old_mode = 0;
	int fd;

	if (open_old(kept->path, O_RDONLY, &fd, &old_mode, why))
		return -1;
	if (fd >= 0)
		close(fd);
	if (clear_partial(kept, &mode, why))
		return -1;
	if (old_mode)
		mode = old_mode;
	kept->fd = open(kept->partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (kept->fd < 0)
		return errno == EEXIST ? in_use(kept, why) : name_errno(kept->partial, why);
	/* The umask has had its say when the old file was made. */
	if (old_mode)
		fchmod(kept->fd, old_mode);
	if (lock(kept, kept->fd, why))
		return -1;
	/* Another process may have taken it for what a killed one left. */
	if (!has_name(kept->fd, kept->partial))
		return in_use(kept, why);
	return tg_item_writer_init(&kept->out, kept->fd, WRITE_SIZE, why);
}

int
tg_kept_names(const char *path, char **file, char **partial, struct tg_fault *why)
{
	struct stat status;
	bool is_link = lstat(path, &status) == 0 && S_ISLNK(status.st_mode);

	*partial = NULL;
	/* An output called "-" would be standard output. */
	*file = is_link ? realpath(path, NULL) : strdup(strcmp(path, "-") ? path : "./-");
	if (!*file)
		return name_errno(path, why);
	if (asprintf(partial, "%s.partial", *file) < 0) {
		free(*file);
		*file = *partial = NULL;
		return tg_fault_errno(why, NULL);
	}
	return 0;
}

void
tg_kept_init(struct tg_kept *kept)
{
	*kept = (struct tg_kept){ .fd = -1 };
}

int
tg_kept_open(struct tg_kept *kept, const char *path, struct tg_fault *why)
{
	tg_kept_init(kept);
	if (tg_kept_names(path, &kept->path, &kept->partial, why) || open_files(kept, why)) {
		tg_kept_close(kept);
		return -1;
	}
	return 0;
}

void
tg_kept_add(struct tg_kept *kept, const struct tg_record *record)
{
	if (kept->fd < 0)
		return;
	if (!kept->fault.code)
		tg_record_write(&kept->out, record, &kept->fault);
	kept->n_records += record->kind != TG_RECORD_BEGIN && record->kind != TG_RECORD_END;
}

void
tg_kept_flush(struct tg_kept *kept)
{
	if (kept->fd >= 0 && !kept->fault.code)
		tg_item_flush(&kept->out, &kept->fault);
}

/* FILE.partial is all that FILE is to have. */
static int
rename_partial(struct tg_kept *kept, bool sync, struct tg_fault *why)
{
	if ((sync && fsync(kept->fd)) || rename(kept->partial, kept->path))
		return name_errno(kept->path, why);
	/* The name as well: one call for the file system. */
	return sync && syncfs(kept->fd) ? name_errno(kept->path, why) : 0;
}

int
tg_kept_finish(struct tg_kept *kept, bool complete, bool sync, struct tg_fault *why)
{
	if (kept->fd < 0)
		return 0;
	tg_kept_flush(kept);
	if (kept->fault.code)
		return tg_fault_name(why, kept->partial, &kept->fault);
	if (kept->n_records)
		return complete ? rename_partial(kept, sync, why) : fold(kept, kept->fd, sync, why);
	/* A folder that is not there for a night is no reason to forget what is in it. */
	return unlink(kept->partial) ? name_errno(kept->partial, why) : 0;
}

void
tg_kept_close(struct tg_kept *kept)
{
	if (kept->fd >= 0)
		close(kept->fd);
	tg_item_writer_free(&kept->out);
	free(kept->path);
	free(kept->partial);
	tg_kept_init(kept);
}
