/* UTF-8, character by character. */
#include "base/utf8.h"

size_t
tg_utf8_next(const char *text, uint32_t *code)
{
	/* The first code point that needs so many bytes. */
	static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
	const unsigned char *c = (const unsigned char *)text;
	size_t len = *c < 0x80 ? 1 : *c < 0xc0 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf8 ? 4 : 0;

	if (!len)
		return 0;
	*code = len == 1 ? *c : *c & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (c[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len;
}

bool
tg_utf8_is_valid(const char *text)
{
	uint32_t code;

	for (size_t len; *text; text += len)
		if (!(len = tg_utf8_next(text, &code)))
			return false;
	return true;
}
