/* Rows, and the quotes that keep a field in one piece. */
#include "listing/csv.h"

#include <string.h>

#include "listing/field.h"

static void
write_value(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

static int
write_header(struct tg_listing *listing, struct tg_fault *why)
{
	(void)why;
	for (size_t i = 0; i < tg_n_fields; i++)
		fprintf(listing->out, "%s%s", i ? "," : "", tg_fields[i].name);
	fputs("\r\n", listing->out);
	return 0;
}

static int
write_row(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_field_value value;

	(void)why;
	for (size_t i = 0; i < tg_n_fields; i++) {
		if (i)
			putc(',', listing->out);
		tg_field_read(&tg_fields[i], record, &value);
		if (value.text)
			write_value(listing->out, value.text);
	}
	fputs("\r\n", listing->out);
	return 0;
}

const struct tg_listing_format tg_csv = { .name = "csv", .begin = write_header, .write = write_row };
