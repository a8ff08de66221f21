/* The listing's lines and their escapes. */
#include "listing/text.h"

#include <string.h>

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

static int
write_line(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	FILE *out = listing->out;

	(void)why;
	if ((record->kind != TG_RECORD_THUMBNAIL && record->kind != TG_RECORD_PARTIAL) || record->variant)
		return 0;

	bool escape = !listing->zero && strpbrk(record->path, "\\\n\r");
	if (escape)
		putc('\\', out);
	fputs(record->name, out);
	fputs(": ", out);
	if (escape)
		write_escaped(out, record->path);
	else
		fputs(record->path, out);
	putc(listing->zero ? '\0' : '\n', out);
	return 0;
}

const struct tg_listing_format tg_text = { .name = "text", .write = write_line };
