/*
 * Known records stay in their files. Two tables lead to where they are there: by
 * path, and by what a file keeps when it is moved. A record is compared with what
 * was looked for once it is read again, so a table needs to hold hashes only.
 *
 * The partial file is opened first: a tgsink that is about to put it into the other
 * one removes it after that.
 */
#include "stream/known.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "stream/index.h"
#include "stream/item.h"
#include "stream/kept.h"

/* Records are mostly looked for in the order that they have; what is read at once, if so and if not. */
#define AHEAD ((size_t)64 << 10)
#define ALONE ((size_t)4 << 10)

/* A file of records. */
struct source {
	int fd;        /* owned; -1 if it is missing */
	char *window;  /* a part of it, owned */
	size_t size;   /* allocated bytes of window */
	size_t len;    /* of the part */
	uint64_t at;   /* its offset in the file */
};

/* A record's bytes. */
struct item {
	char *bytes; /* owned */
	size_t size; /* allocated */
};

enum { WHOLE, PARTIAL, N_SOURCES };

struct tg_known {
	struct source sources[N_SOURCES];
	struct tg_index paths;  /* from a path and a variant to where that record is */
	struct tg_index moved;  /* from an identity to there */
	struct tg_index streams; /* from an id to whether its stream has the right settings */
	uint64_t seed;          /* of the hashes, by chance */
	struct item first;      /* the record that was handed out */
	struct item further;    /* one that goes with it */
};

/* A place of a record: the offset of its first byte, and which file. */
static uint64_t
place(int source, uint64_t offset)
{
	return offset * N_SOURCES + (uint64_t)source;
}

static int
open_source(struct source *source, const char *path, struct tg_fault *why)
{
	struct stat status;
	char head[2];

	source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (source->fd < 0)
		return errno == ENOENT ? 0 : tg_fault_errno(why, NULL);
	ssize_t n = fstat(source->fd, &status) ? -1 : pread(source->fd, head, sizeof(head), 0);
	if (n < 0)
		return tg_fault_errno(why, NULL);
	if (!S_ISREG(status.st_mode) || !tg_record_is_start(head, (size_t)n))
		return tg_fault_set(why, TG_FAULT_CORRUPT, "not a file of records");
	return 0;
}

static uint64_t
hash_id(const struct tg_known *known, const char *id)
{
	return tg_index_hash(known->seed, id, strlen(id));
}

static uint64_t
hash_path(const struct tg_known *known, const char *path, uint32_t variant)
{
	return tg_index_hash(known->seed + variant, path, strlen(path));
}

static uint64_t
hash_identity(const struct tg_known *known, const struct tg_identity *identity)
{
	uint64_t words[] = {
		identity->device, identity->inode, identity->size,
		(uint64_t)identity->mtime.tv_sec, (uint64_t)identity->mtime.tv_nsec,
		(uint64_t)identity->birth.tv_sec, (uint64_t)identity->birth.tv_nsec,
	};

	return tg_index_hash(known->seed, words, sizeof(words));
}

/* What RECORD says of its file. If that was no regular one, no regular one is the same. */
static struct tg_identity
identity_of(const struct tg_record *record)
{
	return (struct tg_identity){
		.is_regular = true,
		.size = record->size,
		.mtime = record->mtime,
		.device = record->device,
		.inode = record->inode,
		.birth = record->birth,
	};
}

/* Takes RECORD, which is at PLACE, into the tables if it is of the right settings. */
static int
learn(struct tg_known *known, const struct tg_record *record, const char *settings, uint64_t where,
      struct tg_fault *why)
{
	uint64_t id = hash_id(known, record->id), is_right;
	bool has_begun = tg_index_get(&known->streams, id, &is_right);

	if (record->kind == TG_RECORD_END)
		return 0;
	if (record->kind == TG_RECORD_BEGIN)
		return has_begun ? 0 : tg_index_put(&known->streams, id, strcmp(record->settings, settings) == 0, why);
	if (!has_begun || !is_right)
		return 0;
	struct tg_identity identity = identity_of(record);
	if (tg_index_put(&known->paths, hash_path(known, record->path, record->variant), where, why))
		return -1;
	if (record->variant || !tg_identity_is_same(&identity, &identity))
		return 0;
	return tg_index_put(&known->moved, hash_identity(known, &identity), where, why);
}

static int
load(struct tg_known *known, int which, const char *settings, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	char *item;
	size_t len;
	uint64_t offset = 0;
	int more, status = 0;

	if (known->sources[which].fd < 0)
		return 0;
	tg_item_reader_init(&in, known->sources[which].fd);
	while (!status && (more = tg_item_next(&in, &item, &len, why)) != 0) {
		status = more < 0 || tg_record_read(item, len, &record, why) ||
		         learn(known, &record, settings, place(which, offset), why) ? -1 : 0;
		offset += len + 1;
	}
	tg_item_reader_free(&in);
	return status;
}

static int
open_both(struct tg_known *known, char *const paths[N_SOURCES], const char *settings, struct tg_fault *why)
{
	if (getentropy(&known->seed, sizeof(known->seed)))
		return tg_fault_errno(why, "random seed");
	for (int i = N_SOURCES - 1; i >= 0; i--)
		if (open_source(&known->sources[i], paths[i], why))
			return tg_fault_name(why, paths[i], why);
	for (int i = 0; i < N_SOURCES; i++)
		if (load(known, i, settings, why))
			return tg_fault_name(why, paths[i], why);
	return 0;
}

int
tg_known_open(struct tg_known **known, const char *path, const char *settings, struct tg_fault *why)
{
	struct tg_known *new = calloc(1, sizeof(*new));
	char *paths[N_SOURCES];

	*known = NULL;
	if (!new)
		return tg_fault_errno(why, NULL);
	for (int i = 0; i < N_SOURCES; i++)
		new->sources[i].fd = -1;
	int status = tg_kept_names(path, &paths[WHOLE], &paths[PARTIAL], why) || open_both(new, paths, settings, why);
	free(paths[WHOLE]);
	free(paths[PARTIAL]);
	if (status)
		tg_known_close(new);
	else
		*known = new;
	return status ? -1 : 0;
}

/* Reads a window from OFFSET on, of SIZE bytes or what there is. */
static int
read_window(struct source *source, uint64_t offset, size_t size)
{
	if (size > source->size) {
		char *window = realloc(source->window, size);
		if (!window)
			return -1;
		source->window = window;
		source->size = size;
	}
	ssize_t n = pread(source->fd, source->window, size, (off_t)offset);
	source->at = offset;
	source->len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : -1;
}

/* The item at OFFSET: its length with the NUL, and *ITEM; or 0. */
static size_t
find_item(struct source *source, uint64_t offset, const char **item)
{
	bool follows = offset >= source->at && offset <= source->at + source->len + AHEAD;
	size_t asked = 0;

	for (size_t size = follows ? AHEAD : ALONE;; size *= 2) {
		if (offset >= source->at && offset < source->at + source->len) {
			size_t start = (size_t)(offset - source->at);
			const char *nul = memchr(source->window + start, '\0', source->len - start);
			*item = source->window + start;
			if (nul)
				return (size_t)(nul - *item) + 1;
		}
		/* The file has got shorter, or cannot be read. */
		if ((asked && source->len < asked) || read_window(source, offset, size))
			return 0;
		asked = size;
	}
}

/* Reads the record at WHERE, into ITEM. */
static bool
recall(struct tg_known *known, uint64_t where, struct item *item, struct tg_record *record)
{
	const char *bytes;
	size_t len = find_item(&known->sources[where % N_SOURCES], where / N_SOURCES, &bytes);

	if (len > item->size) {
		char *longer = realloc(item->bytes, 2 * len);
		if (!longer)
			return false;
		item->bytes = longer;
		item->size = 2 * len;
	}
	if (!len)
		return false;
	/* Reading takes it apart, and it may be looked for again. */
	memcpy(item->bytes, bytes, len);
	return tg_record_read(item->bytes, len - 1, record, NULL) == 0 && record->path && record->kind != TG_RECORD_BEGIN;
}

/* Adds to GROUP, of which there is the first record, those for other sizes: whether all N_SIZES are there. */
static bool
complete(struct tg_known *known, unsigned n_sizes, struct tg_group *group)
{
	const struct tg_record *first = &group->first;
	struct tg_record record;
	uint64_t where;

	group->n_more = 0;
	if (first->kind != TG_RECORD_THUMBNAIL && first->kind != TG_RECORD_PARTIAL)
		return true;
	for (uint32_t i = 1; i < n_sizes; i++) {
		if (!tg_index_get(&known->paths, hash_path(known, first->path, i), &where) ||
		    !recall(known, where, &known->further, &record) || record.variant != i ||
		    record.position != first->position || strcmp(record.id, first->id) != 0 ||
		    strcmp(record.path, first->path) != 0)
			return false;
		struct tg_variant *variant = &group->more[group->n_more++];
		memcpy(variant->name, record.name, sizeof(variant->name));
		variant->width = record.width;
		variant->height = record.height;
	}
	return true;
}

/* Looks for the first record. */
static bool
find_first(struct tg_known *known, const char *path, const struct tg_identity *identity, struct tg_record *record)
{
	uint64_t where;

	if (tg_index_get(&known->paths, hash_path(known, path, 0), &where) &&
	    recall(known, where, &known->first, record) && strcmp(record->path, path) == 0 && record->size == identity->size &&
	    record->mtime.tv_sec == identity->mtime.tv_sec && record->mtime.tv_nsec == identity->mtime.tv_nsec)
		return true;
	if (!tg_index_get(&known->moved, hash_identity(known, identity), &where) || !recall(known, where, &known->first, record))
		return false;
	struct tg_identity was = identity_of(record);
	return tg_identity_is_same(&was, identity);
}

bool
tg_known_find(struct tg_known *known, const char *path, const struct tg_identity *identity, unsigned n_sizes,
              struct tg_group *group)
{
	return find_first(known, path, identity, &group->first) && complete(known, n_sizes, group);
}

void
tg_known_close(struct tg_known *known)
{
	if (!known)
		return;
	for (int i = 0; i < N_SOURCES; i++) {
		if (known->sources[i].fd >= 0)
			close(known->sources[i].fd);
		free(known->sources[i].window);
	}
	tg_index_free(&known->paths);
	tg_index_free(&known->moved);
	tg_index_free(&known->streams);
	free(known->first.bytes);
	free(known->further.bytes);
	free(known);
}
