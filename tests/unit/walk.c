/*
 * The walk where the system is difficult: a file system that tells no types,
 * one that fails, a tree that changes under the walk.
 */
#include "walk/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fault.h"
#include "check.h"

/* How deep the tree is: deeper than folders are kept open. */
#define N_LEVELS 100

static bool tells_types = true;
static int n_reads_left = -1; /* until a read fails; never if negative */

/* Comes before the C library's. */
ssize_t getdents64(int fd, void *buffer, size_t size);

ssize_t
getdents64(int fd, void *buffer, size_t size)
{
	if (n_reads_left == 0) {
		errno = EIO;
		return -1;
	}
	n_reads_left -= n_reads_left > 0;
	ssize_t len = syscall(SYS_getdents64, fd, buffer, size);
	for (ssize_t at = 0; !tells_types && at < len;) {
		struct dirent64 *entry = (struct dirent64 *)((char *)buffer + at);
		entry->d_type = DT_UNKNOWN;
		at += entry->d_reclen;
	}
	return len;
}

static void
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	close(fd);
}

/* What a walk came across. */
struct outcome {
	int n_paths;
	int n_faults;
	unsigned long hash;   /* of the paths, in order */
	char last[256];       /* what the last fault says */
	char last_path[4096]; /* and about what */
};

static void
note(struct outcome *outcome, int found, const char *path, size_t len, const struct tg_fault *why)
{
	CHECK(strlen(path) == len);
	if (found > 0) {
		outcome->n_paths++;
		for (; *path; path++)
			outcome->hash = outcome->hash * 31 + (unsigned char)*path;
	} else {
		outcome->n_faults++;
		snprintf(outcome->last, sizeof(outcome->last), "%s", why->text);
		snprintf(outcome->last_path, sizeof(outcome->last_path), "%s", path);
	}
}

/* Walks "." with OPTIONS; after N_FIRST paths, calls BETWEEN. */
static struct outcome
walk_with(struct tg_walk_options options, int n_first, void (*between)(void))
{
	struct outcome outcome = { 0 };
	struct tg_walk *walk;
	struct tg_fault why;
	const char *path;
	size_t len;

	CHECK(tg_walk_open(&walk, &options, &why) == 0);
	tg_walk_start(walk, ".");
	for (int found; (found = tg_walk_next(walk, &path, &len, &why));) {
		note(&outcome, found, path, len, &why);
		if (between && outcome.n_paths == n_first) {
			between();
			between = NULL;
		}
	}
	CHECK(!between);
	CHECK(tg_walk_next(walk, &path, &len, &why) == 0);
	tg_walk_close(walk);
	return outcome;
}

static struct outcome
walk_all(bool follow, int n_first, void (*between)(void))
{
	return walk_with((struct tg_walk_options){ .follow = follow }, n_first, between);
}

/* Makes a0, folder b with the same in it, N_LEVELS deep, and behind it c/d. */
static void
plant(void)
{
	int top = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (int i = 0; i < N_LEVELS; i++) {
		touch("a0");
		CHECK(mkdir("b", 0700) == 0 && mkdir("c", 0700) == 0);
		touch("c/d");
		CHECK(chdir("b") == 0);
	}
	CHECK(fchdir(top) == 0);
	close(top);
}

static void
check_types(void)
{
	CHECK(symlink("c/d", "link") == 0 && symlink("c", "to-folder") == 0);
	CHECK(symlink("nowhere", "dangling") == 0 && mkfifo("fifo", 0600) == 0);
	for (int follow = 0; follow <= 1; follow++) {
		struct outcome known = walk_all(follow, 0, NULL);
		tells_types = false;
		struct outcome unknown = walk_all(follow, 0, NULL);
		tells_types = true;
		CHECK(known.n_paths == 2 * N_LEVELS + 1 + follow && known.n_faults == 0);
		CHECK(unknown.n_paths == known.n_paths && unknown.n_faults == 0);
		CHECK(unknown.hash == known.hash);
		/* All was changed since 1970; then a folder's files need it open, too. */
		struct outcome changed = walk_with((struct tg_walk_options){ .follow = follow, .only_changed = true }, 0, NULL);
		CHECK(changed.hash == known.hash && changed.n_faults == 0);
	}
	CHECK(!unlink("link") && !unlink("to-folder") && !unlink("dangling") && !unlink("fifo"));
}

/* A folder that fails after its first read: what was read is walked, and it is one fault. */
static void
check_errors(void)
{
	n_reads_left = 1;
	struct outcome outcome = walk_all(false, 0, NULL);
	n_reads_left = -1;
	CHECK(outcome.n_paths == 1);
	CHECK(outcome.n_faults == 3); /* the folder itself, b and c */
	CHECK(strcmp(outcome.last, "Input/output error") == 0);
	CHECK(strcmp(outcome.last_path + strlen(outcome.last_path) - 2, "/c") == 0);
}

/* Puts another folder in place of one near the top; the walk is below it. */
static void
swap(void)
{
	CHECK(rename("b/b", "moved") == 0 && mkdir("b/b", 0700) == 0);
}

static void
check_changes(void)
{
	struct outcome outcome = walk_all(false, N_LEVELS, swap);

	/* Lost: the files in the folders named c from b/b down, whose folders were closed. */
	CHECK(outcome.n_faults >= 1 && outcome.n_faults < N_LEVELS);
	CHECK(strstr(outcome.last, "another folder") || strstr(outcome.last, "No such file"));
	CHECK(outcome.n_paths > N_LEVELS && outcome.n_paths < 2 * N_LEVELS);
	CHECK(rmdir("b/b") == 0 && rename("moved", "b/b") == 0);
	outcome = walk_all(false, 0, NULL);
	CHECK(outcome.n_faults == 0 && outcome.n_paths == 2 * N_LEVELS);
}

int
main(void)
{
	char path[] = "/tmp/tg-walk-XXXXXX", command[64];

	CHECK(mkdtemp(path) && chdir(path) == 0);
	plant();
	check_types();
	check_errors();
	check_changes();
	snprintf(command, sizeof(command), "rm -rf %s", path);
	CHECK(system(command) == 0);
	return report("walk");
}
