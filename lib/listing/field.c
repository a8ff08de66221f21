/*
 * Fields: a type for each sort of member that struct tg_record has. The stream's id
 * is not one of them, for it would change a listing with each run; nor is the
 * position, for a listing is in the order of the list.
 */
#include "listing/field.h"

#include <inttypes.h>
#include <stdio.h>

#include "stream/record.h"

enum type {
	KIND,   /* enum tg_record_kind, as a word */
	NAME,   /* char[], nothing if empty */
	TEXT,   /* const char * */
	COUNT,  /* uint32_t */
	PIXELS, /* uint32_t, nothing if 0 */
	NUMBER, /* uint64_t, nothing if 0 */
	BYTES,  /* uint64_t, nothing if the file is not known */
	TIME,   /* struct timespec, nothing if the file is not known */
	BIRTH,  /* struct timespec, nothing if 0 */
	FLAG,   /* bool */
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
	FIELD("device", NUMBER, device),
	FIELD("inode", NUMBER, inode),
	FIELD("birth", BIRTH, birth),
	FIELD("reused", FLAG, reused),
	FIELD("variant", COUNT, variant),
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

static void
format_number(struct tg_field_value *value, uint64_t number, bool is_known)
{
	if (!is_known)
		return;
	snprintf(value->buffer, sizeof(value->buffer), "%" PRIu64, number);
	value->text = value->buffer;
	value->is_bare = true;
}

/* As one decimal number; before 1970 the nanoseconds of a struct timespec count up, a number's digits down. */
static void
format_time(struct tg_field_value *value, const struct timespec *time, bool is_known)
{
	bool negative = time->tv_sec < 0;
	intmax_t seconds = time->tv_sec;
	long nanoseconds = time->tv_nsec;

	if (!is_known)
		return;
	if (negative && nanoseconds) {
		seconds++;
		nanoseconds = 1000000000 - nanoseconds;
	}
	snprintf(value->buffer, sizeof(value->buffer), "%s%jd.%09ld", negative ? "-" : "", negative ? -seconds : seconds,
	         nanoseconds);
	value->text = value->buffer;
	value->is_bare = true;
}

void
tg_field_read(const struct tg_field *field, const struct tg_record *record, struct tg_field_value *value)
{
	const void *member = (const char *)record + field->offset;
	const struct tg_fault *fault = member;

	*value = (struct tg_field_value){ .text = NULL };
	switch ((enum type)field->type) {
	case KIND: value->text = kind_word(record->kind); break;
	case NAME: value->text = *(const char *)member ? member : NULL; break;
	case TEXT: value->text = *(const char *const *)member; break;
	case REASON: value->text = fault->code ? tg_fault_word(fault->code) : NULL; break;
	case WHY: value->text = fault->code ? fault->text : NULL; break;
	case COUNT: format_number(value, *(const uint32_t *)member, true); break;
	case PIXELS: format_number(value, *(const uint32_t *)member, *(const uint32_t *)member); break;
	case NUMBER: format_number(value, *(const uint64_t *)member, *(const uint64_t *)member); break;
	case BYTES: format_number(value, *(const uint64_t *)member, record->inode); break;
	case TIME: format_time(value, member, record->inode); break;
	case BIRTH: format_time(value, member, record->birth.tv_sec || record->birth.tv_nsec); break;
	case FLAG:
		value->text = *(const bool *)member ? "true" : "false";
		value->is_bare = true;
		break;
	}
}
