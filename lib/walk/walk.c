/*
 * The walk: a stack of folders, from the operand down to where it is. Each has
 * been read whole (walk/entries), so a folder's descriptor is only needed
 * while it has subfolders or links to come. Of those that are, the uppermost
 * are closed where there would be too many.
 */
#include "walk/walk.h"

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

#define MAX_DESCRIPTORS 32

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* A folder on the stack. */
struct frame {
	struct tg_entries_list list;
	size_t next;      /* its entry that comes next */
	size_t path_len;  /* of its path in the walk's, without a slash at the end */
	int fd;           /* -1 where it is not needed, or was closed to save descriptors */
	dev_t device;     /* these two: known where links are followed, where the walk */
	ino_t inode;      /* stays on a file system, and when FD was closed to save some */
};

struct tg_walk {
	struct tg_walk_options options;
	struct tg_extension_set only;
	const char *operand;       /* not yet begun, or NULL */
	struct tg_entries entries; /* of all frames */
	struct frame *frames;      /* owned */
	size_t frames_size;        /* frames allocated */
	size_t depth;              /* frames used */
	size_t lowest;             /* no frame before this one has a descriptor */
	int n_descriptors;         /* frames that have one */
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

/* Closes FRAME's descriptor if it has one. */
static void
shut(struct tg_walk *walk, struct frame *frame)
{
	if (frame->fd < 0)
		return;
	close(frame->fd);
	frame->fd = -1;
	walk->n_descriptors--;
}

/* Closes the uppermost folder but the one that the walk is in; whether there was one. */
static bool
save_descriptor(struct tg_walk *walk)
{
	for (; walk->lowest + 1 < walk->depth; walk->lowest++) {
		struct frame *frame = &walk->frames[walk->lowest];
		struct stat st = { 0 };
		if (frame->fd < 0)
			continue;
		fstat(frame->fd, &st);
		frame->device = st.st_dev;
		frame->inode = st.st_ino;
		shut(walk, frame);
		return true;
	}
	return false;
}

/* openat(2), which makes do with few descriptors. */
static int
open_at(struct tg_walk *walk, int folder, const char *name, int flags)
{
	int fd;

	do
		fd = openat(folder, name, flags);
	while (fd < 0 && (errno == EMFILE || errno == ENFILE) && save_descriptor(walk));
	return fd;
}

/* Opens the walk's folder again after save_descriptor; what is left of it goes if that fails. */
static int
reopen(struct tg_walk *walk, struct frame *frame, struct tg_fault *why)
{
	size_t len = frame->path_len;
	struct stat st;
	int result;

	walk->path_len = len ? len : 1;
	walk->path[walk->path_len] = '\0';
	do
		frame->fd = tg_io_open(walk->path, OPEN_FOLDER);
	while (frame->fd < 0 && (errno == EMFILE || errno == ENFILE) && save_descriptor(walk));

	if (frame->fd < 0 || fstat(frame->fd, &st)) {
		result = tg_fault_errno(why, NULL);
	} else if (st.st_dev != frame->device || st.st_ino != frame->inode) {
		result = tg_fault_set(why, TG_FAULT_IO, "another folder has taken its place");
	} else {
		result = 0;
	}
	if (frame->fd >= 0)
		walk->n_descriptors++;
	if (walk->lowest >= walk->depth)
		walk->lowest = walk->depth - 1;
	if (result) {
		shut(walk, frame);
		frame->next = frame->list.end;
	}
	return result;
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

	int fd = open_at(walk, folder, "CACHEDIR.TAG",
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

/* Puts FRAME on the stack. */
static int
push(struct tg_walk *walk, const struct frame *frame, struct tg_fault *why)
{
	if (walk->depth == walk->frames_size) {
		size_t n = walk->frames_size ? 2 * walk->frames_size : 64;
		struct frame *frames = reallocarray(walk->frames, n, sizeof(*frames));
		if (!frames)
			return tg_fault_errno(why, NULL);
		walk->frames = frames;
		walk->frames_size = n;
	}
	walk->frames[walk->depth++] = *frame;
	if (++walk->n_descriptors > MAX_DESCRIPTORS)
		save_descriptor(walk);
	return 0;
}

/* Whether the options let FRAME be entered: 1, 0, or -1 with WHY filled where it is a loop. */
static int
may_enter(struct tg_walk *walk, struct frame *frame, struct tg_fault *why)
{
	struct stat st;

	if (!walk->options.follow && !walk->options.one_file_system)
		return 1;
	if (fstat(frame->fd, &st))
		return tg_fault_errno(why, NULL);
	frame->device = st.st_dev;
	frame->inode = st.st_ino;
	for (size_t i = 0; walk->options.follow && i < walk->depth; i++)
		if (walk->frames[i].inode == st.st_ino && walk->frames[i].device == st.st_dev)
			return tg_fault_set(why, TG_FAULT_IO, "leads back to a folder that it is in");
	return !walk->options.one_file_system || !walk->depth ||
	       walk->frames[0].device == st.st_dev;
}

/* Reads the folder open at FD, whose path is the walk's, and goes into it. Takes FD over. */
static int
enter(struct tg_walk *walk, int fd, struct tg_fault *why)
{
	struct frame frame = { .fd = fd, .path_len = walk->path_len };
	int result = may_enter(walk, &frame, why);

	if (result <= 0)
		goto out;
	if (walk->path_len == 1)
		frame.path_len = 0;
	result = tg_entries_read(&walk->entries, fd, &walk->only, &frame.list, why);
	frame.next = frame.list.start;
	if (frame.list.has_tag && is_tag(walk, fd))
		result = walk->depth ? 0
		         : tg_fault_set(why, TG_FAULT_NONE, "passed over, it has a CACHEDIR.TAG");
	else if (push(walk, &frame, why))
		result = -1;
	else
		fd = -1;
	if (fd >= 0)
		tg_entries_drop(&walk->entries, &frame.list);
	else if (!frame.list.n_open)
		shut(walk, &walk->frames[walk->depth - 1]);
out:
	if (fd >= 0)
		close(fd);
	return result;
}

/* Leaves the folder that the walk is in. */
static void
leave(struct tg_walk *walk)
{
	struct frame *frame = &walk->frames[--walk->depth];

	shut(walk, frame);
	tg_entries_drop(&walk->entries, &frame->list);
	if (walk->lowest > walk->depth)
		walk->lowest = walk->depth;
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

/* Begins with the operand: 1 if it is a file, 0 if a folder, or -1 with WHY filled. */
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
	    (S_ISDIR(st.st_mode) && (folder = openat(place, ".", OPEN_FOLDER)) < 0)) {
		tg_fault_errno(why, NULL);
	} else if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		tg_fault_set(why, TG_FAULT_IO, "neither a file nor a folder");
	} else if (set_absolute(walk, operand, why) == 0) {
		if (S_ISREG(st.st_mode)) {
			result = tg_extension_match(&walk->only, walk->path, walk->path_len);
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
 * Asks what the entry NAME of FRAME, a link or unsure, is to the walk: *KIND
 * becomes TG_ENTRY_FILE or TG_ENTRY_FOLDER, or stays if it is nothing. 0, or -1 with
 * WHY filled.
 */
static int
ask(const struct tg_walk *walk, const struct frame *frame, const char *name,
    enum tg_entry_kind *kind, struct tg_fault *why)
{
	struct stat st;

	if (*kind == TG_ENTRY_UNSURE) {
		if (fstatat(frame->fd, name, &st, AT_SYMLINK_NOFOLLOW))
			return errno == ENOENT ? 0 : tg_fault_errno(why, NULL);
	}
	if (*kind == TG_ENTRY_LINK || S_ISLNK(st.st_mode)) {
		*kind = TG_ENTRY_LINK;
		if (fstatat(frame->fd, name, &st, 0))
			return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
			       ? 0 : tg_fault_errno(why, NULL);
		if (S_ISDIR(st.st_mode) && !walk->options.follow)
			return 0;
	}
	if (S_ISDIR(st.st_mode))
		*kind = TG_ENTRY_FOLDER;
	else if (S_ISREG(st.st_mode) && tg_extension_match(&walk->only, name, strlen(name)))
		*kind = TG_ENTRY_FILE;
	return 0;
}

/* Does the entry NAME of FRAME, which is more than a plain file: 1 a path, 0 none, -1 WHY. */
static int
explore(struct tg_walk *walk, struct frame *frame, const char *name, enum tg_entry_kind kind,
        struct tg_fault *why)
{
	int flags = OPEN_FOLDER | (walk->options.follow ? 0 : O_NOFOLLOW);
	int result = 0, fd = -1;

	if (kind != TG_ENTRY_FOLDER)
		result = ask(walk, frame, name, &kind, why);
	if (kind == TG_ENTRY_FOLDER && (fd = open_at(walk, frame->fd, name, flags)) < 0)
		result = tg_fault_errno(why, NULL);
	if (--frame->list.n_open == 0)
		shut(walk, frame);
	if (fd >= 0)
		return enter(walk, fd, why);
	return kind == TG_ENTRY_FILE ? 1 : result;
}

/* Does the next entry of the folder that the walk is in: 1 a path, 0 none, -1 WHY. */
static int
step(struct tg_walk *walk, struct tg_fault *why)
{
	struct frame *frame = &walk->frames[walk->depth - 1];

	if (frame->next == frame->list.end) {
		leave(walk);
		return 0;
	}
	enum tg_entry_kind kind = tg_entries_kind(&walk->entries, frame->next);
	if (kind != TG_ENTRY_FILE && frame->fd < 0 && reopen(walk, frame, why))
		return -1;

	const char *name = tg_entries_name(&walk->entries, frame->next++);
	walk->path[frame->path_len] = '/';
	if (set_path(walk, frame->path_len + 1, name, strlen(name), why))
		return -1;
	return kind == TG_ENTRY_FILE ? 1 : explore(walk, frame, name, kind, why);
}

int
tg_walk_next(struct tg_walk *walk, const char **path, size_t *len, struct tg_fault *why)
{
	int result = walk->operand ? begin(walk, why) : 0;

	while (!result && walk->depth)
		result = step(walk, why);
	*path = walk->path ? walk->path : "";
	*len = walk->path_len;
	return result;
}

void
tg_walk_close(struct tg_walk *walk)
{
	if (!walk)
		return;
	while (walk->depth)
		leave(walk);
	tg_entries_free(&walk->entries);
	tg_extension_free(&walk->only);
	free(walk->frames);
	free(walk->path);
	free(walk);
}
