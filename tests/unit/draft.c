/* Drafts and outputs: a name is only ever on what is whole, and a failure changes nothing. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/draft.h"
#include "base/fault.h"
#include "base/io.h"

#include "check.h"

/* Whether the file NAME in FOLDER holds TEXT; NULL: there is none. */
static int
holds(int folder, const char *name, const char *text)
{
	char is[200000];
	int fd = openat(folder, name, O_RDONLY);

	if (fd < 0 || !text)
		return fd < 0 && !text;
	ssize_t n = tg_io_read(fd, is, sizeof(is));
	close(fd);
	return n == (ssize_t)strlen(text) && memcmp(is, text, (size_t)n) == 0;
}

static int
n_entries(int folder)
{
	int n = 0;
	struct stat status;

	/* A folder's link count says nothing of files: the names this test uses are asked for. */
	for (const char *const *name = (const char *const[]){ "a", "b", "a.partial", "same", "same.partial", NULL }; *name; name++)
		n += fstatat(folder, *name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	return n;
}

static void
place_drafts(int folder)
{
	struct tg_draft draft;
	struct tg_fault why;

	CHECK(tg_draft_open(&draft, folder, 0666, &why) == 0);
	CHECK(tg_io_write(draft.fd, "one", 3) == 0);
	CHECK(n_entries(folder) == 0);
	CHECK(tg_draft_place(&draft, "a", &why) == 0);
	tg_draft_close(&draft);
	tg_draft_close(&draft);
	CHECK(holds(folder, "a", "one"));

	/* In place of another. */
	CHECK(tg_draft_open(&draft, folder, 0666, &why) == 0);
	CHECK(tg_io_write(draft.fd, "two", 3) == 0);
	CHECK(holds(folder, "a", "one"));
	CHECK(tg_draft_place(&draft, "a", &why) == 0);
	tg_draft_close(&draft);
	CHECK(holds(folder, "a", "two") && n_entries(folder) == 1);

	/* Where it cannot be placed it can be elsewhere. */
	CHECK(mkdirat(folder, "b", 0777) == 0);
	CHECK(tg_draft_open(&draft, folder, 0666, &why) == 0);
	CHECK(tg_io_write(draft.fd, "three", 5) == 0);
	CHECK(tg_draft_place(&draft, "b", &why) == -1 && strcmp(why.text, strerror(EISDIR)) == 0);
	CHECK(tg_draft_place(&draft, "a", &why) == 0);
	tg_draft_close(&draft);
	CHECK(holds(folder, "a", "three"));

	/* Or is gone. */
	CHECK(tg_draft_open(&draft, folder, 0666, &why) == 0);
	CHECK(tg_draft_place(&draft, "b", &why) == -1);
	tg_draft_close(&draft);
	CHECK(unlinkat(folder, "b", AT_REMOVEDIR) == 0 && n_entries(folder) == 1);
	CHECK(unlinkat(folder, "a", 0) == 0);
}

/* Writes TEXT to the output PATH, and finishes it, but for FINISH < 0. */
static int
output(const char *path, const char *text, int finish)
{
	struct tg_output out;
	struct tg_fault why;
	int status;

	if (tg_output_open(&out, path, &why))
		return -1;
	fputs(text, out.stream);
	status = finish < 0 ? 0 : tg_output_finish(&out, finish, &why);
	tg_output_close(&out);
	tg_output_close(&out);
	return status;
}

/* Writes TEXT to "same" and tells whether that left the file as it was, as it should where IS_SAME. */
static void
check_same(int folder, const char *text, bool is_same)
{
	static const struct timespec long_ago[2] = { { 1, 2 }, { 3, 4 } };
	struct tg_output out;
	struct tg_fault why;
	struct stat before, after;

	CHECK(utimensat(folder, "same", long_ago, 0) == 0 && fstatat(folder, "same", &before, 0) == 0);
	CHECK(tg_output_open(&out, "same", &why) == 0);
	fputs(text, out.stream);
	out.sync = true;
	CHECK(tg_output_finish(&out, true, &why) == 0);
	CHECK(out.unchanged == is_same);
	tg_output_close(&out);
	CHECK(fstatat(folder, "same", &after, 0) == 0);
	CHECK((after.st_ino == before.st_ino && after.st_mtim.tv_nsec == 4 && after.st_mtim.tv_sec == 3 &&
	       after.st_ctim.tv_sec == before.st_ctim.tv_sec && after.st_ctim.tv_nsec == before.st_ctim.tv_nsec) == is_same);
	CHECK(holds(folder, "same", text));
}

static void
write_same(int folder)
{
	/* Longer than what is compared at once, and not a multiple of it. */
	static char text[100001];

	memset(text, 'x', sizeof(text) - 1);
	CHECK(output("same", text, 1) == 0);
	CHECK(output("same", "cut", 0) == 0);
	check_same(folder, text, true);
	CHECK(holds(folder, "same.partial", NULL));
	for (size_t at = 0; at < sizeof(text) - 1; at += 9999) {
		text[at]++;
		check_same(folder, text, false);
		check_same(folder, text, true);
	}
	text[sizeof(text) - 2] = '\0';
	check_same(folder, text, false);
	check_same(folder, "", false);
	check_same(folder, "", true);
	CHECK(unlinkat(folder, "same", 0) == 0 && n_entries(folder) == 0);
}

static void
write_outputs(int folder)
{
	CHECK(output("a", "one", 1) == 0);
	CHECK(holds(folder, "a", "one") && n_entries(folder) == 1);
	CHECK(output("./a", "two", 0) == 0);
	CHECK(holds(folder, "a", "one") && holds(folder, "a.partial", "two"));
	CHECK(output("a", "three", -1) == 0);
	CHECK(holds(folder, "a", "one") && holds(folder, "a.partial", "two"));
	CHECK(output("a", "four", 1) == 0);
	CHECK(holds(folder, "a", "four") && holds(folder, "a.partial", NULL));
	CHECK(output("a/b", "five", 1) == -1);
	CHECK(output("", "five", 1) == -1);
	CHECK(output(".", "five", 1) == -1);
	CHECK(output("/dev/full", "five", 1) == -1);
	CHECK(output("/dev/null", "five", 1) == 0);
	CHECK(symlinkat("a", folder, "b") == 0);
	CHECK(output("b", "six", 1) == 0);
	CHECK(holds(folder, "a", "six") && n_entries(folder) == 2);
	CHECK(unlinkat(folder, "a", 0) == 0);
	CHECK(output("b", "seven", 1) == -1);
	CHECK(unlinkat(folder, "b", 0) == 0 && n_entries(folder) == 0);
}

int
main(void)
{
	char name[] = "/tmp/tg-draft-XXXXXX";

	if (!mkdtemp(name) || chdir(name))
		abort();
	int folder = open(".", O_RDONLY | O_DIRECTORY);
	place_drafts(folder);
	write_outputs(folder);
	write_same(folder);
	close(folder);
	/* Refused if a temporary file is left. */
	CHECK(chdir("/") == 0 && rmdir(name) == 0);
	return report("draft");
}
