/*
 * The life of a path. It is put at the end of the window, a ring of jobs in
 * the order of the paths:
 *
 *     first ........... next ........... opened ........... end
 *       in work or done    open, or done    waiting
 *
 * Some files are opened ahead of the work and asked of the disk, one of them in
 * each round, so that answers do not wait for it. When a seat is idle, the job at `next` goes
 * to its worker as a descriptor; what could not be opened or is no regular file is done
 * without. The answer is checked, the worker gets its next file, and the thumbnail
 * is stored meanwhile: then the job is done. A record that is known already comes as a
 * job that is done. Whenever the job at `first` is done, its
 * record goes out, so that records keep the order of the paths however long one of
 * them takes. If the worker dies, or takes too long and is killed, the seat knows which
 * job it had, since it has one at a time: that one fails, and the next job forks a new worker.
 *
 * A worker may take its share of the memory. It refuses a picture whose header
 * says that it takes more; if all shares together are enough, this giant waits until
 * no other picture is in work, and runs alone. Nothing else is begun before.
 *
 * The window bounds memory and how far the others run ahead of a slow picture;
 * when it is full, no path is taken.
 */
#include "work/pool.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/interrupt.h"
#include "work/crew.h"
#include "work/job.h"
#include "work/progress.h"
#include "work/store.h"
#include "work/window.h"

/* Descriptors for all but the workers' sockets and files: the standard three, the folder, what is open for a moment. */
#define OTHER_DESCRIPTORS 12

/* Files that are opened ahead: one for each worker, and so many. */
#define AHEAD_MIN 16

/* Bytes of them that are asked for, at most, and of the pool's memory one part in so many. */
#define AHEAD_SIZE_MAX ((uint64_t)64 << 20)
#define AHEAD_SHARE 8

/* A record goes out after so many milliseconds, if others come soon enough to go with it; else at once. */
#define DELAY_MAX 20

/* So many workers that die one after the other, without an answer between, are no accident. */
#define DEATHS_IN_A_ROW_MAX 100

struct tg_pool {
	struct tg_pool_setup setup;
	struct tg_window window;  /* the paths; a job is taken when a worker has it, or it is done without */
	struct tg_crew crew;      /* the workers */
	struct tg_answer_rule rule; /* for what the workers answer */
	struct tg_seat_bytes spare; /* of the thumbnails that were stored last, to receive others in */
	unsigned n_deaths;        /* workers that died since the last answer */
	uint64_t n_giants;        /* jobs that are giants and not done; they were taken */
	struct tg_progress gone;  /* by the records that are out */
	bool unsent;              /* some of them wait for a flush */
	int64_t unsent_since;     /* by the crew's clock */
};

/* Fits the number of WANTED workers and of files ahead to the descriptors that there may be; at least one worker. */
static unsigned
afford(unsigned wanted, unsigned *n_ahead)
{
	struct rlimit limit;
	rlim_t left = (rlim_t)wanted * 2 + AHEAD_MIN;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < left + OTHER_DESCRIPTORS)
		left = limit.rlim_cur > OTHER_DESCRIPTORS ? limit.rlim_cur - OTHER_DESCRIPTORS : 1;
	unsigned n = left < wanted ? (unsigned)left : wanted;
	*n_ahead = (unsigned)left - n;
	return n;
}

int
tg_pool_open(struct tg_pool **pool, const struct tg_pool_setup *setup, struct tg_fault *why)
{
	struct tg_pool *new = calloc(1, sizeof(*new));
	uint64_t size_ahead = setup->memory / AHEAD_SHARE;
	unsigned n_ahead;

	*pool = NULL;
	if (!new)
		return tg_fault_errno(why, NULL);
	new->setup = *setup;
	new->setup.n_workers = afford(setup->n_workers, &n_ahead);
	if (tg_answer_rule_init(&new->rule, &setup->shape, setup->fan_out, why) ||
	    tg_crew_init(&new->crew, new->setup.n_workers, &setup->duty, setup->timeout, why) ||
	    tg_window_init(&new->window, n_ahead, size_ahead < AHEAD_SIZE_MAX ? size_ahead : AHEAD_SIZE_MAX, why)) {
		tg_pool_close(new);
		return -1;
	}
	/* What the caller wrote before it had a pool. */
	new->unsent = true;
	*pool = new;
	return 0;
}

static struct tg_job *
job_at(const struct tg_pool *pool, uint64_t number)
{
	return tg_window_at(&pool->window, number);
}

/*
 * Gives the job NUMBER, open or done, to a worker unless it is done. Returns 0; 1 if
 * there is none for now; -1 with WHY filled if there will never be one.
 */
static int
start(struct tg_pool *pool, uint64_t number, struct tg_fault *why)
{
	const struct tg_job *job = job_at(pool, number);
	struct tg_request request = {
		.id = number,
		.size = job->group.first.size,
		.memory_max = job->giant ? pool->setup.memory : pool->setup.memory / pool->setup.n_workers,
		.seconds = pool->setup.timeout,
	};

	return job->done ? 0 : tg_crew_send(&pool->crew, &request, job->file, why);
}

/* Starts the first giant that is not done. */
static int
start_giant(struct tg_pool *pool, struct tg_fault *why)
{
	uint64_t number = pool->window.first;

	while (!job_at(pool, number)->giant || job_at(pool, number)->done)
		number++;
	struct tg_job *job = job_at(pool, number);
	if (tg_job_open(job, why))
		return -1;
	/* Its file may be gone by now. */
	pool->n_giants -= job->done;
	int status = start(pool, number, why);
	tg_job_shut(job);
	return status;
}

/* Gives waiting jobs to idle workers. */
static int
dispatch(struct tg_pool *pool, struct tg_fault *why)
{
	struct tg_window *window = &pool->window;

	while (pool->n_giants && !tg_crew_n_busy(&pool->crew))
		if (start_giant(pool, why))
			return -1;
	if (pool->n_giants)
		return 0;
	for (; window->next < window->end; tg_window_take(window)) {
		int status = tg_window_open(window, why) ? -1 : start(pool, window->next, why);
		if (status)
			return status < 0 ? -1 : 0;
	}
	return 0;
}

static int
emit_one(struct tg_pool *pool, const struct tg_group *group, struct tg_fault *why)
{
	int status = pool->setup.emit(pool->setup.arg, group, why);

	tg_progress_add(&pool->gone, &group->first);
	if (!pool->unsent)
		pool->unsent_since = pool->crew.clock;
	pool->unsent = true;
	return status;
}

/* Hands out the records that are ready, as far as the order allows. */
static int
emit(struct tg_pool *pool, struct tg_fault *why)
{
	struct tg_window *window = &pool->window;

	for (; window->first < window->next && job_at(pool, window->first)->done; tg_window_pass(window))
		if (emit_one(pool, &job_at(pool, window->first)->group, why))
			return -1;
	return 0;
}

/* Flushes the records that wait, unless they can wait for others; then *WAIT, as of tg_crew_wait, gets shorter. */
static int
flush(struct tg_pool *pool, int *wait, struct tg_fault *why)
{
	int64_t left = pool->unsent_since + DELAY_MAX - pool->crew.clock;

	if (!pool->unsent)
		return 0;
	if (left > 0 && tg_crew_n_busy(&pool->crew)) {
		*wait = *wait >= 0 && *wait < left ? *wait : (int)left;
		return 0;
	}
	pool->unsent = false;
	return pool->setup.flush(pool->setup.arg, why);
}

/* Whether SEAT's worker refused a picture for its share of memory that all of it is enough for. */
static bool
is_giant(const struct tg_pool *pool, const struct tg_seat *seat)
{
	return seat->answer.reason == TG_FAULT_MEMORY && seat->answer.memory > seat->request.memory_max &&
	       seat->answer.memory <= pool->setup.memory;
}

/* Stores the thumbnails of ANSWER, which are at BYTES, as GROUP names them. */
static int
store(struct tg_pool *pool, const struct tg_answer *answer, const struct tg_group *group, const uint8_t *bytes,
      struct tg_fault *why)
{
	for (unsigned i = 0; i < answer->n_thumbs; bytes += answer->thumbs[i++].len) {
		const char *name = i ? group->more[i - 1].name : group->first.name;

		if (tg_store_put(pool->setup.store, name, bytes, (size_t)answer->thumbs[i].len, why))
			return -1;
	}
	return 0;
}

/* What came from SEAT: a part of its answer, all of it, or its end. */
static int
listen_to(struct tg_pool *pool, struct tg_seat *seat, struct tg_fault *why)
{
	struct tg_fault reason;
	int came = tg_seat_receive(seat, &pool->rule, &reason);

	if (came == 0)
		return 0;
	struct tg_job *job = job_at(pool, seat->request.id);
	if (came < 0 && tg_seat_is_unfit(seat, why))
		return -1;
	if (came < 0) {
		tg_seat_clear(seat, true, &reason);
		tg_job_fail(job, &reason);
		pool->n_giants -= job->giant;
		if (++pool->n_deaths == DEATHS_IN_A_ROW_MAX)
			return tg_fault_set(why, TG_FAULT_CRASH, "%d workers in a row died; the last: %s",
			                    DEATHS_IN_A_ROW_MAX, reason.text);
		return 0;
	}
	pool->n_deaths = 0;
	if (is_giant(pool, seat)) {
		job->giant = true;
		pool->n_giants++;
		return 0;
	}
	tg_answer_to_group(&seat->answer, &pool->rule, &job->group);
	job->done = true;
	pool->n_giants -= job->giant;
	/* Its next file will have an answer, too. */
	struct tg_answer answer = seat->answer;
	struct tg_seat_bytes bytes = seat->bytes;
	seat->bytes = pool->spare;
	pool->spare = bytes;
	if (!tg_interrupt_caught() && dispatch(pool, why))
		return -1;
	return store(pool, &answer, &job->group, bytes.data, why);
}

/* Fails the pictures that took too long. */
static void
stop_late(struct tg_pool *pool)
{
	struct tg_fault reason;

	for (struct tg_seat *seat; (seat = tg_crew_late(&pool->crew));) {
		struct tg_job *job = job_at(pool, seat->request.id);
		tg_seat_clear(seat, true, NULL);
		tg_fault_set(&reason, TG_FAULT_TIMEOUT, "took over %u s", pool->setup.timeout);
		tg_job_fail(job, &reason);
		pool->n_giants -= job->giant;
	}
}

/*
 * One round: what can be done without waiting, then a wait for the workers
 * and FD, if it is not negative. *READABLE tells whether FD is.
 */
static int
work(struct tg_pool *pool, int fd, bool *readable, struct tg_fault *why)
{
	struct tg_crew *crew = &pool->crew;
	int seen = tg_interrupt_caught();

	tg_crew_tick(crew);
	int wait = pool->setup.watch ? pool->setup.watch(pool->setup.arg) : -1;
	if ((!seen && dispatch(pool, why)) || emit(pool, why) || flush(pool, &wait, why))
		return -1;
	if (!seen && tg_window_open_ahead(&pool->window))
		wait = 0;
	if (fd < 0 && !tg_crew_n_busy(crew))
		return 0;
	if (tg_crew_wait(crew, fd, wait, seen))
		return errno == EINTR ? 0 : tg_fault_errno(why, "poll");

	tg_crew_tick(crew);
	for (unsigned i = 0; i < crew->n_seats; i++)
		if (crew->fds[i].revents && listen_to(pool, &crew->seats[i], why))
			return -1;
	stop_late(pool);
	*readable = crew->fds[crew->n_seats].revents != 0;
	return 0;
}

bool
tg_pool_has_room(const struct tg_pool *pool)
{
	return tg_window_has_room(&pool->window);
}

/* Works until there is room for a path, or a signal came. */
static int
make_room(struct tg_pool *pool, struct tg_fault *why)
{
	bool readable;

	while (!tg_pool_has_room(pool) && !tg_interrupt_caught())
		if (work(pool, -1, &readable, why))
			return -1;
	return 0;
}

int
tg_pool_put(struct tg_pool *pool, const char *path, struct tg_fault *why)
{
	if (make_room(pool, why))
		return -1;
	if (!tg_pool_has_room(pool))
		return 0;

	return tg_window_put(&pool->window, path, why);
}

int
tg_pool_put_group(struct tg_pool *pool, const struct tg_group *group, struct tg_fault *why)
{
	struct tg_window *window = &pool->window;
	uint64_t number = window->end;

	/* None is before it. */
	if (window->first == window->end)
		return emit_one(pool, group, why);
	if (tg_pool_put(pool, group->first.path, why))
		return -1;
	if (window->end == number)
		return 0;
	struct tg_job *job = job_at(pool, number);
	job->group = *group;
	job->group.first.path = job->path;
	job->done = true;
	return 0;
}

int
tg_pool_wait(struct tg_pool *pool, int fd, bool *readable, struct tg_fault *why)
{
	bool was_full = !tg_pool_has_room(pool);

	*readable = false;
	while (!*readable && !(was_full && tg_pool_has_room(pool)) && !tg_interrupt_caught())
		if (work(pool, fd, readable, why))
			return -1;
	return 0;
}

/* Whether a job is in work or, as long as no signal came, waits. */
static bool
is_busy(const struct tg_pool *pool)
{
	if (!tg_interrupt_caught())
		return pool->window.first < pool->window.end;
	return tg_crew_n_busy(&pool->crew) > 0;
}

int
tg_pool_finish(struct tg_pool *pool, struct tg_fault *why)
{
	bool readable;

	while (is_busy(pool))
		if (work(pool, -1, &readable, why))
			return -1;
	return emit(pool, why);
}

void
tg_pool_look(struct tg_pool *pool, struct tg_progress *progress)
{
	const struct tg_seat *oldest = tg_crew_oldest(&pool->crew);

	*progress = pool->gone;
	for (uint64_t number = pool->window.first; number < pool->window.end; number++)
		if (job_at(pool, number)->done)
			tg_progress_add(progress, &job_at(pool, number)->group.first);
	if (oldest) {
		progress->longest = job_at(pool, oldest->request.id)->path;
		progress->longest_ms = pool->crew.clock - oldest->since;
	}
}

void
tg_pool_close(struct tg_pool *pool)
{
	if (!pool)
		return;
	tg_crew_close(&pool->crew);
	tg_window_close(&pool->window);
	free(pool->spare.data);
	free(pool);
}
