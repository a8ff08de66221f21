/* The path stream: an empty item is a marker, since no path is empty. */
#include "stream/paths.h"

#include <string.h>

#include "base/fault.h"

void
tg_paths_init(struct tg_paths *paths, int fd, enum tg_paths_form form)
{
	*paths = (struct tg_paths){ .form = form };
	tg_item_reader_init(&paths->in, fd);
	paths->in.lines = form == TG_PATHS_LINES;
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
		if (strlen(*path) != len)
			paths->n_unfit++;
		else if (len)
			return 1;
		else
			paths->n_markers++;
	}
	return 0;
}

int
tg_paths_check(const struct tg_paths *paths, struct tg_fault *why)
{
	if (paths->n_unfit)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream is not of lines: a NUL is in it");
	if (paths->form == TG_PATHS_LINES)
		return 0;
	if (tg_item_is_cut(&paths->in))
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: its last path is not ended by NUL");
	if (paths->n_markers % 2)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: no end-of-stream marker");
	if (!paths->in.seen_any && paths->form == TG_PATHS_MARKED)
		return tg_fault_set(why, TG_FAULT_TRUNCATED, "path stream was cut: it is empty (-0 allows that)");
	return 0;
}
