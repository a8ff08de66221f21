/*
 * The pool with workers that only pretend: the memory they are allowed, giants
 * that run alone, deaths in a row, known records, and records in the order of the paths.
 * A path's file says in its size how many MiB the picture pretends to take.
 */
#include "work/pool.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "work/answer.h"
#include "work/progress.h"

#define MIB ((uint64_t)1 << 20)
#define N_WORKERS 4
#define BUDGET 40 /* MiB for all */

/* What the workers share with the test. */
struct shared {
	atomic_int n_in_work;
	atomic_int n_company; /* giants that were not alone */
	atomic_int n_giants;
};

static struct shared *shared;

/* A worker that refuses what takes more than it may, and skips the rest. */
static int
pretend(int socket, const void *arg)
{
	struct tg_request request;
	int fd;

	(void)arg;
	while (tg_request_receive(socket, &request, &fd) > 0) {
		struct tg_answer answer;
		bool giant = request.size > BUDGET / N_WORKERS && request.memory_max == BUDGET * MIB;

		close(fd);
		memset(&answer, 0, sizeof(answer));
		answer.id = request.id;
		answer.kind = TG_RECORD_SKIPPED;
		if (request.size * MIB > request.memory_max) {
			answer.kind = TG_RECORD_FAILED;
			answer.reason = TG_FAULT_MEMORY;
			answer.memory = request.size * MIB;
			strcpy(answer.text, "too much");
		}
		int before = atomic_fetch_add(&shared->n_in_work, 1);
		usleep(2000);
		shared->n_giants += giant;
		shared->n_company += giant && (before > 0 || shared->n_in_work > 1);
		atomic_fetch_sub(&shared->n_in_work, 1);
		if (send(socket, &answer, sizeof(answer), 0) != (ssize_t)sizeof(answer))
			return -1;
	}
	return 0;
}

static int
die(int socket, const void *arg)
{
	struct tg_request request;
	int fd;

	(void)arg;
	tg_request_receive(socket, &request, &fd);
	abort();
}

/* What came out. */
struct result {
	struct tg_pool *pool;
	uint64_t n_seen; /* files that were done when the watch looked */
	bool saw_ahead; /* it saw more done than had come out, and a file in work */
	uint64_t next;  /* the number that the next path must have */
	unsigned n_flushes;
	uint64_t n_flushed; /* records that are out */
	struct tg_counts counts;
	enum tg_fault_code last_reason;
};

static int
take(void *arg, const struct tg_group *group, struct tg_fault *why)
{
	const struct tg_record *record = &group->first;
	struct result *result = arg;

	(void)why;
	CHECK(strtoull(strrchr(record->path, '/') + 1, NULL, 10) == result->next);
	result->next++;
	tg_counts_add(&result->counts, record);
	if (record->kind == TG_RECORD_FAILED)
		result->last_reason = record->reason.code;
	return 0;
}

static int
count_flush(void *arg, struct tg_fault *why)
{
	struct result *result = arg;

	(void)why;
	result->n_flushes++;
	result->n_flushed = result->next;
	return 0;
}

static int
look(void *arg)
{
	struct result *result = arg;
	struct tg_progress progress;

	tg_pool_look(result->pool, &progress);
	CHECK(progress.n_done >= result->n_seen && progress.n_done >= result->next);
	CHECK(!progress.longest || (strncmp(progress.longest, "/tmp/tg-pool-", 13) == 0 && progress.longest_ms >= 0));
	result->saw_ahead |= progress.n_done > result->next && progress.longest;
	result->n_seen = progress.n_done;
	return 0;
}

/*
 * Runs N files through workers that SERVE; file I is sizes[I % n_sizes] bytes long, or is
 * missing and has a known record where that is 0. 0, or -1 as the pool.
 */
static int
run(int (*duty_prepare)(int, const void *, struct tg_fault *), int (*serve)(int, const void *), const off_t *sizes, unsigned n_sizes, unsigned n, struct result *result,
    struct tg_fault *why)
{
	struct tg_pool_setup setup = {
		.n_workers = N_WORKERS,
		.shape = {.boxes = {{200, 200}}, .n_boxes = 1},
		.timeout = 60,
		.memory = BUDGET * MIB,
		.duty = { duty_prepare, serve, NULL },
		.emit = take,
		.flush = count_flush,
		.watch = look,
		.arg = result,
	};
	struct tg_pool *pool;
	char folder[] = "/tmp/tg-pool-XXXXXX", path[64];
	int status;

	memset(result, 0, sizeof(*result));
	if (!mkdtemp(folder) || tg_pool_open(&pool, &setup, why))
		return -1;
	result->pool = pool;
	status = 0;
	for (unsigned i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%u", folder, i);
		if (!sizes[i % n_sizes]) {
			struct tg_group known = { .first = { .kind = TG_RECORD_THUMBNAIL, .reused = true, .path = path } };
			if (!status)
				status = tg_pool_put_group(pool, &known, why);
			continue;
		}
		int fd = open(path, O_CREAT | O_WRONLY, 0600);
		CHECK(fd >= 0 && ftruncate(fd, sizes[i % n_sizes]) == 0);
		close(fd);
		if (!status)
			status = tg_pool_put(pool, path, why);
	}
	if (!status)
		status = tg_pool_finish(pool, why);
	tg_pool_close(pool);
	for (unsigned i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%u", folder, i);
		unlink(path);
	}
	rmdir(folder);
	return status;
}

/* A share is 10 MiB: 3 and 10 run side by side, 11 and 40 alone, 41 never. */
static void
check_giants(void)
{
	static const off_t sizes[] = {3, 11, 10, 1, 40, 2, 41, 5};
	struct result result;
	struct tg_fault why;

	CHECK(run(NULL, pretend, sizes, 8, 400, &result, &why) == 0);
	CHECK(result.next == 400);
	CHECK(result.saw_ahead);
	CHECK(result.counts.skipped == 350);
	CHECK(result.counts.failed == 50);
	CHECK(result.last_reason == TG_FAULT_MEMORY);
	CHECK(shared->n_giants == 100);
	CHECK(shared->n_company == 0);
	/* Records go out together, and the last of them too. */
	CHECK(result.n_flushes < 200);
	CHECK(result.n_flushed == 400);
}

static void
check_deaths(void)
{
	static const off_t size = 1;
	struct result result;
	struct tg_fault why;

	CHECK(run(NULL, die, &size, 1, 50, &result, &why) == 0);
	CHECK(result.counts.failed == 50);
	CHECK(result.last_reason == TG_FAULT_CRASH);
	CHECK(run(NULL, die, &size, 1, 500, &result, &why) == -1);
	CHECK(why.code == TG_FAULT_CRASH);
	CHECK(result.next <= 100);
}

static int
refuse(int socket, const void *arg, struct tg_fault *why)
{
	(void)socket, (void)arg;
	return tg_fault_set(why, TG_FAULT_IO, "not today");
}

/* What keeps workers from their work is no file's fault. */
static void
check_unfit(void)
{
	static const off_t size = 1;
	struct result result;
	struct tg_fault why;

	CHECK(run(refuse, pretend, &size, 1, 50, &result, &why) == -1);
	CHECK(strcmp(why.text, "worker: not today") == 0);
	CHECK(result.next == 0);
}

/* Known records come out in their place, and without a worker. */
static void
check_known(void)
{
	static const off_t few[] = {0, 0, 3, 0, 1, 1, 0, 0, 0, 11, 0};
	static off_t sizes[5000];
	struct result result;
	struct tg_fault why;

	CHECK(run(NULL, pretend, few, 11, 440, &result, &why) == 0);
	CHECK(result.next == 440);
	CHECK(result.counts.thumbnails == 280 && result.counts.skipped == 160);
	/* More of them behind one that is in work than there is room for. */
	sizes[10] = 40;
	CHECK(run(NULL, pretend, sizes, 5000, 10000, &result, &why) == 0);
	CHECK(result.next == 10000);
	CHECK(result.counts.thumbnails == 9998 && result.counts.skipped == 2);
	sizes[10] = 0;
	CHECK(run(refuse, die, sizes, 5000, 5000, &result, &why) == 0);
	CHECK(result.counts.thumbnails == 5000);
}

int
main(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	check_giants();
	check_deaths();
	check_unfit();
	check_known();
	return report("pool");
}
