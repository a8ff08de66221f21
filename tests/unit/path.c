/* Paths made absolute and shown, in buffers of every size. */
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static int
absolute(const char *folder, const char *path, const char *want)
{
	char *is = tg_path_absolute(folder, path);
	int same = is && strcmp(is, want) == 0;

	free(is);
	return same;
}

static int
shows(const char *path, const char *want)
{
	char buffer[TG_PATH_SHOW_SIZE];

	return tg_path_show(path, buffer, sizeof(buffer)) == buffer && strcmp(buffer, want) == 0;
}

/* In any buffer what is shown fits, has no control, and is the path's end. */
static void
check_sizes(const char *path)
{
	char whole[TG_PATH_SHOW_SIZE];

	tg_path_show(path, whole, sizeof(whole));
	for (size_t size = 8; size < strlen(whole) + 8; size++) {
		char *buffer = malloc(size); /* of this size, for the sanitizers */
		if (!buffer)
			abort();
		tg_path_show(path, buffer, size);
		size_t len = strlen(buffer);
		CHECK(len < size);
		if (strcmp(buffer, whole) != 0) {
			CHECK(strncmp(buffer, "...", 3) == 0);
			CHECK(strcmp(buffer + 3, whole + strlen(whole) - (len - 3)) == 0);
			CHECK((buffer[3] & 0xc0) != 0x80);
		}
		for (size_t i = 0; i < len; i++)
			CHECK(!tg_path_is_control((unsigned char *)buffer + i));
		free(buffer);
	}
}

int
main(void)
{
	CHECK(absolute("/a", "b", "/a/b"));
	CHECK(absolute("/", "b", "/b"));
	CHECK(absolute("/", ".", "/"));
	CHECK(absolute("/a", ".", "/a"));
	CHECK(absolute("/a", "./", "/a"));
	CHECK(absolute("/a", "..", "/a/.."));
	CHECK(absolute("/a", "b/../c/./d//e/", "/a/b/../c/d/e"));
	CHECK(absolute("/a", "/b", "/b"));
	CHECK(absolute("/a", "//b/./c/", "/b/c"));
	CHECK(absolute("/a", "/", "/"));
	CHECK(absolute("/a", "///", "/"));
	CHECK(absolute("/a", "/.", "/"));
	CHECK(absolute("/a", ".b/..c/d.", "/a/.b/..c/d."));
	CHECK(absolute("/a", "\n\t\xff", "/a/\n\t\xff"));

	CHECK(shows("/a b", "/a b"));
	CHECK(shows("", ""));
	CHECK(shows("a\\b", "a\\\\b"));
	CHECK(shows("a\nb\x1b[1m\x7f", "a\\012b\\033[1m\\177"));
	CHECK(shows("caf\xc3\xa9", "caf\xc3\xa9"));
	CHECK(shows("\xc2\x9b" "1m", "\\302\\2331m"));
	CHECK(shows("\xc2\x80\xc2\x9f\xc2\xa0", "\\302\\200\\302\\237\xc2\xa0"));
	CHECK(shows("\n\xc3\x9b\xc2", "\\012\xc3\x9b\xc2"));
	CHECK(shows("\xc2", "\xc2"));
	check_sizes("/short");
	check_sizes("/\xc2\x9b\xc2\x9b\xc2\x80" "a\xc2\x9b\xc2\x9b\xc2\x9b\xc2\x9b");
	check_sizes("/a\n\\\\b\x01/caf\xc3\xa9/\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac/\xf0\x9f\x98\x80/end\n\n\n");
	check_sizes("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80");
	return report("path");
}
