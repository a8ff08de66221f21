/* The merge: a reader for each part, and a heap of them by the position that each has come to. */
#include "stream/merge.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

/* Bytes for the buffers of all readers, and the least and the most that one of them gets, unless a record is longer. */
#define BUFFERS_SIZE ((size_t)64 << 20)
#define BUFFER_MIN ((size_t)4 << 10)
#define BUFFER_MAX ((size_t)64 << 10)

/* Where the merge is in one part. */
struct reader {
	const struct tg_part *part;
	uint64_t offset;         /* in the file, of what comes behind the buffer */
	char *buffer;            /* owned */
	size_t size;             /* allocated */
	size_t start, end;       /* in buffer, of what was not taken */
	struct tg_record record; /* the next one; its pointers lead into buffer */
};

struct tg_merge {
	int fd;
	struct reader *readers;  /* by part; owned */
	struct reader **heap;    /* those that have a record left, the first in the list on top; owned */
	size_t n, n_begun, n_heap, n_ended;
	bool taken;              /* the record on top of the heap was; until then there is no heap */
};

void
tg_merge_close(struct tg_merge *merge)
{
	if (!merge)
		return;
	for (size_t i = 0; i < merge->n; i++)
		free(merge->readers[i].buffer);
	free(merge->readers);
	free(merge->heap);
	free(merge);
}

int
tg_merge_open(struct tg_merge **merge, int fd, const struct tg_part *parts, size_t n, struct tg_fault *why)
{
	size_t size = n ? BUFFERS_SIZE / n : 0;
	struct tg_merge *new = calloc(1, sizeof(*new));

	if (new) {
		new->readers = calloc(n + 1, sizeof(*new->readers));
		new->heap = calloc(n + 1, sizeof(struct reader *));
	}
	if (!new || !new->readers || !new->heap) {
		tg_merge_close(new);
		return tg_fault_errno(why, NULL);
	}
	new->fd = fd;
	new->n = n;
	for (size_t i = 0; i < n; i++)
		new->readers[i] = (struct reader){
			.part = &parts[i],
			.offset = parts[i].start,
			.size = size < BUFFER_MIN ? BUFFER_MIN : size > BUFFER_MAX ? BUFFER_MAX : size,
		};
	*merge = new;
	return 0;
}

/* Reads more behind what READER has. 0, or -1 with WHY filled. */
static int
fill(struct reader *reader, int fd, struct tg_fault *why)
{
	uint64_t left = reader->part->end - reader->offset;

	if (reader->buffer && reader->start == 0 && reader->end == reader->size)
		reader->size *= 2;
	if (!reader->buffer || reader->end == reader->size || reader->start) {
		char *buffer = malloc(reader->size);
		if (!buffer)
			return tg_fault_errno(why, NULL);
		if (reader->buffer)
			memcpy(buffer, reader->buffer + reader->start, reader->end - reader->start);
		free(reader->buffer);
		reader->buffer = buffer;
		reader->end -= reader->start;
		reader->start = 0;
	}
	size_t room = reader->size - reader->end;
	ssize_t n = pread(fd, reader->buffer + reader->end, left < room ? (size_t)left : room, (off_t)reader->offset);
	if (n < 0)
		return tg_fault_errno(why, "records that wait");
	if (n == 0)
		return tg_fault_set(why, TG_FAULT_IO, "records that wait: the file has become shorter");
	reader->end += (size_t)n;
	reader->offset += (uint64_t)n;
	return 0;
}

/* Takes READER's next record: 1, 0 at the end, or -1 with WHY filled. */
static int
advance(struct reader *reader, int fd, struct tg_fault *why)
{
	char *item, *nul = NULL;

	for (;;) {
		item = reader->buffer + reader->start;
		nul = reader->buffer ? memchr(item, '\0', reader->end - reader->start) : NULL;
		if (nul)
			break;
		if (reader->offset == reader->part->end)
			return 0;
		if (fill(reader, fd, why))
			return -1;
	}
	reader->start += (size_t)(nul - item) + 1;
	return tg_record_read(item, (size_t)(nul - item), &reader->record, why) ? -1 : 1;
}

/* Moves the reader at place I of the heap down to where it belongs. */
static void
sift(struct tg_merge *merge, size_t i)
{
	struct reader *moved = merge->heap[i];

	for (size_t child; (child = 2 * i + 1) < merge->n_heap; i = child) {
		if (child + 1 < merge->n_heap &&
		    merge->heap[child + 1]->record.position < merge->heap[child]->record.position)
			child++;
		if (moved->record.position <= merge->heap[child]->record.position)
			break;
		merge->heap[i] = merge->heap[child];
	}
	merge->heap[i] = moved;
}

/* The begin record of the next part. */
static int
begin(struct tg_merge *merge, struct tg_record *record, struct tg_fault *why)
{
	struct reader *reader = &merge->readers[merge->n_begun++];

	if (advance(reader, merge->fd, why) < 0)
		return -1;
	*record = reader->record;
	return 1;
}

/* Takes the first record about a path of each part. */
static int
make_heap(struct tg_merge *merge, struct tg_fault *why)
{
	for (size_t i = 0; i < merge->n; i++) {
		int more = advance(&merge->readers[i], merge->fd, why);
		if (more < 0)
			return -1;
		if (more)
			merge->heap[merge->n_heap++] = &merge->readers[i];
	}
	for (size_t i = merge->n_heap / 2; i-- > 0;)
		sift(merge, i);
	return 0;
}

/* Puts another record in place of the one on top, which was taken. */
static int
replace_top(struct tg_merge *merge, struct tg_fault *why)
{
	int more = advance(merge->heap[0], merge->fd, why);

	if (more == 0)
		merge->heap[0] = merge->heap[--merge->n_heap];
	if (more >= 0 && merge->n_heap)
		sift(merge, 0);
	return more < 0 ? -1 : 0;
}

static void
end(struct tg_merge *merge, struct tg_record *record)
{
	const struct tg_part *part = merge->readers[merge->n_ended++].part;

	*record = (struct tg_record){ .kind = TG_RECORD_END, .complete = part->complete, .counts = part->counts };
	memcpy(record->id, part->id, sizeof(record->id));
}

int
tg_merge_next(struct tg_merge *merge, struct tg_record *record, struct tg_fault *why)
{
	if (merge->n_begun < merge->n)
		return begin(merge, record, why);
	if (!merge->taken) {
		if (make_heap(merge, why))
			return -1;
		merge->taken = true;
	} else if (merge->n_heap && replace_top(merge, why)) {
		return -1;
	}
	if (merge->n_heap) {
		*record = merge->heap[0]->record;
		return 1;
	}
	if (merge->n_ended == merge->n)
		return 0;
	end(merge, record);
	return 1;
}
