/* Outputs: the three kinds behind one FILE. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Opens the folder of PATH, and keeps its name there and its partial file's. */
static int
open_folder(struct tg_output *output, const char *path)
{
	const char *name = base_name(path);
	char *folder = name > path ? strndup(path, (size_t)(name - path)) : strdup(".");

	output->name = strdup(name);
	if (asprintf(&output->partial, "%s.partial", path) < 0)
		output->partial = NULL;
	if (folder && output->name && output->partial)
		output->folder = tg_io_open(folder, O_PATH | O_DIRECTORY);
	free(folder);
	return output->folder < 0 ? -1 : 0;
}

/* Sees that the partial file can have its name, which is wanted when it is late to say no. */
static int
check_partial(const struct tg_output *output, struct tg_fault *why)
{
	const char *partial = base_name(output->partial);
	struct stat status;

	if (fstatat(output->folder, partial, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : tg_fault_errno(why, partial);
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return tg_fault_errno(why, partial);
	}
	return 0;
}

static int
open_file(struct tg_output *output, const char *path, mode_t mode, struct tg_fault *why)
{
	if (open_folder(output, path))
		return tg_fault_errno(why, NULL);
	if (check_partial(output, why))
		return -1;
	tg_draft_sweep(output->folder);
	if (tg_draft_open(&output->draft, output->folder, mode, why))
		return -1;
	/* The stream has a descriptor of its own, since it must be closed before the draft is. */
	int fd = fcntl(output->draft.fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0 || !(output->stream = fdopen(fd, "w"))) {
		tg_fault_errno(why, NULL);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return 0;
}

/* Opens a file that is not there yet. */
static int
open_new(struct tg_output *output, const char *path, struct tg_fault *why)
{
	struct stat status;

	/* To follow a link that leads nowhere is the kernel's trade, and would make the file too early. */
	if (lstat(path, &status) == 0)
		return tg_fault_set(why, TG_FAULT_IO, "symbolic link to a missing file");
	return open_file(output, path, 0666, why);
}

/* Whether standard output is the file of STATUS, opened by a shell or named /dev/stdout. */
static bool
is_stdout(const struct stat *status)
{
	struct stat out;

	return fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == status->st_dev && out.st_ino == status->st_ino;
}

static int
open_named(struct tg_output *output, const char *path, struct tg_fault *why)
{
	struct stat status;

	if (stat(path, &status))
		return errno == ENOENT ? open_new(output, path, why) : tg_fault_errno(why, NULL);
	if (is_stdout(&status)) {
		output->stream = stdout;
		return 0;
	}
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		return tg_fault_errno(why, NULL);
	}
	if (!S_ISREG(status.st_mode)) {
		output->stream = fopen(path, "we");
		return output->stream ? 0 : tg_fault_errno(why, NULL);
	}

	struct stat link;
	bool is_link = lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
	char *target = is_link ? realpath(path, NULL) : strdup(path);
	if (!target)
		return tg_fault_errno(why, NULL);
	int opened = open_file(output, target, status.st_mode & 0777, why);
	free(target);
	/* The umask has had its say when the old file was made. */
	if (opened == 0)
		fchmod(output->draft.fd, status.st_mode & 0777);
	return opened;
}

int
tg_output_open(struct tg_output *output, const char *path, struct tg_fault *why)
{
	*output = (struct tg_output){ .folder = -1, .draft.fd = -1 };
	if (!path || strcmp(path, "-") == 0) {
		output->stream = stdout;
		return 0;
	}
	if (open_named(output, path, why)) {
		tg_output_close(output);
		return -1;
	}
	return 0;
}

/* Whether the files A and B, both of SIZE bytes, hold the same. */
static bool
hold_same(int a, int b, off_t size)
{
	char bytes[2][16 << 10];

	for (off_t at = 0; at < size;) {
		ssize_t n = pread(a, bytes[0], sizeof(bytes[0]), at);
		if (n <= 0 || pread(b, bytes[1], (size_t)n, at) != n || memcmp(bytes[0], bytes[1], (size_t)n))
			return false;
		at += n;
	}
	return true;
}

/* Opens the file that is to be replaced, if it holds what the draft does; else, or in doubt, -1. */
static int
open_same(const struct tg_output *output)
{
	struct stat old, new;
	int fd = openat(output->folder, output->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || (fstat(fd, &old) == 0 && fstat(output->draft.fd, &new) == 0 && S_ISREG(old.st_mode) &&
	               old.st_size == new.st_size && hold_same(fd, output->draft.fd, old.st_size)))
		return fd;
	close(fd);
	return -1;
}

static int
place(struct tg_output *output, bool complete, struct tg_fault *why)
{
	if (!complete)
		return tg_draft_place(&output->draft, base_name(output->partial), why);

	int same = open_same(output), status = 0;
	output->unchanged = same >= 0;
	if (!output->unchanged)
		status = tg_draft_place(&output->draft, output->name, why);
	else if (output->sync && fsync(same)) /* who wrote it may not have waited */
		status = tg_fault_errno(why, NULL);
	if (same >= 0)
		close(same);
	if (status)
		return -1;
	unlinkat(output->folder, base_name(output->partial), 0);
	return 0;
}

/* Waits until the file's name is on the disk. */
static int
sync_folder(const struct tg_output *output, struct tg_fault *why)
{
	/* The folder is open for its path only, which fsync does not take. */
	int fd = openat(output->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = fd < 0 || fsync(fd) ? tg_fault_errno(why, NULL) : 0;

	if (fd >= 0)
		close(fd);
	return status;
}

int
tg_output_finish(struct tg_output *output, bool complete, struct tg_fault *why)
{
	FILE *stream = output->stream;

	output->stream = NULL;
	if (fflush(stream) || ferror(stream)) {
		tg_fault_errno(why, NULL);
		fclose(stream);
		return -1;
	}
	if (fclose(stream))
		return tg_fault_errno(why, NULL);
	if (!output->name)
		return 0;
	if (output->sync && fsync(output->draft.fd))
		return tg_fault_errno(why, NULL);
	if (place(output, complete, why))
		return -1;
	return output->sync ? sync_folder(output, why) : 0;
}

void
tg_output_close(struct tg_output *output)
{
	if (output->stream && output->stream != stdout)
		fclose(output->stream);
	tg_draft_close(&output->draft);
	if (output->folder >= 0)
		close(output->folder);
	free(output->name);
	free(output->partial);
	*output = (struct tg_output){ .folder = -1, .draft.fd = -1 };
}
