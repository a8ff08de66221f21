/* JSON lines (RFC 8259), and base64 (RFC 4648) where bytes are not text. */
#include "listing/json.h"

#include <string.h>

#include "base/utf8.h"
#include "listing/field.h"

/* What a string cannot have as it is; DEL only to keep it from a terminal. */
#define SPECIAL \
	"\"\\\177\001\002\003\004\005\006\a\b\t\n\v\f\r\016\017" \
	"\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037"

static void
write_string(FILE *out, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, SPECIAL);
		fwrite(text, 1, plain, out);
		text += plain;
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text++);
		else if (*text)
			fprintf(out, "\\u%04x", (unsigned)*text++);
	}
}

static void
write_base64(FILE *out, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *bytes = (const unsigned char *)text;

	for (size_t left = strlen(text); left; bytes += 3) {
		size_t n = left < 3 ? left : 3;
		unsigned group = (unsigned)bytes[0] << 16;
		if (n > 1)
			group |= (unsigned)bytes[1] << 8;
		if (n > 2)
			group |= bytes[2];
		for (size_t i = 0; i < 4; i++)
			putc(i <= n ? digits[group >> (18 - 6 * i) & 63] : '=', out);
		left -= n;
	}
}

static void
write_member(FILE *out, const char *name, const struct tg_field_value *value)
{
	bool is_string = value->text && !value->is_bare;
	bool is_text = !is_string || tg_utf8_is_valid(value->text);

	fprintf(out, "\"%s%s\":%s", name, is_text ? "" : "_base64", is_string ? "\"" : "");
	if (!is_string)
		fputs(value->text ? value->text : "null", out);
	else if (is_text)
		write_string(out, value->text);
	else
		write_base64(out, value->text);
	if (is_string)
		putc('"', out);
}

static int
write_object(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_field_value value;

	(void)why;
	for (size_t i = 0; i < tg_n_fields; i++) {
		putc(i ? ',' : '{', listing->out);
		tg_field_read(&tg_fields[i], record, &value);
		write_member(listing->out, tg_fields[i].name, &value);
	}
	fputs("}\n", listing->out);
	return 0;
}

const struct tg_listing_format tg_json = { .name = "json", .write = write_object };
