/*
 * The walk: from the operand down, each folder is read whole when it is
 * entered (walk/entries) and then done entry by entry, so the folder itself is
 * only needed while it has subfolders or links to come (walk/trail); where the
 * times of files count, while it has anything to come.
 */
#include "walk/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/path.h"
#include "walk/entries.h"
#include "walk/extension.h"
#include "walk/trail.h"

struct tg_walk {
	struct tg_walk_options options;
	struct tg_extension_set only;
	const char *operand;       /* not yet begun, or NULL */
	struct tg_entries entries; /* of all folders on the trail */
	struct tg_trail trail;     /* down to where the walk is */
	char *path;                /* of what was met last; owned */
	size_t path_size;          /* bytes allocated */
	size_t path_len;           /* bytes used, without the NUL */
};

int
tg_walk_open(struct tg_walk **walk, const struct tg_walk_options *options, struct tg_fault *why)
{
	*walk = calloc(1, sizeof(**walk));
	if (!*walk)
		return tg_fault_errno(why, NULL);
	(*walk)->options = *options;
	if (options->extensions &&
	    tg_extension_parse(&(*walk)->only, options->extensions, why)) {
		free(*walk);
		*walk = NULL;
		return -1;
	}
	return 0;
}

void
tg_walk_start(struct tg_walk *walk, const char *operand)
{
	walk->operand = operand;
}

/* Makes the walk's path its first KEEP bytes and then the LEN bytes at TEXT. */
static int
set_path(struct tg_walk *walk, size_t keep, const char *text, size_t len, struct tg_fault *why)
{
	if (keep + len >= walk->path_size) {
		size_t size = 2 * (keep + len) + 256;
		char *path = realloc(walk->path, size);
		if (!path)
			return tg_fault_errno(why, NULL);
		walk->path = path;
		walk->path_size = size;
	}
	memcpy(walk->path + keep, text, len);
	walk->path_len = keep + len;
	walk->path[walk->path_len] = '\0';
	return 0;
}

/* Whether the CACHEDIR.TAG in FOLDER is one: a regular file with the signature. */
static bool
is_tag(struct tg_walk *walk, int folder)
{
	static const char signature[] = "Signature: 8a477f597d28d172789f06886806bc55";
	char start[sizeof(signature) - 1];
	struct stat st;
	size_t len = 0;
	ssize_t n;

	int fd = tg_trail_open(&walk->trail, folder, "CACHEDIR.TAG",
	                       O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while (len < sizeof(start) &&
		       (n = tg_io_read(fd, start + len, sizeof(start) - len)) > 0)
			len += (size_t)n;
	close(fd);
	return len == sizeof(start) && memcmp(start, signature, len) == 0;
}

/* Whether the options let STEP be taken: 1, 0, or -1 with WHY filled where it is a loop. */
static int
may_enter(const struct tg_walk *walk, struct tg_step *step, struct tg_fault *why)
{
	const struct tg_step *steps = walk->trail.steps;
	struct stat st;

	if (!walk->options.follow && !walk->options.one_file_system)
		return 1;
	if (fstat(step->fd, &st))
		return tg_fault_errno(why, NULL);
	step->device = st.st_dev;
	step->inode = st.st_ino;
	for (size_t i = 0; walk->options.follow && i < walk->trail.depth; i++)
		if (steps[i].inode == st.st_ino && steps[i].device == st.st_dev)
			return tg_fault_set(why, TG_FAULT_IO, "leads back to a folder that it is in");
	return !walk->options.one_file_system || !walk->trail.depth || steps[0].device == st.st_dev;
}

/* Reads the folder open at FD, whose path is the walk's, and goes into it. Takes FD over. */
static int
enter(struct tg_walk *walk, int fd, struct tg_fault *why)
{
	bool is_root = walk->path_len == 1;
	struct tg_step step = { .fd = fd, .path_len = is_root ? 0 : walk->path_len };
	int result = may_enter(walk, &step, why);

	if (result <= 0) {
		close(fd);
		return result;
	}
	result = tg_entries_read(&walk->entries, fd, &walk->only, &step.list, why);
	step.next = step.list.start;
	if (walk->options.only_changed)
		step.list.n_open = step.list.end - step.list.start;
	if (step.list.has_tag && is_tag(walk, fd)) {
		result = walk->trail.depth ? 0
		         : tg_fault_set(why, TG_FAULT_NONE, "passed over, it has a CACHEDIR.TAG");
	} else if (tg_trail_push(&walk->trail, &step, why)) {
		result = -1;
	} else {
		if (!step.list.n_open)
			tg_trail_shut(&walk->trail);
		return result;
	}
	tg_entries_drop(&walk->entries, &step.list);
	close(fd);
	return result;
}

/* Makes the walk's path the absolute one of OPERAND. */
static int
set_absolute(struct tg_walk *walk, const char *operand, struct tg_fault *why)
{
	char *folder = *operand == '/' ? NULL : getcwd(NULL, 0);
	char *path = NULL;
	int result = -1;

	if (folder || *operand == '/')
		path = tg_path_absolute(folder ? folder : "", operand);
	if (path)
		result = set_path(walk, 0, path, strlen(path), why);
	else
		tg_fault_errno(why, folder || *operand == '/' ? NULL : "the current folder");
	free(path);
	free(folder);
	return result;
}

static bool
is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/* Whether the options let the file or link of STATUS through by its times. */
static bool
is_wanted(const struct tg_walk *walk, const struct stat *status)
{
	const struct timespec *since = &walk->options.since;

	return !walk->options.only_changed || is_later(&status->st_mtim, since) || is_later(&status->st_ctim, since);
}

/* Begins with the operand: 1 if it is a wanted file, 0 if not, or -1 with WHY filled. */
static int
begin(struct tg_walk *walk, struct tg_fault *why)
{
	const char *operand = walk->operand;
	int place = -1, folder = -1, result = -1;
	struct stat st;

	walk->operand = NULL;
	if (set_path(walk, 0, operand, strlen(operand), why))
		return -1;
	if (!*operand)
		return tg_fault_set(why, TG_FAULT_IO, "empty path");

	place = tg_io_open(operand, O_PATH);
	if (place < 0 || fstat(place, &st) ||
	    (S_ISDIR(st.st_mode) && (folder = openat(place, ".", TG_TRAIL_FOLDER)) < 0)) {
		tg_fault_errno(why, NULL);
	} else if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		tg_fault_set(why, TG_FAULT_IO, "neither a file nor a folder");
	} else if (set_absolute(walk, operand, why) == 0) {
		if (S_ISREG(st.st_mode)) {
			result = tg_extension_match(&walk->only, walk->path, walk->path_len) && is_wanted(walk, &st);
		} else {
			result = enter(walk, folder, why);
			folder = -1;
		}
	}
	if (folder >= 0)
		close(folder);
	if (place >= 0)
		close(place);
	return result;
}

/*
 * Asks what NAME in FOLDER, where it is no folder for sure, is to the walk: *TYPE becomes
 * DT_REG or DT_DIR, or neither if it is nothing. 0, or -1 with WHY filled.
 */
static int
ask(const struct tg_walk *walk, int folder, const char *name, unsigned char *type,
    struct tg_fault *why)
{
	bool is_link = *type == DT_LNK, wanted = false;
	struct stat st;

	*type = DT_UNKNOWN;
	if (!is_link || walk->options.only_changed) {
		if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW))
			return errno == ENOENT ? 0 : tg_fault_errno(why, NULL);
		is_link = S_ISLNK(st.st_mode);
		wanted = is_wanted(walk, &st);
	}
	if (is_link) {
		if (fstatat(folder, name, &st, 0))
			return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
			       ? 0 : tg_fault_errno(why, NULL);
		if (S_ISDIR(st.st_mode) && !walk->options.follow)
			return 0;
		wanted |= is_wanted(walk, &st);
	}
	if (S_ISDIR(st.st_mode))
		*type = DT_DIR;
	else if (wanted && S_ISREG(st.st_mode) && tg_extension_match(&walk->only, name, strlen(name)))
		*type = DT_REG;
	return 0;
}

/* Does the entry NAME of STEP, which has to be looked at: 1 a path, 0 none, -1 WHY. */
static int
explore(struct tg_walk *walk, struct tg_step *step, const char *name, unsigned char type,
        struct tg_fault *why)
{
	int flags = TG_TRAIL_FOLDER | (walk->options.follow ? 0 : O_NOFOLLOW);
	int result = 0, fd = -1;

	if (type != DT_DIR)
		result = ask(walk, step->fd, name, &type, why);
	if (type == DT_DIR && (fd = tg_trail_open(&walk->trail, step->fd, name, flags)) < 0)
		result = tg_fault_errno(why, NULL);
	if (--step->list.n_open == 0)
		tg_trail_shut(&walk->trail);
	if (fd >= 0)
		return enter(walk, fd, why);
	return type == DT_REG ? 1 : result;
}

/* Opens STEP again. Without it, what is left of the folder is lost to the walk. */
static int
reopen(struct tg_walk *walk, struct tg_step *step, struct tg_fault *why)
{
	walk->path_len = step->path_len ? step->path_len : 1;
	walk->path[walk->path_len] = '\0';
	if (tg_trail_reopen(&walk->trail, walk->path, why) == 0)
		return 0;
	step->next = step->list.end;
	return -1;
}

/* Does the next entry of the folder that the walk is in: 1 a path, 0 none, -1 WHY. */
static int
advance(struct tg_walk *walk, struct tg_fault *why)
{
	struct tg_step *step = tg_trail_end(&walk->trail);
	unsigned char type;

	if (step->next == step->list.end) {
		tg_entries_drop(&walk->entries, &step->list);
		tg_trail_pop(&walk->trail);
		return 0;
	}
	const char *name = tg_entries_get(&walk->entries, step->next, &type);
	bool plain = type == DT_REG && !walk->options.only_changed;
	if (!plain && step->fd < 0 && reopen(walk, step, why))
		return -1;

	step->next++;
	walk->path[step->path_len] = '/';
	if (set_path(walk, step->path_len + 1, name, strlen(name), why))
		return -1;
	return plain ? 1 : explore(walk, step, name, type, why);
}

int
tg_walk_next(struct tg_walk *walk, const char **path, size_t *len, struct tg_fault *why)
{
	int result = walk->operand ? begin(walk, why) : 0;

	while (!result && walk->trail.depth)
		result = advance(walk, why);
	*path = walk->path ? walk->path : "";
	*len = walk->path_len;
	return result;
}

void
tg_walk_close(struct tg_walk *walk)
{
	if (!walk)
		return;
	tg_trail_free(&walk->trail);
	tg_entries_free(&walk->entries);
	tg_extension_free(&walk->only);
	free(walk->path);
	free(walk);
}
