/*
 * Folding takes two passes: the first finds where the last record about each path
 * is, the second writes it when it comes there. Records stay in their files.
 */
#include "stream/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "stream/index.h"
#include "stream/item.h"
#include "stream/record.h"

#define WRITE_SIZE ((size_t)64 << 10)

struct stream {
	struct tg_record begin;  /* its settings and path are owned */
	uint64_t settings;       /* a number for the words */
	bool written;            /* the begin record is out */
	struct tg_counts counts; /* of its records that are out */
	bool takes;              /* the last first record of a path is out, so those that go with it have to be */
	uint64_t position;       /* of that path */
};

struct fold {
	uint64_t seed;           /* of the hashes, by chance */
	struct stream *streams;  /* in the order of their begin records, owned */
	size_t n_streams;
	size_t size;             /* allocated */
	struct tg_index ids;     /* from an id to the stream's number */
	struct tg_index places;  /* from settings and path to the last place */
	struct tg_item_writer out;
};

/* What a pass does with a record about a path, the number PLACE of all, that is of STREAM. */
typedef int visitor(struct fold *fold, struct stream *stream, struct tg_record *record, uint64_t place,
                    struct tg_fault *why);

static uint64_t
hash_text(uint64_t seed, const char *text)
{
	return tg_index_hash(seed, text, strlen(text));
}

static int
begin(struct fold *fold, const struct tg_record *record, struct tg_fault *why)
{
	uint64_t number, id = hash_text(fold->seed, record->id);

	if (tg_index_get(&fold->ids, id, &number))
		return 0;
	if (fold->n_streams == fold->size) {
		size_t size = fold->size ? 2 * fold->size : 16;
		struct stream *streams = realloc(fold->streams, size * sizeof(*streams));
		if (!streams)
			return tg_fault_errno(why, NULL);
		fold->streams = streams;
		fold->size = size;
	}
	struct stream *stream = &fold->streams[fold->n_streams];
	*stream = (struct stream){ .begin = *record, .settings = hash_text(fold->seed, record->settings) };
	stream->begin.settings = strdup(record->settings);
	stream->begin.path = strdup(record->path);
	number = fold->n_streams++;
	if (!stream->begin.settings || !stream->begin.path)
		return tg_fault_errno(why, NULL);
	return tg_index_put(&fold->ids, id, number, why);
}

/* The place that was found last for RECORD's path and settings is PLACE. */
static int
find_place(struct fold *fold, struct stream *stream, struct tg_record *record, uint64_t place, struct tg_fault *why)
{
	return record->variant ? 0 : tg_index_put(&fold->places, hash_text(stream->settings, record->path), place, why);
}

static int
write_last(struct fold *fold, struct stream *stream, struct tg_record *record, uint64_t place, struct tg_fault *why)
{
	uint64_t last;

	if (!record->variant) {
		stream->takes = tg_index_get(&fold->places, hash_text(stream->settings, record->path), &last) && last == place;
		stream->position = record->position;
	}
	if (!stream->takes || stream->position != record->position)
		return 0;
	if (!stream->written && tg_record_write(&fold->out, &stream->begin, why))
		return -1;
	stream->written = true;
	tg_counts_add(&stream->counts, record);
	return tg_record_write(&fold->out, record, why);
}

/* Has VISIT see the records about paths in the file of FD; *PLACE goes on from file to file. */
static int
pass(struct fold *fold, int fd, visitor *visit, uint64_t *place, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	uint64_t number;
	char *item;
	size_t len;
	int more, status = 0;

	if (fd < 0)
		return 0;
	if (lseek(fd, 0, SEEK_SET))
		return tg_fault_errno(why, NULL);
	tg_item_reader_init(&in, fd);
	while (!status && (more = tg_item_next(&in, &item, &len, why)) != 0) {
		if (more < 0 || tg_record_read(item, len, &record, why))
			status = -1;
		else if (record.kind == TG_RECORD_BEGIN)
			status = begin(fold, &record, why);
		else if (record.kind != TG_RECORD_END && ++*place &&
		         tg_index_get(&fold->ids, hash_text(fold->seed, record.id), &number))
			status = visit(fold, &fold->streams[number], &record, *place, why);
	}
	tg_item_reader_free(&in);
	return status;
}

static int
write_ends(struct fold *fold, struct tg_fault *why)
{
	for (size_t i = 0; i < fold->n_streams; i++) {
		struct tg_record end = { .kind = TG_RECORD_END, .counts = fold->streams[i].counts };
		memcpy(end.id, fold->streams[i].begin.id, sizeof(end.id));
		if (fold->streams[i].written && tg_record_write(&fold->out, &end, why))
			return -1;
	}
	return tg_item_flush(&fold->out, why);
}

int
tg_fold(int older, int newer, FILE *out, struct tg_fault *why)
{
	struct fold fold = { 0 };
	uint64_t read = 0, written = 0;

	if (getentropy(&fold.seed, sizeof(fold.seed)))
		return tg_fault_errno(why, "random seed");
	int status = tg_item_writer_init(&fold.out, fileno(out), WRITE_SIZE, why) ||
	             pass(&fold, older, find_place, &read, why) || pass(&fold, newer, find_place, &read, why) ||
	             pass(&fold, older, write_last, &written, why) || pass(&fold, newer, write_last, &written, why) ||
	             write_ends(&fold, why) ? -1 : 0;
	for (size_t i = 0; i < fold.n_streams; i++) {
		free((char *)fold.streams[i].begin.settings);
		free((char *)fold.streams[i].begin.path);
	}
	free(fold.streams);
	tg_index_free(&fold.ids);
	tg_index_free(&fold.places);
	tg_item_writer_free(&fold.out);
	return status;
}
