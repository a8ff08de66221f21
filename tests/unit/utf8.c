/* UTF-8: every character is read as it was written, and nothing else is one. */
#include "base/utf8.h"

#include <string.h>

#include "check.h"

/* The shortest form of CODE in so many bytes as it takes, or in LEN where that is more. */
static void
encode(uint32_t code, size_t len, char text[8])
{
	size_t least = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (len < least)
		len = least;
	memset(text, 0, 8);
	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		text[i] = (char)(0x80 | (code & 0x3f));
	text[0] = (char)(len == 1 ? code : (0xf00u >> len & 0xff) | code);
}

static void
all_characters(void)
{
	char text[8];
	uint32_t code;
	int wrong = 0;

	for (uint32_t c = 1; c < 0x110000; c++) {
		bool surrogate = c >= 0xd800 && c < 0xe000;
		encode(c, 1, text);
		size_t len = tg_utf8_next(text, &code);
		wrong += surrogate ? len != 0 : len != strlen(text) || code != c;
		wrong += tg_utf8_is_valid(text) == surrogate;
		/* Longer than it needs be, and cut. */
		for (size_t longer = strlen(text) + 1; longer <= 4; longer++) {
			encode(c, longer, text);
			wrong += tg_utf8_next(text, &code) != 0;
		}
		encode(c, 1, text);
		text[strlen(text) - 1] = '\0';
		wrong += *text && tg_utf8_next(text, &code) != 0;
	}
	CHECK(wrong == 0);
}

int
main(void)
{
	uint32_t code;

	all_characters();
	CHECK(tg_utf8_is_valid("") && tg_utf8_is_valid("a\xc3\xa9\xe2\x82\xac"));
	CHECK(tg_utf8_next("\x80", &code) == 0 && tg_utf8_next("\xff", &code) == 0 && tg_utf8_next("\xf8\x88\x80\x80\x80", &code) == 0);
	CHECK(tg_utf8_next("\xf4\x90\x80\x80", &code) == 0 && tg_utf8_next("\xc3(", &code) == 0);
	CHECK(!tg_utf8_is_valid("a\xc3") && !tg_utf8_is_valid("\xc3\xa9\xa9"));
	return report("utf8");
}
