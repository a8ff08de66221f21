/*
 * Items ended by NUL: the form that the path stream and the record stream
 * share. An item is any run of bytes but NUL, the empty one included. For programs
 * that know only lines, an item may be one: then it is ended by a newline.
 */
#ifndef TG_STREAM_ITEM_H
#define TG_STREAM_ITEM_H

#include <stdbool.h>
#include <stddef.h>

struct tg_fault;

/* Reads items from a descriptor; memory grows with the longest item only, to 16 MiB. */
struct tg_item_reader {
	int fd;           /* not owned */
	char *buffer;     /* owned */
	size_t size;      /* allocated bytes of buffer */
	size_t start;     /* the first byte that was not handed out */
	size_t searched;  /* no end of an item between start and here */
	size_t end;       /* behind the last byte that was read */
	bool lines;       /* the caller's wish: items are lines, the last of which may lack its newline */
	bool seen_any;    /* whether at least one byte ever came */
};

void tg_item_reader_init(struct tg_item_reader *in, int fd);
void tg_item_reader_free(struct tg_item_reader *in);

/*
 * Takes the next item from what was read, without reading: 1 and *ITEM and
 * *LEN set, or 0 if no whole item is there. *ITEM is ended by NUL, may be changed, and is good
 * until the next call on IN. A line may hold NULs.
 */
int tg_item_take(struct tg_item_reader *in, char **item, size_t *len);

/* Reads once, which may wait: 1 if bytes came, 0 at the end, -1 with WHY filled: also for an endless item. */
int tg_item_fill(struct tg_item_reader *in, struct tg_fault *why);

/* Takes the next item, reading where needed: 1, 0 at the end, -1 with WHY filled. */
int tg_item_next(struct tg_item_reader *in, char **item, size_t *len, struct tg_fault *why);

/* At the end: whether bytes without their NUL are left over; never with lines. */
bool tg_item_is_cut(const struct tg_item_reader *in);

/*
 * Writes items, several with one write(2) and each whole in one: a write of up
 * to PIPE_BUF bytes is atomic, so writers that share a pipe do not mix.
 */
struct tg_item_writer {
	int fd;        /* not owned */
	char *buffer;  /* owned */
	size_t size;   /* what one write may hold, but for an item that is longer */
	size_t len;    /* bytes that wait in buffer */
	char ender;    /* ends each item: NUL, but for a caller that wants another */
};

/* SIZE: PIPE_BUF where others may write to the same pipe. 0, or -1 with WHY filled. */
int tg_item_writer_init(struct tg_item_writer *out, int fd, size_t size, struct tg_fault *why);

/* Frees; what waits is not written. NULL buffers are fine. */
void tg_item_writer_free(struct tg_item_writer *out);

/* Adds the LEN bytes at ITEM and what ends it. 0, or -1 with WHY filled from a write. */
int tg_item_write(struct tg_item_writer *out, const char *item, size_t len, struct tg_fault *why);

/* Writes what waits. 0, or -1 with WHY filled. */
int tg_item_flush(struct tg_item_writer *out, struct tg_fault *why);

#endif
