/*
 * The fields of the records about a path, but for those about the stream, as a table
 * for the listings that have them all.
 */
#ifndef TG_LISTING_FIELD_H
#define TG_LISTING_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct tg_record;

struct tg_field {
	const char *name; /* as tgstream(5) calls it */
	int type;         /* see field.c */
	size_t offset;    /* in struct tg_record */
};

/* In the order in which a listing has them. */
extern const struct tg_field tg_fields[];
extern const size_t tg_n_fields;

/* What a record has in a field. */
struct tg_field_value {
	const char *text; /* NULL for nothing; not owned, good as long as this struct and the record are */
	bool is_bare;     /* TEXT is a number, true or false, as JSON writes them */
	char buffer[40];  /* room for TEXT */
};

/* Sets *VALUE to what RECORD, one about a path, has in FIELD. */
void tg_field_read(const struct tg_field *field, const struct tg_record *record, struct tg_field_value *value);

#endif
