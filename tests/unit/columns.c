/*
 * Names in every number of columns: no wider than that, whole characters, nothing that a terminal
 * obeys. Widths are judged by the C library's, where it has a UTF-8 locale.
 */
#include "base/columns.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "check.h"

static int
shows(const char *path, size_t columns, const char *want)
{
	char buffer[1000];

	return tg_columns_show(path, columns, buffer, sizeof(buffer)) == buffer && strcmp(buffer, want) == 0;
}

/* No character is wider than we think. */
static void
check_widths(void)
{
	int wider = 0;

	for (unsigned long c = 0; c < 0x110000; c++)
		if (tg_columns_of(c) >= 0 && wcwidth((wchar_t)c) > tg_columns_of(c) && wider++ < 10)
			printf("U+%04lX has %d columns\n", c, wcwidth((wchar_t)c));
	CHECK(wider == 0);
	CHECK(wcwidth(L'漢') == 2);
}

/* The columns of TEXT by the C library, -1 if it is no text. */
static int
width(const char *text)
{
	wchar_t wide[1000];
	size_t n = mbstowcs(wide, text, 1000);

	return n == (size_t)-1 ? -1 : wcswidth(wide, n);
}

/* At every width, and in a buffer of every size. */
static void
check_all(const char *path)
{
	char whole[1000];

	tg_columns_show(path, 0, whole, sizeof(whole));
	CHECK(width(whole) >= 0);
	for (size_t columns = 4; columns < strlen(whole) + 4; columns++) {
		char cut[1000];
		tg_columns_show(path, columns, cut, sizeof(cut));
		CHECK(width(cut) >= 0 && (size_t)width(cut) <= columns);
		const char *tail = strcmp(cut, whole) == 0 ? cut : cut + 3;
		CHECK(tail == cut || strncmp(cut, "...", 3) == 0);
		CHECK(strcmp(tail, whole + strlen(whole) - strlen(tail)) == 0);
	}
	for (size_t size = 8; size < strlen(whole) + 4; size++) {
		char *buffer = malloc(size); /* of this size, for the sanitizers */
		if (!buffer)
			abort();
		tg_columns_show(path, 0, buffer, size);
		CHECK(strlen(buffer) < size);
		CHECK(width(buffer) >= 0);
		free(buffer);
	}
}

int
main(void)
{
	CHECK(shows("", 4, ""));
	CHECK(shows("abcd", 4, "abcd"));
	CHECK(shows("abcde", 4, "...e"));
	CHECK(shows("abcde", 0, "abcde"));
	CHECK(shows("a\\b", 4, "a\\\\b"));
	CHECK(shows("a\nb\x1b[1m", 0, "a\\012b\\033[1m"));
	CHECK(shows("\xc2\x9b" "1m", 0, "\\302\\2331m"));
	CHECK(shows("\x9b" "1m\xff", 0, "\\2331m\\377"));
	CHECK(shows("\xc0\xaf\xed\xa0\x80", 0, "\\300\\257\\355\\240\\200"));
	CHECK(shows("\xe2\x80\xae" "gpj", 0, "\\342\\200\\256gpj"));
	CHECK(shows("\xe6\xbc", 0, "\\346\\274"));
	CHECK(shows("漢字", 4, "漢字"));
	CHECK(shows("a漢字", 4, "..."));
	CHECK(shows("a漢字", 5, "a漢字"));
	CHECK(shows("ab漢字", 5, "...字"));
	CHECK(shows("abe\xcc\x81", 4, "abe\xcc\x81"));
	CHECK(shows("abcde\xcc\x81", 4, "...e\xcc\x81"));
	CHECK(shows("abcde\xcc\x81" "f", 4, "...f"));
	if (setlocale(LC_CTYPE, "C.UTF-8")) {
		check_widths();
		check_all("/short");
		check_all("/a\n\\\\b\x01/caf\xc3\xa9/\xe2\x82\xac\xe2\x82\xac/\xf0\x9f\x98\x80/e\xcc\x81/漢字かな/end\n\n\n");
		check_all("\x80\xff\xed\xa0\x80\xf4\x90\x80\x80\xc3\xe6\xbc\xe2\x80\xae");
	}
	return report("columns");
}
