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
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/interrupt.h"
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

/* A worker is replaced after so many files, lest a library's leaks add up. */
#define REQUESTS_PER_WORKER 1000

/* The pool's clock takes no longer step than this, in milliseconds. */
#define TICK_MAX 250

/* So many workers that die one after the other, without an answer between, are no accident. */
#define DEATHS_IN_A_ROW_MAX 100

struct tg_pool {
	struct tg_pool_setup setup;
	struct tg_window window;  /* the paths; a job is taken when a worker has it, or it is done without */
	struct tg_seat *seats;    /* setup.n_workers, owned */
	struct tg_seat_bytes spare; /* of the thumbnail that was stored last, to receive another in */
	struct pollfd *fds;       /* one for each seat, and one for the caller's; owned */
	unsigned n_deaths;        /* workers that died since the last answer */
	uint64_t n_giants;        /* jobs that are giants and not done; they were taken */
	struct tg_progress gone;  /* by the records that are out */
	int64_t clock;            /* milliseconds that count for the timeout, see tick() */
	int64_t ticked;           /* when it was last set, in milliseconds of the system's clock */
};

/*
 * Sets the pool's clock. It all but stands still while the pool does not look after its
 * workers, since a reader of the records stalls or the process is stopped: a
 * picture must not fail for that.
 */
static void
tick(struct tg_pool *pool)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	int64_t now = (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
	int64_t passed = now - pool->ticked;
	pool->clock += passed < TICK_MAX ? passed : TICK_MAX;
	pool->ticked = now;
}

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
	/* Where it is ignored, a dead worker's status is lost, and its number may soon be another's. */
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	if (!new)
		return tg_fault_errno(why, NULL);
	new->setup = *setup;
	new->setup.n_workers = afford(setup->n_workers, &n_ahead);
	new->seats = calloc(new->setup.n_workers, sizeof(*new->seats));
	new->fds = calloc(new->setup.n_workers + 1, sizeof(*new->fds));
	if (!new->seats || !new->fds) {
		tg_fault_errno(why, NULL);
		tg_pool_close(new);
		return -1;
	}
	if (tg_window_init(&new->window, n_ahead, size_ahead < AHEAD_SIZE_MAX ? size_ahead : AHEAD_SIZE_MAX, why)) {
		tg_pool_close(new);
		return -1;
	}
	*pool = new;
	return 0;
}

static struct tg_job *
job_at(const struct tg_pool *pool, uint64_t number)
{
	return tg_window_at(&pool->window, number);
}

static unsigned
n_busy(const struct tg_pool *pool)
{
	unsigned n = 0;

	for (unsigned i = 0; i < pool->setup.n_workers; i++)
		n += pool->seats[i].busy;
	return n;
}

/*
 * Sends the open job NUMBER to SEAT. A worker that died while idle gets one
 * successor. Returns 0; 1 with WHY filled if no worker can be forked for now, say for a
 * limit of processes; -1 with WHY filled if workers are of no use.
 */
static int
send_job(struct tg_pool *pool, struct tg_seat *seat, uint64_t number, struct tg_fault *why)
{
	const struct tg_job *job = job_at(pool, number);
	struct tg_request request = {
		.id = number,
		.size = job->record.size,
		.memory_max = job->giant ? pool->setup.memory : pool->setup.memory / pool->setup.n_workers,
		.seconds = pool->setup.timeout,
	};

	if (seat->n_requests == REQUESTS_PER_WORKER)
		tg_seat_clear(seat, false, NULL);
	for (int attempt = 0; attempt < 2; attempt++) {
		if (!seat->pid && tg_seat_fill(seat, &pool->setup.duty, why))
			return 1;
		if (tg_seat_send(seat, &request, job->file) == 0) {
			seat->since = pool->clock;
			return 0;
		}
		tg_fault_errno(why, "worker");
		if (tg_seat_is_unfit(seat, why))
			return -1;
		tg_seat_clear(seat, true, why);
	}
	return -1;
}

/*
 * Starts the job NUMBER, open or done, on the first idle seat from *SEAT on that has a
 * worker or gets one. Returns 0; 1 if none does for now; -1 with WHY filled if none ever will.
 */
static int
start(struct tg_pool *pool, struct tg_seat **seat, uint64_t number, struct tg_fault *why)
{
	if (job_at(pool, number)->done)
		return 0;
	for (; *seat < pool->seats + pool->setup.n_workers; ++*seat) {
		int status = (*seat)->busy ? 1 : send_job(pool, *seat, number, why);
		if (status <= 0)
			return status;
	}
	return n_busy(pool) ? 1 : -1;
}

/* Starts the first giant that is not done. */
static int
start_giant(struct tg_pool *pool, struct tg_fault *why)
{
	struct tg_seat *seat = pool->seats;
	uint64_t number = pool->window.first;

	while (!job_at(pool, number)->giant || job_at(pool, number)->done)
		number++;
	struct tg_job *job = job_at(pool, number);
	if (tg_job_open(job, why))
		return -1;
	/* Its file may be gone by now. */
	pool->n_giants -= job->done;
	int status = start(pool, &seat, number, why);
	tg_job_shut(job);
	return status;
}

/* Gives waiting jobs to idle seats. */
static int
dispatch(struct tg_pool *pool, struct tg_fault *why)
{
	struct tg_seat *seat = pool->seats;
	int status = 0;

	while (pool->n_giants && !n_busy(pool))
		if (start_giant(pool, why))
			return -1;
	if (pool->n_giants)
		return 0;
	while (pool->window.next < pool->window.end && !status) {
		if (tg_window_open(&pool->window, why))
			return -1;
		status = start(pool, &seat, pool->window.next, why);
		if (!status)
			tg_window_take(&pool->window);
	}
	return status < 0 ? -1 : 0;
}

static int
emit_one(struct tg_pool *pool, const struct tg_record *record, struct tg_fault *why)
{
	int status = pool->setup.emit(pool->setup.arg, record, why);

	tg_progress_add(&pool->gone, record);
	return status;
}

/* Hands out the records that are ready, as far as the order allows. */
static int
emit(struct tg_pool *pool, struct tg_fault *why)
{
	struct tg_window *window = &pool->window;

	for (; window->first < window->next && job_at(pool, window->first)->done; tg_window_pass(window)) {
		if (emit_one(pool, &job_at(pool, window->first)->record, why))
			return -1;
	}
	return 0;
}

/* Whether SEAT's worker refused a picture for its share of memory that all of it is enough for. */
static bool
is_giant(const struct tg_pool *pool, const struct tg_seat *seat)
{
	return seat->answer.reason == TG_FAULT_MEMORY && seat->answer.memory > seat->request.memory_max &&
	       seat->answer.memory <= pool->setup.memory;
}

/* What came from SEAT: a part of its answer, all of it, or its end. */
static int
listen_to(struct tg_pool *pool, struct tg_seat *seat, struct tg_fault *why)
{
	struct tg_fault reason;
	int came = tg_seat_receive(seat, pool->setup.box, &reason);

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
	tg_answer_to_record(&seat->answer, &job->record);
	job->done = true;
	pool->n_giants -= job->giant;
	/* Its next file will have an answer, too. */
	struct tg_seat_bytes thumb = seat->bytes;
	seat->bytes = pool->spare;
	pool->spare = thumb;
	if (!tg_interrupt_caught() && dispatch(pool, why))
		return -1;
	return thumb.len ? tg_store_put(pool->setup.store, job->record.name, thumb.data, thumb.len, why) : 0;
}

/*
 * The milliseconds that a wait may take, lest a tick is cut or a picture late, and at most
 * WANTED; both are -1 where it does not matter.
 */
static int
longest_wait(const struct tg_pool *pool, int wanted)
{
	int64_t oldest = INT64_MAX;

	for (unsigned i = 0; i < pool->setup.n_workers; i++)
		if (pool->seats[i].busy && pool->seats[i].since < oldest)
			oldest = pool->seats[i].since;
	if (oldest == INT64_MAX)
		return wanted;
	int64_t left = oldest + (int64_t)pool->setup.timeout * 1000 - pool->clock;
	int wait = left < 0 ? 0 : left < TICK_MAX ? (int)left : TICK_MAX;
	return wanted >= 0 && wanted < wait ? wanted : wait;
}

/* Fails the pictures that took too long. */
static void
stop_late(struct tg_pool *pool)
{
	int64_t latest = pool->clock - (int64_t)pool->setup.timeout * 1000;
	struct tg_fault reason;

	for (unsigned i = 0; i < pool->setup.n_workers; i++) {
		struct tg_seat *seat = &pool->seats[i];
		if (!seat->busy || seat->since > latest)
			continue;
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
	unsigned n_seats = pool->setup.n_workers;
	int seen = tg_interrupt_caught();

	tick(pool);
	int wanted = pool->setup.watch ? pool->setup.watch(pool->setup.arg, pool->ticked) : -1;
	if ((!seen && dispatch(pool, why)) || emit(pool, why) || pool->setup.flush(pool->setup.arg, why))
		return -1;
	bool hurry = !seen && tg_window_open_ahead(&pool->window);
	for (unsigned i = 0; i < n_seats; i++)
		pool->fds[i] = (struct pollfd){ .fd = pool->seats[i].busy ? pool->seats[i].socket : -1, .events = POLLIN };
	pool->fds[n_seats] = (struct pollfd){ .fd = fd, .events = POLLIN };
	if (fd < 0 && !n_busy(pool))
		return 0;
	if (tg_interrupt_poll(pool->fds, n_seats + 1, hurry ? 0 : longest_wait(pool, wanted), seen) < 0)
		return errno == EINTR ? 0 : tg_fault_errno(why, "poll");

	tick(pool);
	for (unsigned i = 0; i < n_seats; i++)
		if (pool->fds[i].revents && listen_to(pool, &pool->seats[i], why))
			return -1;
	stop_late(pool);
	*readable = pool->fds[n_seats].revents != 0;
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
tg_pool_put_record(struct tg_pool *pool, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_window *window = &pool->window;
	uint64_t number = window->end;

	/* None is before it. */
	if (window->first == window->end)
		return emit_one(pool, record, why);
	if (tg_pool_put(pool, record->path, why))
		return -1;
	if (window->end == number)
		return 0;
	struct tg_job *job = job_at(pool, number);
	job->record = *record;
	job->record.path = job->path;
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
	return n_busy(pool) > 0;
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
	const struct tg_seat *oldest = NULL;

	*progress = pool->gone;
	for (uint64_t number = pool->window.first; number < pool->window.end; number++)
		if (job_at(pool, number)->done)
			tg_progress_add(progress, &job_at(pool, number)->record);
	for (unsigned i = 0; i < pool->setup.n_workers; i++)
		if (pool->seats[i].busy && (!oldest || pool->seats[i].since < oldest->since))
			oldest = &pool->seats[i];
	if (oldest) {
		progress->longest = job_at(pool, oldest->request.id)->path;
		progress->longest_ms = pool->clock - oldest->since;
	}
}

void
tg_pool_close(struct tg_pool *pool)
{
	if (!pool)
		return;
	for (unsigned i = 0; pool->seats && i < pool->setup.n_workers; i++)
		tg_seat_clear(&pool->seats[i], pool->seats[i].busy, NULL);
	tg_window_close(&pool->window);
	free(pool->spare.data);
	free(pool->seats);
	free(pool->fds);
	free(pool);
}
