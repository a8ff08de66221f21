/* Reuse: one stat(2) of the file, one of its thumbnail. */
#include "work/reuse.h"

#include <fcntl.h>

#include "base/identity.h"
#include "stream/known.h"
#include "work/store.h"

/* Whether what RECORD says can be said again. */
static bool
holds(const struct tg_reuse *reuse, const struct tg_record *record)
{
	switch (record->kind) {
	case TG_RECORD_THUMBNAIL:
		return tg_store_has(reuse->store, record->name);
	case TG_RECORD_PARTIAL:
		return !reuse->retry && tg_store_has(reuse->store, record->name);
	case TG_RECORD_FAILED:
		return !reuse->retry && record->reason.code != TG_FAULT_IO && record->reason.code != TG_FAULT_MEMORY;
	default:
		return true;
	}
}

bool
tg_reuse_find(const struct tg_reuse *reuse, const char *path, struct tg_record *record)
{
	struct tg_identity identity;

	if (!reuse->known || tg_identity_get(&identity, AT_FDCWD, path) || !identity.is_regular ||
	    !tg_known_find(reuse->known, path, &identity, record) || !holds(reuse, record))
		return false;
	tg_record_identify(record, &identity);
	record->path = path;
	record->reused = true;
	return true;
}
