/* Items: whatever pieces they are read in, and that what is written goes out whole. */
#include "stream/item.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"

#include "check.h"

static const char text[] = "one\0\0three\0a longer one\0cut";
#define TEXT_LEN (sizeof(text) - 1)

static int
is(const char *item, size_t len, const char *want)
{
	return len == strlen(want) && memcmp(item, want, len + 1) == 0;
}

/* All of TEXT's items come, when it is written in pieces of STEP bytes. */
static void
read_in_steps(size_t step)
{
	static const char *const want[] = { "one", "", "three", "a longer one" };
	struct tg_item_reader in;
	struct tg_fault why;
	size_t n = 0, len;
	char *item;
	int ends[2];

	if (pipe(ends))
		abort();
	tg_item_reader_init(&in, ends[0]);
	CHECK(!tg_item_take(&in, &item, &len));
	for (size_t at = 0; at < TEXT_LEN; at += step) {
		size_t piece = TEXT_LEN - at < step ? TEXT_LEN - at : step;
		CHECK(write(ends[1], text + at, piece) == (ssize_t)piece);
		CHECK(tg_item_fill(&in, &why) == 1);
		for (; tg_item_take(&in, &item, &len); n++)
			CHECK(n < 4 && is(item, len, want[n]));
	}
	close(ends[1]);
	CHECK(n == 4);
	CHECK(in.seen_any);
	CHECK(tg_item_next(&in, &item, &len, &why) == 0);
	CHECK(tg_item_is_cut(&in));
	tg_item_reader_free(&in);
	tg_item_reader_free(&in);
	close(ends[0]);
}

/* A last line without its end, where the buffer is full of it. */
static void
read_lines(size_t len)
{
	struct tg_item_reader in;
	struct tg_fault why;
	FILE *file = tmpfile();
	size_t n = 0, item_len;
	char *item;

	if (!file)
		abort();
	fprintf(file, "one\n\n%0*d", (int)len, 7);
	rewind(file);
	tg_item_reader_init(&in, fileno(file));
	in.lines = true;
	for (; tg_item_next(&in, &item, &item_len, &why) == 1; n++)
		CHECK(n < 3 && item_len == (n == 0 ? 3 : n == 1 ? 0 : len) && item[item_len] == '\0');
	CHECK(n == 3 && item[item_len - 1] == '7' && !tg_item_is_cut(&in));
	tg_item_reader_free(&in);
	fclose(file);
}

static void
read_nothing(void)
{
	struct tg_item_reader in;
	struct tg_fault why = { 0 };
	size_t len;
	char *item;

	tg_item_reader_init(&in, open("/dev/null", O_RDONLY));
	CHECK(tg_item_next(&in, &item, &len, &why) == 0);
	CHECK(!tg_item_is_cut(&in) && !in.seen_any);
	close(in.fd);
	tg_item_reader_free(&in);

	tg_item_reader_init(&in, -1);
	CHECK(tg_item_next(&in, &item, &len, &why) == -1);
	CHECK(why.code == TG_FAULT_IO && strcmp(why.text, strerror(EBADF)) == 0);
	tg_item_reader_free(&in);
}

/* Items of all lengths around those of the buffers, through a pipe, and back as they were. */
static void
write_and_read(size_t size)
{
	static const size_t lengths[] = { 0, 1, 100, 4094, 4095, 4096, 4097, 65535, 65536, 300000, 1, 0 };
	enum { N = sizeof(lengths) / sizeof(*lengths) };
	struct tg_fault why;
	int ends[2];

	if (pipe(ends))
		abort();
	pid_t writer = fork();
	if (writer == 0) {
		struct tg_item_writer out;
		char *item = calloc(1, 300000);
		if (!item || tg_item_writer_init(&out, ends[1], size, &why))
			_exit(1);
		memset(item, 'x', 300000);
		for (size_t i = 0; i < N; i++)
			if (tg_item_write(&out, item, lengths[i], &why) || out.len >= size)
				_exit(1);
		int status = tg_item_flush(&out, &why);
		tg_item_writer_free(&out);
		free(item);
		_exit(status != 0);
	}
	close(ends[1]);

	struct tg_item_reader in;
	size_t n = 0, len;
	char *item;
	tg_item_reader_init(&in, ends[0]);
	for (; tg_item_next(&in, &item, &len, &why) == 1; n++)
		CHECK(n < N && len == lengths[n] && strspn(item, "x") == len);
	CHECK(n == N && !tg_item_is_cut(&in));
	tg_item_reader_free(&in);
	close(ends[0]);
	int status;
	CHECK(waitpid(writer, &status, 0) == writer && status == 0);
}

/* What waits goes out in whole items, in writes of at most PIPE_BUF: a packet pipe keeps them apart. */
static void
write_whole_items(void)
{
	struct tg_item_writer out;
	struct tg_fault why;
	char item[1000], packet[2 * PIPE_BUF];
	size_t total = 0;
	int ends[2];

	if (pipe2(ends, O_DIRECT | O_NONBLOCK))
		return; /* a kernel without packet pipes */
	memset(item, 'x', sizeof(item));
	CHECK(tg_item_writer_init(&out, ends[1], PIPE_BUF, &why) == 0);
	for (int i = 0; i < 10; i++)
		CHECK(tg_item_write(&out, item, sizeof(item) - (size_t)i, &why) == 0);
	CHECK(tg_item_flush(&out, &why) == 0);
	for (ssize_t n; (n = read(ends[0], packet, sizeof(packet))) > 0; total += (size_t)n)
		CHECK(n <= PIPE_BUF && packet[n - 1] == '\0');
	CHECK(total == 10 * (sizeof(item) + 1) - 45);
	tg_item_writer_free(&out);
	close(ends[0]);
	close(ends[1]);
}

static void
write_nowhere(void)
{
	struct tg_item_writer out;
	struct tg_fault why = { 0 };

	CHECK(tg_item_writer_init(&out, open("/dev/full", O_WRONLY), 8, &why) == 0);
	CHECK(tg_item_flush(&out, &why) == 0);
	CHECK(tg_item_write(&out, "abc", 3, &why) == 0);
	CHECK(tg_item_write(&out, "abcdef", 6, &why) == -1);
	CHECK(why.code == TG_FAULT_IO && strcmp(why.text, strerror(ENOSPC)) == 0);
	close(out.fd);
	tg_item_writer_free(&out);
	tg_item_writer_free(&out);
}

int
main(void)
{
	for (size_t step = 1; step <= TEXT_LEN; step++)
		read_in_steps(step);
	read_nothing();
	for (size_t len = (128 << 10) - 10; len < (128 << 10) + 4; len++)
		read_lines(len);
	read_lines((64 << 10) - 5);
	write_and_read(PIPE_BUF);
	write_and_read(16);
	write_whole_items();
	write_nowhere();
	return report("item");
}
