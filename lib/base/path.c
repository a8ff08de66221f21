/* Paths as bytes; nothing here asks the file system. */
#include "base/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends the parts of PATH to the absolute path that ends at END; returns its new end. */
static char *
append_parts(char *end, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");
		if (len && !(len == 1 && *path == '.')) {
			*end++ = '/';
			memcpy(end, path, len);
			end += len;
		}
		path += len;
		path += strspn(path, "/");
	}
	return end;
}

char *
tg_path_absolute(const char *folder, const char *path)
{
	char *absolute = malloc(strlen(folder) + strlen(path) + 3);
	char *end = absolute;

	if (!absolute)
		return NULL;
	if (*path != '/')
		end = append_parts(end, folder);
	end = append_parts(end, path);
	if (end == absolute)
		*end++ = '/';
	*end = '\0';
	return absolute;
}

bool
tg_path_is_control(const unsigned char *c)
{
	return c[0] < 0x20 || c[0] == 0x7f || (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0);
}

/* Whether the byte at C of TEXT is a control, or the second byte of one, which a terminal may take by itself. */
static bool
is_of_control(const unsigned char *text, const unsigned char *c)
{
	return tg_path_is_control(c) || (c > text && c[-1] == 0xc2 && tg_path_is_control(c - 1));
}

/* Writes the shown form of the byte at C of TEXT to TO; returns its length, 1 to 4. */
static size_t
show_byte(const unsigned char *text, const unsigned char *c, char to[5])
{
	if (is_of_control(text, c))
		return (size_t)snprintf(to, 5, "\\%03o", *c);
	to[0] = to[1] = (char)*c;
	return *c == '\\' ? 2 : 1;
}

const char *
tg_path_show(const char *path, char *buffer, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)path;
	size_t len = strlen(path), shown = 0, first = len;
	char form[5];

	/* From the back: how much of the path fits. */
	while (first > 0 && shown + show_byte(bytes, bytes + first - 1, form) < size - 3)
		shown += show_byte(bytes, bytes + --first, form);

	char *end = buffer;
	if (first > 0) {
		/* Not from the middle of a UTF-8 character. */
		while ((bytes[first] & 0xc0) == 0x80)
			first++;
		end = stpcpy(end, "...");
	}
	for (; first < len; first++) {
		size_t n = show_byte(bytes, bytes + first, form);
		memcpy(end, form, n);
		end += n;
	}
	*end = '\0';
	return buffer;
}
