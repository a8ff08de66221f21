/* Items ended by NUL or newline, in and out. What an item means is not known here. */
#include "stream/item.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/io.h"

#define READ_SIZE ((size_t)64 << 10)

/* No path is so long; what is longer has no ends, and must not fill the memory. */
#define ITEM_SIZE_MAX ((size_t)16 << 20)

void
tg_item_reader_init(struct tg_item_reader *in, int fd)
{
	*in = (struct tg_item_reader){ .fd = fd };
}

void
tg_item_reader_free(struct tg_item_reader *in)
{
	free(in->buffer);
	in->buffer = NULL;
}

int
tg_item_take(struct tg_item_reader *in, char **item, size_t *len)
{
	char *ender = NULL;

	if (in->searched < in->end)
		ender = memchr(in->buffer + in->searched, in->lines ? '\n' : '\0', in->end - in->searched);
	if (!ender) {
		in->searched = in->end;
		return 0;
	}
	*item = in->buffer + in->start;
	*len = (size_t)(ender - *item);
	*ender = '\0';
	in->start = in->searched = (size_t)(ender - in->buffer) + 1;
	return 1;
}

/* Room for READ_SIZE more bytes: what was handed out goes, then the buffer doubles. */
static int
make_room(struct tg_item_reader *in, struct tg_fault *why)
{
	if (in->start) {
		memmove(in->buffer, in->buffer + in->start, in->end - in->start);
		in->searched -= in->start;
		in->end -= in->start;
		in->start = 0;
	}
	if (in->size - in->end >= READ_SIZE)
		return 0;

	if (in->size >= ITEM_SIZE_MAX)
		return tg_fault_set(why, TG_FAULT_TOO_LARGE, in->lines ? "%zu MiB without a newline" : "%zu MiB without a NUL",
		                    ITEM_SIZE_MAX >> 20);
	size_t size = in->size ? 2 * in->size : 2 * READ_SIZE;
	char *buffer = realloc(in->buffer, size);
	if (!buffer)
		return tg_fault_errno(why, NULL);
	in->buffer = buffer;
	in->size = size;
	return 0;
}

int
tg_item_fill(struct tg_item_reader *in, struct tg_fault *why)
{
	if (make_room(in, why))
		return -1;
	ssize_t n = tg_io_read(in->fd, in->buffer + in->end, READ_SIZE);
	if (n < 0)
		return tg_fault_errno(why, NULL);
	in->end += (size_t)n;
	in->seen_any |= n > 0;
	if (n == 0 && in->lines && in->start < in->end) {
		in->buffer[in->end++] = '\n';
		return 1;
	}
	return n > 0;
}

int
tg_item_next(struct tg_item_reader *in, char **item, size_t *len, struct tg_fault *why)
{
	while (!tg_item_take(in, item, len)) {
		int more = tg_item_fill(in, why);
		if (more <= 0)
			return more;
	}
	return 1;
}

bool
tg_item_is_cut(const struct tg_item_reader *in)
{
	return in->start < in->end;
}

int
tg_item_writer_init(struct tg_item_writer *out, int fd, size_t size, struct tg_fault *why)
{
	*out = (struct tg_item_writer){ .fd = fd, .size = size, .buffer = malloc(size) };
	return out->buffer ? 0 : tg_fault_errno(why, NULL);
}

void
tg_item_writer_free(struct tg_item_writer *out)
{
	free(out->buffer);
	out->buffer = NULL;
}

int
tg_item_write(struct tg_item_writer *out, const char *item, size_t len, struct tg_fault *why)
{
	if (len + 1 > out->size - out->len && tg_item_flush(out, why))
		return -1;
	if (len + 1 > out->size) {
		/* The rest of the buffer's life it may be longer; a write stays as short as before. */
		char *longer = realloc(out->buffer, len + 1);
		if (!longer)
			return tg_fault_errno(why, NULL);
		out->buffer = longer;
	}
	memcpy(out->buffer + out->len, item, len);
	out->buffer[out->len + len] = out->ender;
	out->len += len + 1;
	return out->len >= out->size ? tg_item_flush(out, why) : 0;
}

int
tg_item_flush(struct tg_item_writer *out, struct tg_fault *why)
{
	size_t len = out->len;

	out->len = 0;
	return tg_io_write(out->fd, out->buffer, len) ? tg_fault_errno(why, NULL) : 0;
}
