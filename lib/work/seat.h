/*
 * A seat in the pool: one forked worker at a time, its socket, and the file it
 * has in work. A worker that dies leaves the seat free for the next.
 */
#ifndef TG_WORK_SEAT_H
#define TG_WORK_SEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "work/answer.h"

/* Thumbnails as files, one behind the other, as far as they have come. */
struct tg_seat_bytes {
	uint8_t *data; /* owned */
	size_t size;   /* allocated */
	size_t len;    /* received */
};

struct tg_seat {
	pid_t pid;                 /* of the worker; 0 while the seat is free */
	int socket;                /* the parent's end, owned */
	struct tg_fault greeting;  /* its first word, sent before it sees a file: why it cannot begin, or no code */
	size_t greeting_len;       /* received bytes of it */
	bool busy;                 /* a request waits for its answer */
	struct tg_request request; /* the last one */
	unsigned n_requests;       /* how many this worker has had */
	int64_t limited;           /* when its CPU time was last limited, in seconds of the system's clock */
	int64_t since;             /* when the last one was sent, in milliseconds of the pool's clock */
	struct tg_answer answer;   /* as far as it was received */
	size_t answer_len;         /* received bytes of answer itself */
	struct tg_seat_bytes bytes; /* the thumbnails' */
};

/* What a worker does; both run in it, with no descriptor but SOCKET. */
struct tg_duty {
	/* Readies it before its first request. 0, or -1 with WHY filled: it cannot begin. May be NULL. */
	int (*prepare)(int socket, const void *arg, struct tg_fault *why);
	/* Answers the requests of SOCKET until it is closed; 0, or -1. */
	int (*serve)(int socket, const void *arg);
	const void *arg;
};

/* Forks a worker into a free seat, which does DUTY and exits. Returns 0, or -1 with WHY filled. */
int tg_seat_fill(struct tg_seat *seat, const struct tg_duty *duty, struct tg_fault *why);

/*
 * After a failed call: whether the worker has said that it cannot begin, which is
 * no file's fault. WHY is filled then.
 */
bool tg_seat_is_unfit(struct tg_seat *seat, struct tg_fault *why);

/*
 * Sends a request with FD, which stays the caller's, and limits the worker's
 * address space and CPU time to what the request allows, and little more. Returns 0, or -1 if
 * the worker is gone or does not read.
 */
int tg_seat_send(struct tg_seat *seat, const struct tg_request *request, int fd);

/*
 * Receives what has come, without waiting. Returns 1 when the answer is whole
 * and checked by RULE: the seat is idle, and answer and bytes are good until the
 * next request; bytes may be exchanged for others before, to keep them longer. 0 when more is to come; -1 with WHY filled (TG_FAULT_CRASH) if the
 * worker died, is unfit or sent nonsense, or without memory: it is to be cleared.
 */
int tg_seat_receive(struct tg_seat *seat, const struct tg_answer_rule *rule, struct tg_fault *why);

/*
 * Ends the worker, at once if KILL, else when it sees its socket closed or, if it
 * does not heed that, after a few seconds; waits for it and frees. If a signal that was not this kill ended it, or a status that
 * is not 0, WHY says so, else it is left as it was. A free seat is fine.
 */
void tg_seat_clear(struct tg_seat *seat, bool kill, struct tg_fault *why);

#endif
