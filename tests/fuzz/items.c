/*
 * The path stream in each form, in pieces of any size: the paths, the markers and the
 * verdict are those of the bytes, however they come.
 */
#include "fuzz.h"

#include <unistd.h>

#include "base/fault.h"
#include "stream/paths.h"

struct expected {
	const uint8_t *data;
	size_t len;
	size_t at;          /* of the next item */
	bool lines;
	uint64_t n_markers;
	uint64_t n_unfit;
	char path[1 << 16]; /* the last item */
};

/* The next item that is a path; NULL where there is none that has come to its end, or AT_END. */
static const char *
next_expected(struct expected *all, size_t len, bool at_end)
{
	while (all->at < len) {
		const uint8_t *start = all->data + all->at;
		const uint8_t *end = memchr(start, all->lines ? '\n' : '\0', len - all->at);
		if (!end && !(at_end && all->lines))
			return NULL;
		size_t size = end ? (size_t)(end - start) : len - all->at;
		all->at += size + 1;
		EXPECT(size < sizeof(all->path));
		memcpy(all->path, start, size);
		all->path[size] = '\0';
		if (memchr(start, '\0', size))
			all->n_unfit++;
		else if (size)
			return all->path;
		else
			all->n_markers++;
	}
	return NULL;
}

static void
take_all(struct tg_paths *paths, struct expected *all, size_t len, bool at_end)
{
	char *path;

	while (tg_paths_take(paths, &path)) {
		const char *wanted = next_expected(all, len, at_end);
		EXPECT(wanted && strcmp(path, wanted) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tg_paths paths;
	struct tg_fault why;
	int ends[2];

	if (len < 2 || len > sizeof(((struct expected *)0)->path) || pipe(ends))
		return 0;
	/* The first byte says how long pieces are, and what form the list has. */
	size_t piece = data[0] & 0x3f ? (data[0] & 0x3f) * (size_t)32 : 1;
	enum tg_paths_form form = (data[0] >> 6) % 3;
	struct expected all = { .data = data + 1, .len = len - 1, .lines = form == TG_PATHS_LINES };

	tg_paths_init(&paths, ends[0], form);
	for (size_t at = 0; at < all.len; at += piece) {
		if (piece > all.len - at)
			piece = all.len - at;
		EXPECT(write(ends[1], all.data + at, piece) == (ssize_t)piece);
		EXPECT(tg_item_fill(&paths.in, &why) == 1);
		take_all(&paths, &all, at + piece, false);
	}
	close(ends[1]);
	while (tg_item_fill(&paths.in, &why) == 1)
		take_all(&paths, &all, all.len, true);
	EXPECT(!next_expected(&all, all.len, true));
	EXPECT(paths.n_markers == all.n_markers && paths.n_unfit == all.n_unfit);

	bool cut = all.lines ? all.n_unfit : all.data[all.len - 1] != '\0' || all.n_markers % 2;
	EXPECT(tg_paths_check(&paths, &why) == (cut ? -1 : 0));
	tg_paths_free(&paths);
	close(ends[0]);
	return 0;
}
