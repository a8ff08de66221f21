/* Fields: a type for each kind of member that struct tg_record has. */
#include "stream/field.h"

#include <inttypes.h>
#include <stdio.h>

#include "stream/record.h"

enum type {
	KIND,   /* enum tg_record_kind, as a word */
	NAME,   /* char[], nothing if empty */
	TEXT,   /* const char * */
	PIXELS, /* uint32_t, nothing if 0 */
	BYTES,  /* uint64_t */
	TIME,   /* struct timespec */
	REASON, /* the word of a struct tg_fault, nothing if there is no fault */
	WHY,    /* its text */
};

#define FIELD(name, type, member) { name, type, offsetof(struct tg_record, member) }

const struct tg_field tg_fields[] = {
	FIELD("kind", KIND, kind),
	FIELD("name", NAME, name),
	FIELD("width", PIXELS, width),
	FIELD("height", PIXELS, height),
	FIELD("source_width", PIXELS, source_width),
	FIELD("source_height", PIXELS, source_height),
	FIELD("size", BYTES, size),
	FIELD("mtime", TIME, mtime),
	FIELD("reason", REASON, reason),
	FIELD("text", WHY, reason),
	FIELD("path", TEXT, path),
};
const size_t tg_n_fields = sizeof(tg_fields) / sizeof(*tg_fields);

static const char *
kind_word(enum tg_record_kind kind)
{
	switch (kind) {
	case TG_RECORD_THUMBNAIL: return "thumbnail";
	case TG_RECORD_PARTIAL: return "partial";
	case TG_RECORD_FAILED: return "failed";
	default: return "skipped";
	}
}

/* As one decimal number; before 1970 the nanoseconds of a struct timespec count up, a number's digits down. */
static void
format_time(struct tg_field_value *value, struct timespec time)
{
	bool negative = time.tv_sec < 0;
	intmax_t seconds = time.tv_sec;
	long nanoseconds = time.tv_nsec;

	if (negative && nanoseconds) {
		seconds++;
		nanoseconds = 1000000000 - nanoseconds;
	}
	snprintf(value->buffer, sizeof(value->buffer), "%s%jd.%09ld", negative ? "-" : "", negative ? -seconds : seconds,
	         nanoseconds);
}

void
tg_field_read(const struct tg_field *field, const struct tg_record *record, struct tg_field_value *value)
{
	const void *member = (const char *)record + field->offset;
	const struct tg_fault *fault = member;

	*value = (struct tg_field_value){ .text = NULL };
	switch ((enum type)field->type) {
	case KIND: value->text = kind_word(record->kind); return;
	case NAME: value->text = *(const char *)member ? member : NULL; return;
	case TEXT: value->text = *(const char *const *)member; return;
	case REASON: value->text = fault->code ? tg_fault_word(fault->code) : NULL; return;
	case WHY: value->text = fault->code ? fault->text : NULL; return;
	case PIXELS:
		if (!*(const uint32_t *)member)
			return;
		snprintf(value->buffer, sizeof(value->buffer), "%" PRIu32, *(const uint32_t *)member);
		break;
	case BYTES: snprintf(value->buffer, sizeof(value->buffer), "%" PRIu64, *(const uint64_t *)member); break;
	case TIME: format_time(value, *(const struct timespec *)member); break;
	}
	value->text = value->buffer;
	value->is_number = true;
}
