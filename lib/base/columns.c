/*
 * Widths by a few ranges of code points, where a terminal or Unicode has hundreds: a name of
 * which too much is thought only loses a letter more, but one that is wider than thought
 * would wrap to the next row.
 */
#include "base/columns.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct range {
	unsigned long first, last;
};

/* Controls, directions, what is invisible, halves of a surrogate pair, tags. */
static const struct range unfit[] = {
	{ 0x0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c }, { 0x180b, 0x180f }, { 0x200b, 0x200b },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xd800, 0xdfff }, { 0xfeff, 0xfeff },
	{ 0xfff0, 0xfffb }, { 0xfffe, 0xffff }, { 0xe0000, 0xe0fff },
};

/* Marks of Latin, Cyrillic, Hebrew, Arabic, Thai and Japanese, and what joins letters or chooses their form. */
static const struct range combining[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x64b, 0x65f }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0x1ab0, 0x1ace }, { 0x1dc0, 0x1dff }, { 0x200c, 0x200d }, { 0x20d0, 0x20f0 }, { 0x3099, 0x309a },
	{ 0xfe00, 0xfe0e }, { 0xfe20, 0xfe2f },
};

/* East Asian scripts, and blocks with emoji in them. */
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x2300, 0x23ff }, { 0x25fd, 0x27bf }, { 0x2b00, 0x2bff }, { 0x2e80, 0x303e },
	{ 0x3041, 0xa4cf }, { 0xa960, 0xa97f }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f }, { 0xff01, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x16fe0, 0x18fff }, { 0x1aff0, 0x1b2ff },
	{ 0x1d300, 0x1d37f }, { 0x1f000, 0x1ffff }, { 0x20000, 0x3fffd },
};

#define IN(ranges, character) is_in(ranges, sizeof(ranges) / sizeof(*(ranges)), character)

static bool
is_in(const struct range *ranges, size_t n, unsigned long character)
{
	for (size_t i = 0; i < n; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

int
tg_columns_of(unsigned long character)
{
	if (IN(unfit, character) || character > 0x10ffff)
		return -1;
	if (IN(combining, character))
		return 0;
	return IN(wide, character) ? 2 : 1;
}

/* How a character, or a byte that is none, is shown. */
struct form {
	size_t len;       /* of what is shown, in bytes of the path */
	size_t shown_len; /* bytes of the form */
	size_t columns;
	bool escaped;     /* each byte as \ooo */
};

static struct form
form_at(const char *path)
{
	uint32_t character;
	size_t len = tg_utf8_next(path, &character);
	int columns = len ? tg_columns_of(character) : -1;

	if (!len)
		len = 1;
	if (columns < 0)
		return (struct form){ len, 4 * len, 4 * len, true };
	if (*path == '\\')
		return (struct form){ 1, 2, 2, false };
	return (struct form){ len, len, (size_t)columns, false };
}

static char *
append(char *end, const char *path, const struct form *form)
{
	if (form->escaped) {
		for (size_t i = 0; i < form->len; i++)
			end += sprintf(end, "\\%03o", (unsigned char)path[i]);
		return end;
	}
	if (*path == '\\')
		*end++ = '\\';
	return (char *)memcpy(end, path, form->len) + form->len;
}

const char *
tg_columns_show(const char *path, size_t columns, char *buffer, size_t size)
{
	static const char dots[] = "...";
	const size_t n_dots = sizeof(dots) - 1;
	size_t all = 0, all_len = 0;
	char *end = buffer;
	struct form form;

	for (const char *at = path; *at; at += form.len) {
		form = form_at(at);
		all += form.columns;
		all_len += form.shown_len;
	}
	if (!columns)
		columns = all;
	if (all > columns || all_len >= size) {
		end = stpcpy(end, dots);
		/* What combines with a letter that is gone would combine with the dots. */
		for (; *path; path += form.len) {
			form = form_at(path);
			if (all + n_dots <= columns && all_len + n_dots < size && form.columns)
				break;
			all -= form.columns;
			all_len -= form.shown_len;
		}
	}
	for (; *path; path += form.len) {
		form = form_at(path);
		end = append(end, path, &form);
	}
	*end = '\0';
	return buffer;
}
