/* Orphans: a sorted array of names, in which those that a record has are marked. */
#include "listing/orphans.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"
#include "stream/record.h"

#define DIGEST_LEN 64
#define HEX "0123456789abcdef"

struct tg_orphan {
	char name[TG_RECORD_NAME_SIZE]; /* first, for bsearch; with its folder, if there is one */
	bool is_named;
};

/* Nothing else in the folder is ours, and what is listed may be removed. */
static bool
is_thumbnail(int folder, const char *prefix, const char *name)
{
	struct stat status;

	if (strspn(name, HEX) != DIGEST_LEN || (*prefix && strncmp(name, prefix, 2) != 0) ||
	    (strcmp(name + DIGEST_LEN, ".png") != 0 && strcmp(name + DIGEST_LEN, ".jpg") != 0))
		return false;
	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static int
add(struct tg_orphans *orphans, const char *prefix, const char *name, struct tg_fault *why)
{
	if (orphans->n_files == orphans->size) {
		size_t size = orphans->size ? 2 * orphans->size : 1024;
		struct tg_orphan *files = reallocarray(orphans->files, size, sizeof(*files));
		if (!files)
			return tg_fault_errno(why, NULL);
		orphans->files = files;
		orphans->size = size;
	}
	struct tg_orphan *file = &orphans->files[orphans->n_files++];
	snprintf(file->name, sizeof(file->name), "%.3s%.68s", prefix, name);
	file->is_named = false;
	return 0;
}

static int read_names(struct tg_orphans *orphans, int folder, const char *prefix, struct tg_fault *why);

/* Takes the entry NAME of FOLDER, if it is a thumbnail, or a folder of such as begin like it. */
static int
take(struct tg_orphans *orphans, int folder, const char *prefix, const char *name, struct tg_fault *why)
{
	char inner[4];

	if (is_thumbnail(folder, prefix, name))
		return add(orphans, prefix, name, why);
	if (*prefix || strlen(name) != 2 || strspn(name, HEX) != 2)
		return 0;
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOTDIR || errno == ELOOP ? 0 : tg_fault_errno(why, NULL);
	snprintf(inner, sizeof(inner), "%.2s/", name);
	return read_names(orphans, fd, inner, why);
}

/* Reads the open FOLDER, which it closes; PREFIX is to stand before its thumbnails' names. */
static int
read_names(struct tg_orphans *orphans, int folder, const char *prefix, struct tg_fault *why)
{
	DIR *entries = fdopendir(folder);
	const struct dirent *entry;
	int failed = 0;

	if (!entries) {
		tg_fault_errno(why, NULL);
		close(folder);
		return -1;
	}
	while (!failed && (errno = 0, entry = readdir(entries)))
		failed = take(orphans, folder, prefix, entry->d_name, why);
	if (!failed && errno)
		failed = tg_fault_errno(why, NULL);
	closedir(entries);
	return failed;
}

/* Of struct tg_orphan, and of a name and one. */
static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

int
tg_orphans_open(struct tg_orphans *orphans, const char *folder, struct tg_fault *why)
{
	struct stat status;
	int fd = tg_io_open(folder, O_RDONLY | O_DIRECTORY);

	*orphans = (struct tg_orphans){ .files = NULL };
	if (fd < 0 || fstat(fd, &status)) {
		tg_fault_errno(why, NULL);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	orphans->device = status.st_dev;
	orphans->inode = status.st_ino;
	if (read_names(orphans, fd, "", why)) {
		tg_orphans_free(orphans);
		return -1;
	}
	if (orphans->n_files)
		qsort(orphans->files, orphans->n_files, sizeof(*orphans->files), compare);
	return 0;
}

void
tg_orphans_note(struct tg_orphans *orphans, const struct tg_record *record)
{
	struct stat status;

	if (record->kind == TG_RECORD_BEGIN)
		orphans->is_meant |= stat(record->path, &status) == 0 && status.st_dev == orphans->device &&
		                     status.st_ino == orphans->inode;
	if (!*record->name || !orphans->n_files)
		return;
	struct tg_orphan *file = bsearch(record->name, orphans->files, orphans->n_files, sizeof(*file), compare);
	if (file)
		file->is_named = true;
}

int
tg_orphans_write(const struct tg_orphans *orphans, const char *folder, FILE *out, bool zero, struct tg_fault *why)
{
	const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";

	for (size_t i = 0; i < orphans->n_files; i++)
		if (!orphans->files[i].is_named)
			fprintf(out, "%s%s%s%c", folder, slash, orphans->files[i].name, zero ? '\0' : '\n');
	return ferror(out) ? tg_fault_errno(why, NULL) : 0;
}

void
tg_orphans_free(struct tg_orphans *orphans)
{
	free(orphans->files);
	orphans->files = NULL;
	orphans->n_files = orphans->size = 0;
}
