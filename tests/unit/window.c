/* The window: files are opened ahead in order, within bounds, and closed again. */
#include "work/window.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "check.h"

#define N_FILES 8

static char folder[] = "/tmp/tg-window-XXXXXX";

/* The path of file I, good until the next call. */
static const char *
path_of(unsigned i)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%u", folder, i);
	return path;
}

static int
n_open(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Opens WINDOW with the paths of all files in it. */
static void
fill(struct tg_window *window, unsigned n_ahead_max, uint64_t size_max)
{
	struct tg_fault why;

	CHECK(tg_window_init(window, n_ahead_max, size_max, &why) == 0);
	for (unsigned i = 0; i < N_FILES; i++)
		CHECK(tg_window_put(window, path_of(i), &why) == 0);
}

/* No more files than are allowed, and one more for each that is taken. */
static void
check_number(void)
{
	int before = n_open();
	struct tg_window window;
	struct tg_fault why;

	fill(&window, 3, 1000);
	CHECK(tg_window_open_ahead(&window) && tg_window_open_ahead(&window));
	CHECK(!tg_window_open_ahead(&window) && !tg_window_open_ahead(&window));
	CHECK(n_open() == before + 3);
	CHECK(tg_window_open(&window, &why) == 0 && window.opened == 3);
	tg_window_take(&window);
	CHECK(n_open() == before + 2);
	CHECK(!tg_window_open_ahead(&window));
	CHECK(window.opened == 4 && window.size_ahead == 120);
	tg_window_close(&window);
	CHECK(n_open() == before);
}

/* No more bytes; the last file is asked for in part. */
static void
check_size(void)
{
	struct tg_window window;

	fill(&window, 100, 100);
	CHECK(tg_window_open_ahead(&window) && tg_window_open_ahead(&window));
	CHECK(!tg_window_open_ahead(&window));
	CHECK(window.size_ahead == 100 && tg_window_at(&window, 2)->ahead == 20);
	tg_window_take(&window);
	CHECK(window.size_ahead == 60);
	tg_window_take(&window);
	tg_window_take(&window);
	CHECK(window.size_ahead == 0 && window.n_ahead == 0);
	tg_window_close(&window);
	tg_window_close(&window);
}

/* What is done before it is opened, or cannot be opened, takes no descriptor. */
static void
check_done(void)
{
	struct tg_window window;
	struct tg_fault why;

	fill(&window, 2, 1000);
	tg_window_at(&window, 0)->done = true;
	tg_window_at(&window, 2)->done = true;
	CHECK(unlink(path_of(1)) == 0);
	while (tg_window_open_ahead(&window))
		;
	CHECK(window.opened == 5 && window.n_ahead == 2);
	CHECK(tg_window_at(&window, 0)->file < 0 && tg_window_at(&window, 3)->file >= 0);
	CHECK(tg_window_at(&window, 1)->done && tg_window_at(&window, 1)->group.first.kind == TG_RECORD_FAILED);
	for (int i = 0; i < 3; i++)
		tg_window_take(&window);
	CHECK(tg_window_open(&window, &why) == 0 && window.n_ahead == 2);
	tg_window_close(&window);
}

/* Without descriptors nothing is opened ahead, which is no file's fault. */
static void
check_exhausted(void)
{
	struct rlimit limit, low;
	struct tg_window window;
	struct tg_fault why;

	fill(&window, 8, 1000);
	CHECK(tg_window_open_ahead(&window));
	getrlimit(RLIMIT_NOFILE, &limit);
	low = limit;
	low.rlim_cur = (rlim_t)tg_window_at(&window, 0)->file + 1;
	setrlimit(RLIMIT_NOFILE, &low);
	CHECK(!tg_window_open_ahead(&window) && window.opened == 1);
	CHECK(!tg_window_at(&window, 1)->done);
	tg_window_take(&window);
	low.rlim_cur--;
	setrlimit(RLIMIT_NOFILE, &low);
	CHECK(tg_window_open(&window, &why) == -1);
	setrlimit(RLIMIT_NOFILE, &limit);
	CHECK(tg_window_open(&window, &why) == 0 && window.opened == 2);
	tg_window_close(&window);
}

int
main(void)
{
	if (!mkdtemp(folder))
		return 1;
	for (unsigned i = 0; i < N_FILES; i++) {
		int fd = open(path_of(i), O_CREAT | O_WRONLY, 0600);
		CHECK(fd >= 0 && ftruncate(fd, 40) == 0);
		close(fd);
	}
	check_number();
	check_size();
	check_exhausted();
	check_done();
	for (unsigned i = 0; i < N_FILES; i++)
		unlink(path_of(i));
	rmdir(folder);
	return report("window");
}
