/* The path stream: its paths come, and at its end the verdict. */
#include "stream/paths.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

#include "check.h"

/* Reads the LEN bytes at TEXT; whether there are N_PATHS and the verdict is VERDICT, "" for whole. */
static int
is(const char *text, size_t len, enum tg_paths_form form, int n_paths, const char *verdict)
{
	struct tg_paths paths;
	struct tg_fault why = { 0 };
	char *path;
	int ends[2], n = 0, more;

	if (pipe(ends) || write(ends[1], text, len) != (ssize_t)len)
		abort();
	close(ends[1]);
	tg_paths_init(&paths, ends[0], form);
	do {
		while (tg_paths_take(&paths, &path))
			n += *path != '\0';
		more = tg_item_fill(&paths.in, &why);
	} while (more > 0);
	int cut = tg_paths_check(&paths, &why);
	tg_paths_free(&paths);
	tg_paths_free(&paths);
	close(ends[0]);
	return more == 0 && n == n_paths && (cut ? *verdict && strstr(why.text, verdict) != NULL : !*verdict);
}

#define IS(text, ...) is(text, sizeof(text) - 1, __VA_ARGS__)

int
main(void)
{
	for (enum tg_paths_form plain = TG_PATHS_MARKED; plain <= TG_PATHS_PLAIN; plain++) {
		CHECK(IS("a\0", plain, 1, ""));
		CHECK(IS("a\0b\0\n\0", plain, 3, ""));
		CHECK(IS("\0a\0\0", plain, 1, ""));
		CHECK(IS("\0\0", plain, 0, ""));
		CHECK(IS("\0\0a\0b\0", plain, 2, ""));
		CHECK(IS("\0a\0\0\0b\0\0", plain, 2, ""));
		CHECK(IS("\0", plain, 0, "marker"));
		CHECK(IS("\0a\0", plain, 1, "marker"));
		CHECK(IS("a\0\0", plain, 1, "marker"));
		CHECK(IS("\0a\0\0\0b\0", plain, 2, "marker"));
		CHECK(IS("a", plain, 0, "not ended by NUL"));
		CHECK(IS("a\0b", plain, 1, "not ended by NUL"));
		CHECK(IS("\0a\0\0b", plain, 1, "not ended by NUL"));
	}
	CHECK(IS("", TG_PATHS_MARKED, 0, "empty"));
	CHECK(IS("", TG_PATHS_PLAIN, 0, ""));
	CHECK(IS("", TG_PATHS_LINES, 0, ""));
	CHECK(IS("a\n", TG_PATHS_LINES, 1, ""));
	CHECK(IS("a\nb", TG_PATHS_LINES, 2, ""));
	CHECK(IS("\n\na b\r\n\nc", TG_PATHS_LINES, 2, ""));
	CHECK(IS("\n", TG_PATHS_LINES, 0, ""));
	CHECK(IS("a\0b\nc\n", TG_PATHS_LINES, 1, "not of lines"));
	CHECK(IS("\0a\0\0", TG_PATHS_LINES, 0, "not of lines"));
	CHECK(IS("a\0\n", TG_PATHS_LINES, 0, "not of lines"));
	return report("paths");
}
