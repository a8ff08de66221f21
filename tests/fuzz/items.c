/*
 * The path stream, in pieces of any size: the paths, the markers and the verdict
 * are those of the bytes, however they come.
 */
#include "fuzz.h"

#include <unistd.h>

#include "base/fault.h"
#include "stream/paths.h"

struct expected {
	const uint8_t *data;
	size_t len;
	size_t at;          /* of the next item */
	uint64_t n_markers;
};

/* The next item that is no marker; NULL at the end. */
static const char *
next_expected(struct expected *all)
{
	while (all->at < all->len) {
		const uint8_t *start = all->data + all->at, *nul = memchr(start, '\0', all->len - all->at);
		if (!nul)
			return NULL;
		all->at += (size_t)(nul - start) + 1;
		if (nul > start)
			return (const char *)start;
		all->n_markers++;
	}
	return NULL;
}

static void
take_all(struct tg_paths *paths, struct expected *all)
{
	char *path;

	while (tg_paths_take(paths, &path)) {
		const char *wanted = next_expected(all);
		EXPECT(wanted && strcmp(path, wanted) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tg_paths paths;
	struct tg_fault why;
	int ends[2];

	if (len < 2 || pipe(ends))
		return 0;
	/* The first byte says how long pieces are, and whether the list is plain. */
	size_t piece = data[0] & 0x7f ? (data[0] & 0x7f) * (size_t)16 : 1;
	bool plain = data[0] & 0x80;
	struct expected all = { .data = data + 1, .len = len - 1 };

	tg_paths_init(&paths, ends[0], plain);
	for (size_t at = 0; at < all.len; at += piece) {
		if (piece > all.len - at)
			piece = all.len - at;
		EXPECT(write(ends[1], all.data + at, piece) == (ssize_t)piece);
		EXPECT(tg_item_fill(&paths.in, &why) == 1);
		take_all(&paths, &all);
	}
	close(ends[1]);
	EXPECT(tg_item_fill(&paths.in, &why) == 0);
	EXPECT(!next_expected(&all) && paths.n_markers == all.n_markers);

	bool cut = all.data[all.len - 1] != '\0' || all.n_markers % 2;
	EXPECT(tg_paths_check(&paths, &why) == (cut ? -1 : 0));
	tg_paths_free(&paths);
	close(ends[0]);
	return 0;
}
