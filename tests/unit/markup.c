/* Markup: what strangers' bytes become in a page. */
#include "listing/markup.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

/* Whether WRITE makes WANT of the LEN bytes at TEXT. */
static int
gives(void (*write)(FILE *, const char *, size_t), const char *text, size_t len, const char *want)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	if (!out)
		abort();
	write(out, text, len);
	fclose(out);
	int same = strcmp(got, want) == 0;
	if (!same)
		printf("%s, not %s\n", got, want);
	free(got);
	return same;
}

#define TEXT(text, want) CHECK(gives(tg_markup_text, text, strlen(text), want))
#define URL(path, want)  CHECK(gives(tg_markup_url, path, strlen(path), want))

static void
texts(void)
{
	TEXT("", "");
	TEXT("plain 1.jpg", "plain 1.jpg");
	TEXT("<b a=\"'\">&amp;", "&lt;b a=&quot;&#39;&quot;&gt;&amp;amp;");
	TEXT("a\nb\t\x7f", "a\\012b\\011\\177");
	TEXT("\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xb7", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xb7");
	TEXT("\xc2\x85\xff\xc3", "\\302\\205\\377\\303");
	TEXT("\xc3<", "\\303&lt;");
	TEXT("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c", "\\342\\200\\256\\342\\201\\246\\342\\200\\217\\330\\234");
	TEXT("\xe2\x80\xa8\xe2\x80\xa9", "\\342\\200\\250\\342\\200\\251");
	/* A length that ends within a character, and within the text. */
	CHECK(gives(tg_markup_text, "\xc3\xa9<", 1, "\\303"));
	CHECK(gives(tg_markup_text, "\xe2\x80\xae", 2, "\\342\\200"));
	CHECK(gives(tg_markup_text, "ab", 1, "a"));
}

static void
urls(void)
{
	URL("/a-b_c.d~e/F9", "/a-b_c.d~e/F9");
	URL("/a b%#?&\"'<>:\\", "/a%20b%25%23%3F%26%22%27%3C%3E%3A%5C");
	URL("/\n\xff\xc3\xa9", "/%0A%FF%C3%A9");
	CHECK(gives(tg_markup_url, "/ab", 2, "/a"));
	/* Whatever the byte, it cannot leave the attribute or the path. */
	for (int c = 1; c < 256; c++) {
		char path[] = { (char)c, '\0' }, want[8];
		int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
		snprintf(want, sizeof(want), plain ? "%c" : "%%%02X", c);
		URL(path, want);
	}
}

int
main(void)
{
	texts();
	urls();
	return report("markup");
}
