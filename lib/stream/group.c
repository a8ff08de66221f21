/* Groups: what a further record has of the first. */
#include "stream/group.h"

#include <string.h>

void
tg_group_get(const struct tg_group *group, unsigned i, struct tg_record *record)
{
	*record = group->first;
	if (i == 0)
		return;
	const struct tg_variant *variant = &group->more[i - 1];
	memcpy(record->name, variant->name, sizeof(record->name));
	record->width = variant->width;
	record->height = variant->height;
	record->variant = i;
}
