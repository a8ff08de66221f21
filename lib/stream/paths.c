/* The path stream: an empty item is a marker, since no path is empty. */
#include "stream/paths.h"

#include "base/fault.h"

void
tg_paths_init(struct tg_paths *paths, int fd, bool plain)
{
	*paths = (struct tg_paths){ .plain = plain };
	tg_item_reader_init(&paths->in, fd);
}

void
tg_paths_free(struct tg_paths *paths)
{
	tg_item_reader_free(&paths->in);
}

int
tg_paths_take(struct tg_paths *paths, char **path)
{
	size_t len;

	while (tg_item_take(&paths->in, path, &len)) {
		if (len)
			return 1;
		paths->n_markers++;
	}
	return 0;
}

int
tg_paths_check(const struct tg_paths *paths, struct tg_fault *why)
{
	if (tg_item_is_cut(&paths->in))
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: its last path is not ended by NUL");
	if (paths->n_markers % 2)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: no end-of-stream marker");
	if (!paths->in.seen_any && !paths->plain)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: it is empty (-0 allows that)");
	return 0;
}
