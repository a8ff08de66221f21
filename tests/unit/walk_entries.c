/* The order of a folder's entries, on names that a sort by leading bytes may get wrong. */
#include "walk/entries.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "check.h"
#include "walk/extension.h"

/* Makes an empty file in FOLDER; one that is there already stays. */
static void
make(int folder, const char *name)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	close(fd);
}

/* A name of up to MAX bytes that are C or above, of which there are N_BYTES kinds. */
static void
make_random(int folder, const char *prefix, int max, int c, int n_bytes)
{
	char name[256];
	size_t len = (size_t)snprintf(name, sizeof(name), "%s", prefix);

	for (int n = 1 + rand() % max; n > 0; n--)
		name[len++] = (char)(c + rand() % n_bytes);
	name[len] = '\0';
	make(folder, name);
}

static int
open_empty(char path[])
{
	strcpy(path, "/tmp/tg-entries-XXXXXX");
	CHECK(mkdtemp(path) != NULL);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Removes the folder open at FD with its files. */
static void
remove_all(int fd, const char *path)
{
	DIR *folder = fdopendir(fd);

	rewinddir(folder);
	for (struct dirent *entry; (entry = readdir(folder));)
		if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2)
			unlinkat(fd, entry->d_name, 0);
	closedir(folder);
	CHECK(rmdir(path) == 0);
}

/* Reads the folder open at FD: each name sorts before the next, and there are N_FILES, if that is not 0. */
static void
check_order(int fd, size_t n_files)
{
	struct tg_extension_set all = { 0 };
	struct tg_entries stack = { 0 };
	struct tg_entries_list list, again;
	struct tg_fault why;
	unsigned char type;

	CHECK(tg_entries_read(&stack, fd, &all, &list, &why) == 0);
	CHECK(list.start == 0 && (!n_files || list.end == n_files));
	for (size_t i = list.start; i + 1 < list.end; i++)
		CHECK(strcmp(tg_entries_get(&stack, i, &type), tg_entries_get(&stack, i + 1, &type)) < 0);

	/* A second one goes on top, and comes off again. */
	lseek(fd, 0, SEEK_SET);
	CHECK(tg_entries_read(&stack, fd, &all, &again, &why) == 0);
	CHECK(again.start == list.end && again.end == 2 * list.end);
	for (size_t i = 0; i < list.end; i++)
		CHECK(strcmp(tg_entries_get(&stack, i, &type), tg_entries_get(&stack, list.end + i, &type)) == 0);
	tg_entries_drop(&stack, &again);
	CHECK(stack.n_items == list.end);
	tg_entries_free(&stack);
	tg_entries_free(&stack);
}

/* Names with N_PREFIX bytes in common, then up to MAX of N_BYTES kinds from C on. */
static void
check_random(int n_files, size_t n_prefix, int max, int c, int n_bytes)
{
	char path[64], prefix[256] = "";
	int fd = open_empty(path);

	memset(prefix, 'p', n_prefix);
	for (int i = 0; i < n_files; i++)
		make_random(fd, prefix, max, c, n_bytes);
	check_order(fd, 0);
	remove_all(fd, path);
}

/* Each name is the start of the next, up to the longest that there is. */
static void
check_starts(void)
{
	char path[64], name[256] = "";
	int fd = open_empty(path);

	for (int len = 0; len < 255; len++) {
		name[len] = len % 16 == 7 ? '\377' : '\001';
		make(fd, name);
	}
	check_order(fd, 255);
	remove_all(fd, path);
}

int
main(void)
{
	char path[64];

	int fd = open_empty(path);
	check_order(fd, 0);
	make(fd, "only");
	lseek(fd, 0, SEEK_SET);
	check_order(fd, 1);
	remove_all(fd, path);

	check_starts();
	srand(1);
	for (size_t n_prefix = 0; n_prefix < 18; n_prefix++) {
		check_random(15, n_prefix, 9, 'a', 3);
		check_random(18, n_prefix, 20, 'a', 2);
		check_random(300, n_prefix, 12, 'a', 2);
		check_random(300, n_prefix, 6, '0', 10);
		check_random(500, n_prefix, 10, 0x80, 0x7f);
	}
	check_random(3000, 200, 55, '0', 2);
	return report("walk_entries");
}
