/*
 * The crew: all workers, and the clock by which one of them is late. What the
 * files are about is not known here.
 */
#ifndef TG_WORK_CREW_H
#define TG_WORK_CREW_H

#include <poll.h>
#include <stdint.h>

#include "work/seat.h"

/* The crew's clock takes no longer step than this, in milliseconds. */
#define TG_CREW_TICK_MAX 250

/* Zeroed, it is closed. */
struct tg_crew {
	struct tg_seat *seats; /* owned */
	struct pollfd *fds;    /* one for each seat, and one for the caller's; owned */
	unsigned n_seats;
	struct tg_duty duty;   /* of a worker */
	int64_t timeout;       /* milliseconds that one file may take */
	int64_t clock;         /* milliseconds that count for the timeout, see tg_crew_tick */
	int64_t ticked;        /* when it was last set, in milliseconds of the system's clock */
};

/*
 * Readies CREW for N_SEATS workers, which are forked when there is work, do DUTY
 * and may take TIMEOUT seconds for a file. Returns 0, to be closed with
 * tg_crew_close, or -1 with WHY filled.
 */
int tg_crew_init(struct tg_crew *crew, unsigned n_seats, const struct tg_duty *duty, unsigned timeout,
                 struct tg_fault *why);

/* Ends the workers, those with a file in work at once, and frees. A closed one is fine. */
void tg_crew_close(struct tg_crew *crew);

/*
 * Sets the clock. It all but stands still while nobody looks after the workers,
 * since a reader of the records stalls or the process is stopped: a picture must
 * not fail for that.
 */
void tg_crew_tick(struct tg_crew *crew);

/* How many workers have a file in work. */
unsigned tg_crew_n_busy(const struct tg_crew *crew);

/*
 * Sends REQUEST with FILE, which stays the caller's, to an idle seat that has a worker
 * or gets one. Returns 0; 1 if there is none for now; -1 with WHY filled if
 * there will never be one.
 */
int tg_crew_send(struct tg_crew *crew, const struct tg_request *request, int file, struct tg_fault *why);

/* The seat that has had its file for the longest, or NULL if all are idle. */
struct tg_seat *tg_crew_oldest(const struct tg_crew *crew);

/* The same if it has taken too long, else NULL. */
struct tg_seat *tg_crew_late(const struct tg_crew *crew);

/*
 * Waits until a worker sends something, or FD, if it is not negative, can be
 * read; at most so long that no file is late, no tick cut, and, where it is not
 * negative, WAIT milliseconds pass. SEEN as in tg_interrupt_poll. Returns 0 with the
 * revents of fds set, or -1 with errno.
 */
int tg_crew_wait(struct tg_crew *crew, int fd, int wait, int seen);

#endif
