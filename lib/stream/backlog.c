/* A list of chunks with many paths in each: put into the last, taken from the first. */
#include "stream/backlog.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

/* Bytes of paths in a chunk; a longer path has one for itself. */
#define CHUNK_SIZE ((size_t)64 << 10)

struct tg_backlog_chunk {
	struct tg_backlog_chunk *next; /* the younger one, or NULL */
	size_t size;                   /* of bytes */
	size_t start;                  /* the oldest path */
	size_t end;                    /* behind the youngest */
	char bytes[];                  /* paths, each with its NUL */
};

/* Adds a chunk with room for WANTED bytes. Returns 0, or -1 with WHY filled. */
static int
grow(struct tg_backlog *backlog, size_t wanted, struct tg_fault *why)
{
	size_t size = wanted > CHUNK_SIZE ? wanted : CHUNK_SIZE;
	struct tg_backlog_chunk *chunk = malloc(sizeof(*chunk) + size);

	if (!chunk)
		return tg_fault_errno(why, NULL);
	*chunk = (struct tg_backlog_chunk){ .size = size };
	if (backlog->last)
		backlog->last->next = chunk;
	else
		backlog->first = chunk;
	backlog->last = chunk;
	return 0;
}

int
tg_backlog_put(struct tg_backlog *backlog, const char *path, size_t len, struct tg_fault *why)
{
	struct tg_backlog_chunk *chunk = backlog->last;

	if (!chunk || chunk->size - chunk->end < len + 1) {
		if (grow(backlog, len + 1, why))
			return -1;
		chunk = backlog->last;
	}
	memcpy(chunk->bytes + chunk->end, path, len);
	chunk->bytes[chunk->end + len] = '\0';
	chunk->end += len + 1;
	backlog->size += len + 1;
	return 0;
}

/* Frees what is empty before the last chunk, which is kept for the next paths. */
static void
shrink(struct tg_backlog *backlog)
{
	struct tg_backlog_chunk *chunk;

	while ((chunk = backlog->first) && chunk->start == chunk->end) {
		if (chunk == backlog->last) {
			chunk->start = chunk->end = 0;
			return;
		}
		backlog->first = chunk->next;
		free(chunk);
	}
}

const char *
tg_backlog_take(struct tg_backlog *backlog)
{
	/* Not before now, since a path is good until the next call. */
	shrink(backlog);
	if (!backlog->size)
		return NULL;
	struct tg_backlog_chunk *chunk = backlog->first;
	const char *path = chunk->bytes + chunk->start;
	size_t len = strlen(path) + 1;
	chunk->start += len;
	backlog->size -= len;
	return path;
}

void
tg_backlog_free(struct tg_backlog *backlog)
{
	while (backlog->first) {
		struct tg_backlog_chunk *next = backlog->first->next;
		free(backlog->first);
		backlog->first = next;
	}
	*backlog = (struct tg_backlog){ 0 };
}
