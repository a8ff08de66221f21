/*
 * The talk between the parent and a worker over their socket: one request, one
 * answer. The parent believes nothing in an answer that it has not checked.
 */
#ifndef TG_WORK_ANSWER_H
#define TG_WORK_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "codec/codec.h"
#include "codec/encode.h"
#include "image/image.h"
#include "image/name.h"
#include "stream/group.h"

/* Sent to a worker, together with the descriptor of the file. */
struct tg_request {
	uint64_t id;         /* which file; the answer repeats it */
	uint64_t size;       /* of the file, in bytes */
	uint64_t memory_max; /* bytes that making its thumbnail may take */
	uint64_t seconds;    /* that it may take */
};

/* What an answer says of one thumbnail. */
struct tg_answer_thumb {
	uint64_t len;           /* of its bytes */
	struct tg_size size;    /* in pixels */
	char name[TG_NAME_SIZE];
};

/* Comes back, followed by the thumbnails' bytes. Both sides are the same program. */
struct tg_answer {
	uint64_t id;
	uint64_t memory;        /* bytes that it takes, where that is why it failed */
	uint32_t kind;          /* an enum tg_record_kind that is about a path */
	uint32_t reason;        /* an enum tg_fault_code */
	struct tg_size source;  /* of the picture, in pixels */
	uint32_t n_thumbs;      /* one for each box, or none */
	struct tg_answer_thumb thumbs[TG_SHAPE_BOXES_MAX];
	char text[TG_FAULT_TEXT_SIZE];
};

/* What is asked of all answers of a run. */
struct tg_answer_rule {
	struct tg_shape shape;        /* of the thumbnails: boxes and encoding */
	struct tg_encode_start start; /* of their files */
	bool fan_out;                 /* names begin with a folder, of their first two digits */
};

/* Makes the rule for thumbnails of SHAPE, fanned out or not. Returns 0, or -1 with WHY filled (TG_FAULT_MEMORY). */
int tg_answer_rule_init(struct tg_answer_rule *rule, const struct tg_shape *shape, bool fan_out, struct tg_fault *why);

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
 * Whether ANSWER can be one to REQUEST by RULE, before its bytes are read. Returns 0, or
 * -1 with WHY saying what is impossible.
 */
int tg_answer_check(const struct tg_answer *answer, const struct tg_request *request,
                    const struct tg_answer_rule *rule, struct tg_fault *why);

/* The bytes of all thumbnails of a checked ANSWER. */
size_t tg_answer_len(const struct tg_answer *answer);

/* Whether BYTES, tg_answer_len of them, are files that start as the RULE says, and PNG files of the right size. */
int tg_answer_check_bytes(const struct tg_answer *answer, const uint8_t *bytes, const struct tg_answer_rule *rule,
                          struct tg_fault *why);

/*
 * Fills what GROUP has of a checked ANSWER: kind, source's size, reason; and a record for each
 * thumbnail, with its name and size.
 */
void tg_answer_to_group(const struct tg_answer *answer, const struct tg_answer_rule *rule, struct tg_group *group);

#endif
