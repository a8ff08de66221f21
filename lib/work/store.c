/* The store: drafts that become thumbnails. */
#include "work/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/draft.h"
#include "base/fault.h"
#include "base/io.h"
#include "codec/encode.h"

/* The tag and its signature: bford.info/cachedir. */
#define TAG_NAME "CACHEDIR.TAG"
static const char tag[] =
	"Signature: 8a477f597d28d172789f06886806bc55\n"
	"# This folder holds thumbnails that tgthumb made and can make again.\n";

static int
make_folders(char *path)
{
	/* The kernel would say so only after most of them are made. */
	if (strlen(path) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		int made = mkdir(path, 0777);
		*slash = '/';
		if (made && errno != EEXIST)
			return -1;
	}
	return mkdir(path, 0777) && errno != EEXIST ? -1 : 0;
}

static int
write_file(const struct tg_store *store, const char *name, const void *bytes, size_t len, struct tg_fault *why)
{
	struct tg_draft draft;
	int status;

	if (tg_draft_open_as(&draft, store->folder, 0666, store->named, why))
		return -1;
	if (tg_io_write(draft.fd, bytes, len))
		status = tg_fault_errno(why, NULL);
	else
		status = tg_draft_place(&draft, name, why);
	tg_draft_close(&draft);
	return status;
}

static bool
is_empty(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	bool empty = entries != NULL;

	for (struct dirent *entry; entries && empty && (entry = readdir(entries));)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	if (entries)
		closedir(entries);
	else if (fd >= 0)
		close(fd);
	return empty;
}

/* Sees early that files can be made here. Where they need names, old ones are swept. */
static int
check_writable(struct tg_store *store, struct tg_fault *why)
{
	struct tg_draft draft;

	if (tg_draft_open(&draft, store->folder, 0666, why))
		return -1;
	store->named = *draft.name;
	tg_draft_close(&draft);
	/* Elsewhere the whole folder is not worth reading for what next to no kill leaves behind. */
	if (store->named)
		tg_draft_sweep(store->folder);
	return 0;
}

int
tg_store_open(struct tg_store *store, const char *path, struct tg_fault *why)
{
	*store = (struct tg_store){ .folder = -1, .path = strdup(path) };
	if (!store->path)
		return tg_fault_errno(why, NULL);

	/* Parents are made only where the folder is missing: they may not be ours to see. */
	store->folder = tg_io_open(path, O_RDONLY | O_DIRECTORY);
	if (store->folder < 0 && errno == ENOENT && make_folders(store->path) == 0)
		store->folder = tg_io_open(path, O_RDONLY | O_DIRECTORY);
	if (store->folder < 0) {
		tg_fault_errno(why, NULL);
		tg_store_close(store);
		return -1;
	}
	if (check_writable(store, why)) {
		tg_store_close(store);
		return -1;
	}
	/* Never into a folder that holds files already: backups leave out what is tagged. */
	if (is_empty(store->folder) && write_file(store, TAG_NAME, tag, sizeof(tag) - 1, why)) {
		tg_store_close(store);
		return -1;
	}
	return 0;
}

/* How files of a format start and end: what all of one encoding have in common. */
struct ends {
	size_t start_len;
	size_t end_len;
	char end[12];
};

static const struct ends png_ends = { 16, 12, "\0\0\0\0IEND\xae\x42\x60\x82" };
static const struct ends jpeg_ends = { sizeof(((struct tg_encode_start *)0)->bytes), 2, "\xff\xd9" };

/* Whether the file of FD has the LEN bytes at BYTES at OFFSET. */
static bool
has_bytes(int fd, off_t offset, const void *bytes, size_t len)
{
	char read[128];

	return len <= sizeof(read) && pread(fd, read, len, offset) == (ssize_t)len && memcmp(read, bytes, len) == 0;
}

/*
 * Whether NAME is a file that starts as BYTES do, and ends as its format does. One that was cut, by a
 * crash of the machine, does not; one that is whole is never replaced by another of the same encoding, so
 * that a worker which lies about its picture cannot change another's thumbnail.
 */
static bool
is_whole(int folder, const char *name, const uint8_t *bytes, size_t len)
{
	const struct ends *ends = strcmp(strrchr(name, '.'), ".jpg") ? &png_ends : &jpeg_ends;
	struct stat status;
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool whole = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && len >= ends->start_len &&
	             status.st_size >= (off_t)(ends->start_len + ends->end_len) &&
	             has_bytes(fd, 0, bytes, ends->start_len) &&
	             has_bytes(fd, status.st_size - (off_t)ends->end_len, ends->end, ends->end_len);
	close(fd);
	return whole;
}

/* Makes the folder that NAME has before it, if it has one. */
static int
make_folder_of(const struct tg_store *store, const char *name, struct tg_fault *why)
{
	const char *slash = strchr(name, '/');
	char folder[8];

	if (!slash)
		return 0;
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - name), name);
	return mkdirat(store->folder, folder, 0777) && errno != EEXIST ? tg_fault_errno(why, NULL) : 0;
}

int
tg_store_put(struct tg_store *store, const char *name, const uint8_t *bytes, size_t len, struct tg_fault *why)
{
	if (is_whole(store->folder, name, bytes, len))
		return 0;
	if (make_folder_of(store, name, why) || write_file(store, name, bytes, len, why))
		return tg_fault_name(why, store->path, why);
	return 0;
}

bool
tg_store_has(const struct tg_store *store, const char *name)
{
	struct stat status;

	return fstatat(store->folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
	       status.st_size > 0;
}

int
tg_store_sync(struct tg_store *store, struct tg_fault *why)
{
	/* One call for the file system, instead of one for each file while it is made. */
	if (syncfs(store->folder) == 0)
		return 0;
	tg_fault_errno(why, NULL);
	return tg_fault_name(why, store->path, why);
}

void
tg_store_close(struct tg_store *store)
{
	if (store->folder >= 0)
		close(store->folder);
	free(store->path);
	*store = (struct tg_store){ .folder = -1 };
}
