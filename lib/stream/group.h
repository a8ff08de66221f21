/*
 * All records of one path: one, or where several sizes are made of a picture, one for
 * each. They follow each other in their stream.
 */
#ifndef TG_STREAM_GROUP_H
#define TG_STREAM_GROUP_H

#include "stream/record.h"

/* In what the further records of a path differ from the first, besides their number. */
struct tg_variant {
	char name[TG_RECORD_NAME_SIZE];
	uint32_t width, height;
};

struct tg_group {
	struct tg_record first;
	unsigned n_more;
	struct tg_variant more[TG_RECORD_VARIANTS_MAX - 1];
};

/* Makes *RECORD the one number I of GROUP, at most n_more. */
void tg_group_get(const struct tg_group *group, unsigned i, struct tg_record *record);

#endif
