/* The crew: who is idle, who is late, and who has something to say. */
#include "work/crew.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/fault.h"
#include "base/interrupt.h"

/* A worker is replaced after so many files, lest a library's leaks add up. */
#define REQUESTS_PER_WORKER 1000

int
tg_crew_init(struct tg_crew *crew, unsigned n_seats, const struct tg_duty *duty, unsigned timeout,
             struct tg_fault *why)
{
	*crew = (struct tg_crew){ .n_seats = n_seats, .duty = *duty, .timeout = (int64_t)timeout * 1000 };
	crew->seats = calloc(n_seats, sizeof(*crew->seats));
	crew->fds = calloc((size_t)n_seats + 1, sizeof(*crew->fds));
	if (!crew->seats || !crew->fds) {
		tg_fault_errno(why, NULL);
		tg_crew_close(crew);
		return -1;
	}
	/* Where it is ignored, a dead worker's status is lost, and its number may soon be another's. */
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	return 0;
}

void
tg_crew_close(struct tg_crew *crew)
{
	for (unsigned i = 0; crew->seats && i < crew->n_seats; i++)
		tg_seat_clear(&crew->seats[i], crew->seats[i].busy, NULL);
	free(crew->seats);
	free(crew->fds);
	*crew = (struct tg_crew){ .n_seats = 0 };
}

void
tg_crew_tick(struct tg_crew *crew)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	int64_t now = (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
	int64_t passed = now - crew->ticked;
	crew->clock += passed < TG_CREW_TICK_MAX ? passed : TG_CREW_TICK_MAX;
	crew->ticked = now;
}

unsigned
tg_crew_n_busy(const struct tg_crew *crew)
{
	unsigned n = 0;

	for (unsigned i = 0; i < crew->n_seats; i++)
		n += crew->seats[i].busy;
	return n;
}

/*
 * Sends REQUEST to SEAT. A worker that died while idle gets one successor. Returns
 * 0; 1 with WHY filled if no worker can be forked for now, say for a limit of processes;
 * -1 with WHY filled if workers are of no use.
 */
static int
send_to(struct tg_crew *crew, struct tg_seat *seat, const struct tg_request *request, int file,
        struct tg_fault *why)
{
	if (seat->n_requests == REQUESTS_PER_WORKER)
		tg_seat_clear(seat, false, NULL);
	for (int attempt = 0; attempt < 2; attempt++) {
		if (!seat->pid && tg_seat_fill(seat, &crew->duty, why))
			return 1;
		if (tg_seat_send(seat, request, file) == 0) {
			seat->since = crew->clock;
			return 0;
		}
		tg_fault_errno(why, "worker");
		if (tg_seat_is_unfit(seat, why))
			return -1;
		tg_seat_clear(seat, true, why);
	}
	return -1;
}

int
tg_crew_send(struct tg_crew *crew, const struct tg_request *request, int file, struct tg_fault *why)
{
	for (unsigned i = 0; i < crew->n_seats; i++) {
		struct tg_seat *seat = &crew->seats[i];
		int status = seat->busy ? 1 : send_to(crew, seat, request, file, why);
		if (status <= 0)
			return status;
	}
	return tg_crew_n_busy(crew) ? 1 : -1;
}

struct tg_seat *
tg_crew_oldest(const struct tg_crew *crew)
{
	struct tg_seat *oldest = NULL;

	for (unsigned i = 0; i < crew->n_seats; i++) {
		struct tg_seat *seat = &crew->seats[i];
		if (seat->busy && (!oldest || seat->since < oldest->since))
			oldest = seat;
	}
	return oldest;
}

struct tg_seat *
tg_crew_late(const struct tg_crew *crew)
{
	struct tg_seat *oldest = tg_crew_oldest(crew);

	return oldest && oldest->since + crew->timeout <= crew->clock ? oldest : NULL;
}

/* The milliseconds that a wait of at most WAIT may take; -1: for ever. */
static int
longest_wait(const struct tg_crew *crew, int wait)
{
	const struct tg_seat *oldest = tg_crew_oldest(crew);

	if (!oldest)
		return wait;
	int64_t left = oldest->since + crew->timeout - crew->clock;
	int longest = left < 0 ? 0 : left < TG_CREW_TICK_MAX ? (int)left : TG_CREW_TICK_MAX;
	return wait >= 0 && wait < longest ? wait : longest;
}

int
tg_crew_wait(struct tg_crew *crew, int fd, int wait, int seen)
{
	for (unsigned i = 0; i < crew->n_seats; i++) {
		const struct tg_seat *seat = &crew->seats[i];
		crew->fds[i] = (struct pollfd){ .fd = seat->busy ? seat->socket : -1, .events = POLLIN };
	}
	crew->fds[crew->n_seats] = (struct pollfd){ .fd = fd, .events = POLLIN };
	return tg_interrupt_poll(crew->fds, crew->n_seats + 1, longest_wait(crew, wait), seen) < 0 ? -1 : 0;
}
