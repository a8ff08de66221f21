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

struct tg_orphan {
	char name[DIGEST_LEN + 5]; /* first, for bsearch */
	bool is_named;
};

/* Nothing else in the folder is ours, and what is listed may be removed. */
static bool
is_thumbnail(int folder, const struct dirent *entry)
{
	const char *name = entry->d_name, *suffix = name + DIGEST_LEN;
	struct stat status;

	if (strspn(name, "0123456789abcdef") != DIGEST_LEN || (strcmp(suffix, ".png") != 0 && strcmp(suffix, ".jpg") != 0))
		return false;
	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static int
add(struct tg_orphans *orphans, const char *name, struct tg_fault *why)
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
	memcpy(file->name, name, sizeof(file->name));
	file->is_named = false;
	return 0;
}

static int
read_names(struct tg_orphans *orphans, DIR *entries, struct tg_fault *why)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(entries);
		if (!entry)
			return errno ? tg_fault_errno(why, NULL) : 0;
		if (is_thumbnail(dirfd(entries), entry) && add(orphans, entry->d_name, why))
			return -1;
	}
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
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);

	*orphans = (struct tg_orphans){ .files = NULL };
	if (!entries || fstat(fd, &status)) {
		tg_fault_errno(why, NULL);
		if (entries)
			closedir(entries);
		else if (fd >= 0)
			close(fd);
		return -1;
	}
	orphans->device = status.st_dev;
	orphans->inode = status.st_ino;
	int failed = read_names(orphans, entries, why);
	closedir(entries);
	if (failed) {
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
