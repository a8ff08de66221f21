/*
 * SIGINT, SIGTERM and SIGHUP as a wish to stop: the first is noted, so that
 * what is in work can be brought to an end; the second kills at once. And SIGUSR1
 * as a question how far the work is.
 */
#ifndef TG_BASE_INTERRUPT_H
#define TG_BASE_INTERRUPT_H

#include <poll.h>
#include <stdbool.h>

/*
 * Notes the three signals from now on, but those that are ignored already
 * (nohup), and stay so. Of the calls that wait, they end tg_interrupt_poll only.
 * A write over the limit of a file's size fails from now on, and does not kill.
 */
void tg_interrupt_catch(void);

/*
 * Notes SIGUSR1 from now on, if it is not ignored already. As long as it is noted and
 * tg_interrupt_asked was not called, tg_interrupt_poll returns -1 with EINTR.
 */
void tg_interrupt_hear(void);

/* Whether SIGUSR1 was noted since the last call. */
bool tg_interrupt_asked(void);

/* In a worker: all of them are ignored, since it ends when its parent says so. */
void tg_interrupt_ignore(void);

/* The signal that was noted, or 0. */
int tg_interrupt_caught(void);

/*
 * poll(2), but a signal that came since the caller looked, when SEEN was what
 * tg_interrupt_caught gave, makes it return -1 with EINTR however short before
 * the wait it came.
 */
int tg_interrupt_poll(struct pollfd *fds, nfds_t n_fds, int timeout_ms, int seen);

/* Dies of the signal that was noted; returns if there is none. */
void tg_interrupt_die(void);

#endif
