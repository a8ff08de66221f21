/*
 * Known records: the index of hashes, what is found in kept files and what is not,
 * and what two of them fold to.
 */
#include "stream/known.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream/fold.h"
#include "stream/index.h"

#include "check.h"

#define ID "0000000000000000000000000000000"
#define NAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png"

static void
check_index(void)
{
	struct tg_index index;
	struct tg_fault why;
	uint64_t value;

	tg_index_init(&index);
	CHECK(!tg_index_get(&index, 7, &value));
	/* Neighbours, which all want the same places. */
	for (uint64_t i = 1; i <= 100000; i++)
		CHECK(tg_index_put(&index, i << 40 | i % 3, i, &why) == 0);
	CHECK(tg_index_put(&index, UINT64_C(5) << 40 | 2, 55, &why) == 0);
	CHECK(index.n == 100000 && index.size <= 262144);
	for (uint64_t i = 1; i <= 100000; i += 97)
		CHECK(tg_index_get(&index, i << 40 | i % 3, &value) && value == i);
	CHECK(tg_index_get(&index, UINT64_C(5) << 40 | 2, &value) && value == 55);
	CHECK(!tg_index_get(&index, UINT64_C(5) << 40 | 1, &value));
	tg_index_free(&index);
	tg_index_free(&index);
	CHECK(!tg_index_get(&index, 5, &value));
}

/* Each byte, the length and the seed count; none lets another word of eight bytes go. */
static void
check_hash(void)
{
	char text[40] = "";
	uint64_t plain = tg_index_hash(1, text, sizeof(text));

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = 1;
		CHECK(tg_index_hash(1, text, sizeof(text)) != plain);
		CHECK(tg_index_hash(1, text, i) == tg_index_hash(1, text, i));
		text[i] = 0;
		CHECK(tg_index_hash(1, text, i) != plain && tg_index_hash(1, text, i) != 0);
	}
	CHECK(tg_index_hash(2, text, sizeof(text)) != plain);
}

/* Writes a file of the items in TEXT, where | is a TAB and ; ends an item. */
static void
write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	if (!out)
		abort();
	for (; *text; text++)
		putc(*text == '|' ? '\t' : *text == ';' ? '\0' : *text, out);
	fclose(out);
}

#define BEGIN(id, settings) "b|1|" ID id "|1.000000000|" settings "|-|-|0|/thumbnails;"
#define FILE_OF(id, inode, size, path) "t|" NAME "|1|1|2|2|" size "|5.000000006|-|-|7|" inode "|9.000000000|-|" ID id "|0|0|" path ";"

/* What KNOWN has of PATH with INODE and SIZE, and of the birth SECONDS: its size in the source, or 0. */
static uint32_t
find(struct tg_known *known, const char *path, uint64_t inode, uint64_t size, time_t seconds)
{
	struct tg_identity identity = {
		.is_regular = true, .size = size, .mtime = { 5, 6 }, .device = 7, .inode = inode, .birth = { seconds, 0 },
	};
	struct tg_group group;

	if (!tg_known_find(known, path, &identity, 1, &group))
		return 0;
	CHECK(group.first.size == size && group.first.kind == TG_RECORD_THUMBNAIL && strcmp(group.first.name, NAME) == 0);
	CHECK(group.n_more == 0);
	return group.first.source_width;
}

static void
check_find(const char *path, const char *partial)
{
	struct tg_known *known;
	struct tg_fault why;

	CHECK(tg_known_open(&known, path, "a", &why) == 0 && !find(known, "/1", 1, 10, 9));
	tg_known_close(known);
	write_file(path, BEGIN("1", "a") BEGIN("2", "b") FILE_OF("1", "1", "10", "/1") FILE_OF("2", "2", "20", "/2")
	           FILE_OF("3", "3", "30", "/3") FILE_OF("1", "4", "40", "/4"));
	write_file(partial, BEGIN("4", "a") FILE_OF("4", "4", "41", "/4") FILE_OF("4", "5", "50", "/5") "t|cut");
	CHECK(tg_known_open(&known, path, "a", &why) == 0);
	CHECK(find(known, "/1", 1, 10, 9) && find(known, "/1", 1, 10, 9));
	CHECK(find(known, "/1", 99, 10, 0)); /* its inode does not matter */
	CHECK(!find(known, "/1", 99, 11, 9));
	CHECK(find(known, "/moved", 1, 10, 9));
	CHECK(!find(known, "/moved", 1, 11, 9) && !find(known, "/moved", 99, 10, 9) && !find(known, "/moved", 1, 10, 8));
	CHECK(!find(known, "/2", 2, 20, 9) && !find(known, "/moved", 2, 20, 9)); /* of other settings */
	CHECK(!find(known, "/3", 3, 30, 9)); /* of no stream */
	CHECK(find(known, "/4", 4, 41, 9) && find(known, "/5", 5, 50, 9));
	CHECK(find(known, "/4", 4, 40, 9)); /* as it was earlier, by its inode */
	tg_known_close(known);
	tg_known_close(NULL);
	CHECK(tg_known_open(&known, path, "b", &why) == 0 && find(known, "/2", 2, 20, 9));
	tg_known_close(known);

	/* Of two begin records of one stream, the first counts. */
	unlink(partial);
	write_file(path, BEGIN("1", "b") BEGIN("1", "a") FILE_OF("1", "1", "10", "/1") BEGIN("2", "a") BEGIN("2", "b") FILE_OF("2", "2", "20", "/2"));
	CHECK(tg_known_open(&known, path, "a", &why) == 0 && !find(known, "/1", 1, 10, 9) && find(known, "/2", 2, 20, 9));
	tg_known_close(known);

	write_file(partial, BEGIN("4", "a") "nonsense;");
	CHECK(tg_known_open(&known, path, "a", &why) == -1 && strstr(why.text, "partial: not a record: nonsense"));
	unlink(partial);
	CHECK(tg_known_open(&known, "/", "a", &why) == -1);
}

#define SIZE_OF(id, position, size, variant, path) \
	"t|" NAME "|" variant "2|1|2|2|" size "|5.000000006|-|-|7|1|9.000000000|-|" ID id "|" position "|" variant "|" path ";"

/* How many records KNOWN has of PATH and SIZE, of three; 0 if not all. */
static unsigned
count(struct tg_known *known, const char *path, uint64_t size)
{
	struct tg_identity identity = {
		.is_regular = true, .size = size, .mtime = { 5, 6 }, .device = 7, .inode = 1, .birth = { 9, 0 },
	};
	struct tg_group group;

	if (!tg_known_find(known, path, &identity, 3, &group))
		return 0;
	for (unsigned i = 0; i <= group.n_more; i++) {
		struct tg_record record;
		tg_group_get(&group, i, &record);
		CHECK(record.width == 10 * i + 2 && record.variant == i && record.size == size);
		CHECK(strcmp(record.name, NAME) == 0);
	}
	return 1 + group.n_more;
}

/* Groups are whole, and of one path at one place. */
static void
check_groups(const char *path)
{
	struct tg_known *known;
	struct tg_fault why;

	write_file(path, BEGIN("1", "a") BEGIN("2", "a")
	           SIZE_OF("1", "0", "10", "0", "/whole") SIZE_OF("1", "0", "10", "1", "/whole")
	           SIZE_OF("2", "0", "20", "0", "/lacks")
	           SIZE_OF("1", "0", "10", "2", "/whole") /* another stream's may come between */
	           SIZE_OF("2", "0", "20", "1", "/lacks")
	           SIZE_OF("1", "1", "30", "0", "/gap") SIZE_OF("1", "1", "30", "2", "/gap")
	           SIZE_OF("1", "2", "40", "0", "/twice") SIZE_OF("1", "2", "40", "1", "/twice")
	           SIZE_OF("1", "2", "40", "2", "/twice") SIZE_OF("1", "3", "40", "0", "/twice")
	           SIZE_OF("1", "4", "50", "0", "/other") SIZE_OF("2", "4", "50", "1", "/other")
	           SIZE_OF("1", "4", "50", "2", "/other")
	           "f|-|0|0|0|0|60|5.000000006|io|why|7|1|9.000000000|-|" ID "1|5|0|/failed;");
	CHECK(tg_known_open(&known, path, "a", &why) == 0);
	CHECK(count(known, "/whole", 10) == 3 && count(known, "/moved", 10) == 3);
	CHECK(count(known, "/lacks", 20) == 0 && count(known, "/gap", 30) == 0);
	CHECK(count(known, "/twice", 40) == 0 && count(known, "/other", 50) == 0);
	tg_known_close(known);
}

/* Records of all lengths, forwards, backwards and twice, are found across the windows that are read. */
static void
check_windows(const char *path)
{
	enum { N = 3000 };
	FILE *out = fopen(path, "w");
	struct tg_known *known;
	struct tg_fault why;
	char name[8000];

	if (!out)
		abort();
	fprintf(out, "b\t1\t" ID "1\t1.000000000\ta\t-\t-\t0\t/thumbnails%c", 0);
	for (int i = 1; i <= N; i++)
		fprintf(out, "t\t" NAME "\t1\t1\t2\t2\t%d\t5.000000006\t-\t-\t7\t1\t0.000000000\t-\t" ID "1\t0\t0\t/%0*d%c", i, 1 + i * 7 % 7000, i, 0);
	fclose(out);
	CHECK(tg_known_open(&known, path, "a", &why) == 0);
	for (int k = 0; k < 4 * N; k++) {
		int i = k < N ? k + 1 : k < 2 * N ? 2 * N - k : k < 3 * N ? (k - 2 * N) / 2 + 1 : k * 7919 % N + 1;
		snprintf(name, sizeof(name), "/%0*d", 1 + i * 7 % 7000, i);
		CHECK(find(known, name, 1, (uint64_t)i, 9));
	}
	tg_known_close(known);
	/* The file is cut behind our back: what is gone is not known, and the rest is. */
	CHECK(tg_known_open(&known, path, "a", &why) == 0 && truncate(path, 2000) == 0);
	snprintf(name, sizeof(name), "/%0*d", 1 + N * 7 % 7000, N);
	CHECK(!find(known, name, 1, N, 9));
	CHECK(find(known, "/00000001", 1, 1, 9));
	tg_known_close(known);
	unlink(path);
}

/* OLDER and NEWER, written as by write_file, fold to TEXT. */
static int
folds(const char *older, const char *newer, const char *text)
{
	char old_path[] = "/tmp/tg-known-old-XXXXXX", new_path[] = "/tmp/tg-known-new-XXXXXX", is[4096];
	int old = mkstemp(old_path), new = mkstemp(new_path);
	FILE *out = tmpfile();
	struct tg_fault why;

	if (old < 0 || new < 0 || !out)
		abort();
	write_file(old_path, older);
	write_file(new_path, newer);
	int status = tg_fold(*older ? old : -1, new, out, &why);
	ssize_t n = pread(fileno(out), is, sizeof(is) - 1, 0);
	for (ssize_t i = 0; i < n; i++)
		is[i] = is[i] == '\t' ? '|' : is[i] == '\0' ? ';' : is[i];
	is[n < 0 ? 0 : n] = '\0';
	fclose(out);
	close(old);
	close(new);
	unlink(old_path);
	unlink(new_path);
	return status == 0 && strcmp(is, text) == 0;
}

#define END(id, n) "e|" ID id "|incomplete|" n "|0|0|0|0;"

static void
check_fold(void)
{
	static const char one[] = BEGIN("1", "a") FILE_OF("1", "1", "1", "/1") FILE_OF("1", "2", "1", "/2") END("1", "2");

	CHECK(folds("", one, one));
	CHECK(folds(one, "", one));
	CHECK(folds(one, one, one));
	CHECK(folds(one, BEGIN("2", "a"), one));
	/* Newer ones of the same settings count; a stream that has none left is gone. */
	CHECK(folds(one, BEGIN("2", "a") FILE_OF("2", "3", "3", "/2"),
	            BEGIN("1", "a") FILE_OF("1", "1", "1", "/1") BEGIN("2", "a") FILE_OF("2", "3", "3", "/2") END("1", "1") END("2", "1")));
	CHECK(folds(one, BEGIN("2", "a") FILE_OF("2", "3", "3", "/2") FILE_OF("2", "3", "3", "/1") "t|cut",
	            BEGIN("2", "a") FILE_OF("2", "3", "3", "/2") FILE_OF("2", "3", "3", "/1") END("2", "2")));
	CHECK(folds(one, BEGIN("2", "b") FILE_OF("2", "3", "3", "/2"),
	            BEGIN("1", "a") FILE_OF("1", "1", "1", "/1") FILE_OF("1", "2", "1", "/2")
	            BEGIN("2", "b") FILE_OF("2", "3", "3", "/2") END("1", "2") END("2", "1")));
	/* Within one file as well, and of mixed streams. */
	CHECK(folds("", BEGIN("1", "a") BEGIN("2", "b") FILE_OF("2", "1", "1", "/1") FILE_OF("1", "1", "1", "/1") FILE_OF("2", "4", "4", "/1"),
	            BEGIN("1", "a") FILE_OF("1", "1", "1", "/1") BEGIN("2", "b") FILE_OF("2", "4", "4", "/1") END("1", "1") END("2", "1")));
	/* Without its begin record, nobody knows what a record is worth. */
	CHECK(folds("", BEGIN("1", "a") FILE_OF("3", "1", "1", "/1") FILE_OF("1", "2", "1", "/2"),
	            BEGIN("1", "a") FILE_OF("1", "2", "1", "/2") END("1", "1")));
	CHECK(folds("", BEGIN("1", "a") FILE_OF("2", "1", "1", "/1") BEGIN("2", "a") FILE_OF("2", "2", "1", "/2") FILE_OF("1", "3", "1", "/3"),
	            BEGIN("2", "a") FILE_OF("2", "2", "1", "/2") BEGIN("1", "a") FILE_OF("1", "3", "1", "/3") END("1", "1") END("2", "1")));
	CHECK(!folds(one, "nonsense;", one));
	CHECK(!folds("nonsense;", one, one));
}

int
main(void)
{
	char path[] = "/tmp/tg-known-XXXXXX", partial[64];

	close(mkstemp(path));
	unlink(path);
	snprintf(partial, sizeof(partial), "%s.partial", path);
	check_index();
	check_hash();
	check_find(path, partial);
	check_groups(path);
	check_windows(path);
	check_fold();
	return report("known");
}
