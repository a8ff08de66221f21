/* The listing's lines and their escapes. */
#include "stream/listing.h"

#include <string.h>

#include "base/fault.h"
#include "stream/record.h"

static void
write_escaped(FILE *out, const char *path)
{
	for (; *path; path++) {
		switch (*path) {
		case '\\': fputs("\\\\", out); break;
		case '\n': fputs("\\n", out); break;
		case '\r': fputs("\\r", out); break;
		default: putc(*path, out);
		}
	}
}

int
tg_listing_write(FILE *out, const struct tg_record *record, bool zero, struct tg_fault *why)
{
	if (record->kind != TG_RECORD_THUMBNAIL && record->kind != TG_RECORD_PARTIAL)
		return 0;

	bool escape = !zero && strpbrk(record->path, "\\\n\r");
	if (escape)
		putc('\\', out);
	fputs(record->name, out);
	fputs(": ", out);
	if (escape)
		write_escaped(out, record->path);
	else
		fputs(record->path, out);
	putc(zero ? '\0' : '\n', out);
	return ferror(out) ? tg_fault_errno(why, NULL) : 0;
}
