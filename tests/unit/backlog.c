/* The queue of paths: in order, whole, whatever their lengths and however puts and takes alternate. */
#include "stream/backlog.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

#include "check.h"

/* The path number N: from 1 to 200000 bytes long, and told from its neighbours. */
static size_t
make(uint64_t n, char *path)
{
	size_t len = n % 97 == 0 ? 200000 - n : 1 + n * 31 % 300;

	memset(path, 'a' + (int)(n % 26), len);
	return len;
}

/* Puts and takes N paths, in runs of up to BURST and half of that. */
static void
check_order(uint64_t n, unsigned burst)
{
	static char path[200000];
	struct tg_backlog backlog = { 0 };
	struct tg_fault why;
	uint64_t n_put = 0, n_taken = 0;
	size_t size = 0;

	while (n_taken < n) {
		for (unsigned i = 0; i < burst && n_put < n; i++) {
			size_t len = make(n_put++, path);
			CHECK(tg_backlog_put(&backlog, path, len, &why) == 0);
			size += len + 1;
		}
		CHECK(backlog.size == size);
		for (unsigned i = 0; i < burst / 2 + 1 && n_taken < n_put; i++) {
			size_t len = make(n_taken++, path);
			const char *taken = tg_backlog_take(&backlog);
			CHECK(taken && strlen(taken) == len && memcmp(taken, path, len) == 0);
			size -= len + 1;
		}
	}
	CHECK(backlog.size == 0);
	CHECK(!tg_backlog_take(&backlog));
	CHECK(!tg_backlog_take(&backlog));
	tg_backlog_free(&backlog);
	tg_backlog_free(&backlog);
}

int
main(void)
{
	struct tg_backlog backlog = { 0 };
	struct tg_fault why;

	CHECK(!tg_backlog_take(&backlog));
	check_order(2000, 1);
	check_order(2000, 7);
	check_order(2000, 2000);
	CHECK(tg_backlog_put(&backlog, "left", 4, &why) == 0); /* which must not leak */
	tg_backlog_free(&backlog);
	return report("backlog");
}
