/* Escapes of HTML and of URLs (RFC 3986). */
#include "listing/markup.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static bool
is_seen(uint32_t code)
{
	bool is_control = code < 0x20 || (code >= 0x7f && code < 0xa0);
	bool is_line_end = code == 0x2028 || code == 0x2029;
	bool is_direction = code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
	                    (code >= 0x2066 && code <= 0x2069);

	return !is_control && !is_line_end && !is_direction;
}

static void
write_character(FILE *out, const char *c, size_t len)
{
	switch (*c) {
	case '&': fputs("&amp;", out); break;
	case '<': fputs("&lt;", out); break;
	case '>': fputs("&gt;", out); break;
	case '"': fputs("&quot;", out); break;
	case '\'': fputs("&#39;", out); break;
	default: fwrite(c, 1, len, out);
	}
}

void
tg_markup_text(FILE *out, const char *text, size_t len)
{
	uint32_t code;

	for (const char *end = text + len; text < end;) {
		size_t n = tg_utf8_next(text, &code);
		/* A character may be cut by LEN, as a text by its end. */
		bool is_whole = n && n <= (size_t)(end - text);
		if (is_whole && is_seen(code))
			write_character(out, text, n);
		else
			for (size_t i = 0; i < (is_whole ? n : 1); i++)
				fprintf(out, "\\%03o", (unsigned char)text[i]);
		text += is_whole ? n : 1;
	}
}

void
tg_markup_url(FILE *out, const char *path, size_t len)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)path[i];
		if (c && strchr(plain, c))
			putc(c, out);
		else
			fprintf(out, "%%%02X", c);
	}
}
