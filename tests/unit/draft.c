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
	char is[100];
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
	for (const char *const *name = (const char *const[]){ "a", "b", "a.partial", NULL }; *name; name++)
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
	close(folder);
	/* Refused if a temporary file is left. */
	CHECK(chdir("/") == 0 && rmdir(name) == 0);
	return report("draft");
}
