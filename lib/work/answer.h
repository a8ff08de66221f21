/*
 * The talk between the parent and a worker over their socket: one request, one
 * answer. The parent believes nothing in an answer that it has not checked.
 */
#ifndef TG_WORK_ANSWER_H
#define TG_WORK_ANSWER_H

#include <stdint.h>

#include "base/fault.h"
#include "image/image.h"
#include "image/name.h"
#include "stream/record.h"

/* Sent to a worker, together with the descriptor of the file. */
struct tg_request {
	uint64_t id;         /* which file; the answer repeats it */
	uint64_t size;       /* of the file, in bytes */
	uint64_t memory_max; /* bytes that making its thumbnail may take */
	uint64_t seconds;    /* that it may take */
};

/* Comes back, followed by the thumbnail's bytes. Both sides are the same program. */
struct tg_answer {
	uint64_t id;
	uint64_t len;           /* of the thumbnail's bytes; 0 where there is none */
	uint64_t memory;        /* bytes that it takes, where that is why it failed */
	uint32_t kind;          /* an enum tg_record_kind that is about a path */
	uint32_t reason;        /* an enum tg_fault_code */
	struct tg_size source;  /* of the picture, in pixels */
	struct tg_size size;    /* of the thumbnail, in pixels */
	char name[TG_NAME_SIZE];
	char text[TG_FAULT_TEXT_SIZE];
};

/*
 * Sends REQUEST and the descriptor FD, without waiting. Returns 0, or -1 with errno
 * set (EPIPE: the worker is gone; EAGAIN: it does not read).
 */
int tg_request_send(int socket, const struct tg_request *request, int fd);

/*
 * Waits for a request: 1 with *FD set, which the caller closes; 0 when the
 * parent has closed its end; -1 with errno set.
 */
int tg_request_receive(int socket, struct tg_request *request, int *fd);

/*
 * Whether ANSWER can be one to REQUEST for thumbnails that fit BOX, before its
 * bytes are read. Returns 0, or -1 with WHY saying what is impossible.
 */
int tg_answer_check(const struct tg_answer *answer, const struct tg_request *request,
                    struct tg_size box, struct tg_fault *why);

/* Whether BYTES, ANSWER->len of them, start as a PNG of ANSWER's size does. */
int tg_answer_check_bytes(const struct tg_answer *answer, const uint8_t *bytes, struct tg_fault *why);

/* Fills what RECORD has of a checked ANSWER: kind, name, sizes, reason. */
void tg_answer_to_record(const struct tg_answer *answer, struct tg_record *record);

#endif
