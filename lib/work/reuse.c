/* Reuse: one stat(2) of the file, one of each of its thumbnails. */
#include "work/reuse.h"

#include <fcntl.h>

#include "base/identity.h"
#include "stream/known.h"
#include "work/store.h"

static bool
has_thumbnails(const struct tg_reuse *reuse, const struct tg_group *group)
{
	bool has = tg_store_has(reuse->store, group->first.name);

	for (unsigned i = 0; i < group->n_more && has; i++)
		has = tg_store_has(reuse->store, group->more[i].name);
	return has;
}

/* Whether what GROUP says can be said again. */
static bool
holds(const struct tg_reuse *reuse, const struct tg_group *group)
{
	const struct tg_record *record = &group->first;

	switch (record->kind) {
	case TG_RECORD_THUMBNAIL:
		return has_thumbnails(reuse, group);
	case TG_RECORD_PARTIAL:
		return !reuse->retry && has_thumbnails(reuse, group);
	case TG_RECORD_FAILED:
		return !reuse->retry && record->reason.code != TG_FAULT_IO && record->reason.code != TG_FAULT_MEMORY;
	default:
		return true;
	}
}

bool
tg_reuse_find(const struct tg_reuse *reuse, const char *path, struct tg_group *group)
{
	struct tg_identity identity;

	if (!reuse->known || tg_identity_get(&identity, AT_FDCWD, path) || !identity.is_regular ||
	    !tg_known_find(reuse->known, path, &identity, reuse->n_sizes, group) ||
	    !holds(reuse, group))
		return false;
	tg_record_identify(&group->first, &identity);
	group->first.path = path;
	group->first.reused = true;
	return true;
}
