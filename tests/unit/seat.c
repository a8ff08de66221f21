/* Seats with workers that lie, stammer and die: only a right answer is taken for one. */
#include "work/seat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

#include "check.h"

#define NAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PNG_LEN 40

static const struct tg_size box = { 200, 100 };
static struct tg_answer_rule rule;

/* A right answer for a thumbnail of 200x100 in PNG_LEN bytes, which are made, too. */
static struct tg_answer
right_answer(uint64_t id, uint8_t bytes[PNG_LEN])
{
	struct tg_answer answer;

	memset(&answer, 0, sizeof(answer));
	answer.id = id;
	answer.kind = TG_RECORD_THUMBNAIL;
	answer.source = (struct tg_size){ 4000, 2000 };
	answer.n_thumbs = 1;
	answer.thumbs[0] = (struct tg_answer_thumb){ .len = PNG_LEN, .size = box, .name = NAME };
	memset(bytes, 0, PNG_LEN);
	memcpy(bytes, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc8\0\0\0\x64", 24);
	return answer;
}

static int
is_wrong(const struct tg_answer *answer)
{
	struct tg_request request = { .id = 7 };
	struct tg_fault why = { .code = TG_FAULT_NONE };
	int status = tg_answer_check(answer, &request, &rule, &why);

	CHECK(status == 0 || (why.code == TG_FAULT_CRASH && *why.text));
	return status != 0;
}

/* Whether the right answer with CHANGE made to `answer` is refused. */
#define WRONG(change) \
	do { \
		uint8_t scratch[PNG_LEN]; \
		struct tg_answer answer = right_answer(7, scratch); \
		change; \
		CHECK(is_wrong(&answer)); \
	} while (0)

static void
check_answers(void)
{
	uint8_t bytes[PNG_LEN];
	struct tg_answer right = right_answer(7, bytes);
	struct tg_fault why;

	CHECK(!is_wrong(&right));
	WRONG(answer.id = 8);
	WRONG(answer.n_thumbs = 0);
	WRONG(answer.n_thumbs = 2; answer.thumbs[1] = answer.thumbs[0]);
	WRONG(answer.n_thumbs = UINT32_MAX);
	WRONG(answer.kind = 0);
	WRONG(answer.kind = TG_RECORD_END);
	WRONG(answer.kind = UINT32_MAX);
	WRONG(answer.kind = TG_RECORD_SKIPPED);
	WRONG(answer.kind = TG_RECORD_FAILED);
	WRONG(answer.kind = TG_RECORD_PARTIAL);
	WRONG(answer.reason = TG_FAULT_IO);
	WRONG(answer.kind = TG_RECORD_PARTIAL; answer.reason = TG_N_FAULTS);
	WRONG(answer.kind = TG_RECORD_PARTIAL; answer.reason = UINT32_MAX);
	WRONG(answer.thumbs[0].len = 0);
	WRONG(answer.thumbs[0].len = 32);
	WRONG(answer.thumbs[0].len = UINT64_MAX);
	WRONG(answer.thumbs[0].len = (uint64_t)1 << 30);
	WRONG(memset(answer.text, 'x', sizeof(answer.text)));
	WRONG(strcpy(answer.text, "two\nlines"));
	WRONG(strcpy(answer.text, "\x1b[31m"));
	WRONG(answer.thumbs[0].name[0] = '/');
	WRONG(answer.thumbs[0].name[0] = 'A');
	WRONG(answer.thumbs[0].name[10] = '\0');
	WRONG(memset(answer.thumbs[0].name, 'a', sizeof(answer.thumbs[0].name)));
	WRONG(answer.thumbs[0].size.width = 0);
	WRONG(answer.thumbs[0].size.height = 0);
	WRONG(answer.thumbs[0].size.width = 201);
	WRONG(answer.thumbs[0].size.height = UINT32_MAX);
	WRONG(answer.source.width = 0);
	WRONG(answer.source.height = 0);

	CHECK(tg_answer_check_bytes(&right, bytes, &rule, &why) == 0);
	for (size_t i = 0; i < 24; i++) {
		bytes[i] ^= 1;
		CHECK(tg_answer_check_bytes(&right, bytes, &rule, &why) == -1 && why.code == TG_FAULT_CRASH);
		bytes[i] ^= 1;
	}
}

/* What a worker may do with its request. */
enum manner {
	RIGHT,
	STAMMER,    /* right, byte by byte */
	NAKED,      /* right, if it has no descriptors but the four, and the file */
	LEAVE,
	EXIT,
	ABORT,
	HALF_HEAD,
	HALF_BYTES,
	NONSENSE,
	OTHER_FILE,
	NO_PNG,
	HUGE_LEN,
	STAY,       /* right, but it does not end with its socket */
};

/* Whether no descriptor is open but 0 to 3 and FILE. */
static int
is_naked(int file)
{
	for (int fd = 4; fd < 256; fd++)
		if (fd != file && fcntl(fd, F_GETFD) >= 0)
			return 0;
	for (int fd = 0; fd < 4; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			return 0;
	return 1;
}

static int
send_bytes(int socket, const void *bytes, size_t len, size_t step)
{
	for (size_t at = 0; at < len; at += step) {
		if (tg_io_write(socket, (const char *)bytes + at, len - at < step ? len - at : step))
			return -1;
		if (step == 1)
			usleep(50);
	}
	return 0;
}

static int
behave(int socket, const void *arg)
{
	enum manner manner = *(const enum manner *)arg;
	struct tg_request request;
	uint8_t bytes[PNG_LEN];
	int file;

	if (manner == LEAVE)
		return 0;
	while (tg_request_receive(socket, &request, &file) > 0) {
		struct tg_answer answer = right_answer(request.id, bytes);
		size_t head = sizeof(answer), body = PNG_LEN;

		switch (manner) {
		case NAKED: answer.id += !is_naked(file); break;
		case EXIT: _exit(3);
		case ABORT: abort();
		case HALF_HEAD: head /= 2, body = 0; break;
		case HALF_BYTES: body /= 2; break;
		case NONSENSE: memset(&answer, 0xff, sizeof(answer)); break;
		case OTHER_FILE: answer.id++; break;
		case NO_PNG: bytes[1] = 'J'; break;
		case HUGE_LEN: answer.thumbs[0].len = UINT64_MAX; break;
		default: break;
		}
		close(file);
		size_t step = manner == STAMMER ? 1 : 1000;
		if (send_bytes(socket, &answer, head, step) || send_bytes(socket, bytes, body, step))
			return -1;
		if (head + body < sizeof(answer) + PNG_LEN)
			return 0;
	}
	while (manner == STAY)
		pause();
	return 0;
}

/* Gives a worker of MANNER two files. Returns 1, or -1 with WHY filled where it does not answer rightly. */
static int
ask(enum manner manner, struct tg_fault *why)
{
	struct tg_seat seat = { .pid = 0 };
	int came = 1;

	why->code = TG_FAULT_NONE;
	CHECK(tg_seat_fill(&seat, &(struct tg_duty){ NULL, behave, &manner }, why) == 0);
	for (uint64_t id = 5; id < 7 && came > 0; id++) {
		struct tg_request request = { .id = id, .size = 0, .memory_max = (uint64_t)1 << 40 };
		int file = open("/dev/null", O_RDONLY);
		if (tg_seat_send(&seat, &request, file))
			came = tg_fault_errno(why, "send");
		close(file);
		CHECK(came < 0 || seat.busy);
		while (came > 0 && seat.busy) {
			poll(&(struct pollfd){ .fd = seat.socket, .events = POLLIN }, 1, 10000);
			int status = tg_seat_receive(&seat, &rule, why);
			if (status < 0)
				came = -1;
			else
				CHECK(status == !seat.busy);
		}
		CHECK(came < 0 || (seat.answer.id == id && seat.bytes.len == PNG_LEN && seat.bytes.data[1] == 'P'));
	}
	tg_seat_clear(&seat, came < 0 && manner != EXIT && manner != ABORT, why);
	CHECK(!seat.pid);
	tg_seat_clear(&seat, true, NULL);
	return came;
}

/* A worker that answers all requests, and reads none. */
static int
foresee(int socket, const void *arg)
{
	(void)arg;
	for (uint64_t id = 0;; id++) {
		uint8_t bytes[PNG_LEN];
		struct tg_answer answer = right_answer(id, bytes);
		if (send_bytes(socket, &answer, sizeof(answer), 1000) || send_bytes(socket, bytes, PNG_LEN, 1000))
			return -1;
	}
}

/* Its socket is full of requests some time: then it is refused, and keeps nobody waiting. */
static void
check_deaf(void)
{
	struct tg_seat seat = { .pid = 0 };
	struct tg_request request = { .id = 0, .memory_max = (uint64_t)1 << 40 };
	struct tg_fault why;
	int file = open("/dev/null", O_RDONLY);

	CHECK(tg_seat_fill(&seat, &(struct tg_duty){ NULL, foresee, NULL }, &why) == 0);
	alarm(60);
	for (; request.id < 100000 && tg_seat_send(&seat, &request, file) == 0; request.id++)
		while (tg_seat_receive(&seat, &rule, &why) == 0)
			poll(&(struct pollfd){ .fd = seat.socket, .events = POLLIN }, 1, 10000);
	CHECK(request.id > 1 && request.id < 100000);
	alarm(0);
	close(file);
	tg_seat_clear(&seat, true, &why);
}

static int
refuses(enum manner manner, const char *text)
{
	struct tg_fault why;

	return ask(manner, &why) < 0 && why.code == TG_FAULT_CRASH && strstr(why.text, text);
}

int
main(void)
{
	struct tg_shape shape = { .boxes = { box }, .n_boxes = 1 };
	struct tg_fault why;

	CHECK(tg_answer_rule_init(&rule, &shape, false, &why) == 0);
	check_answers();
	check_deaf();
	CHECK(ask(RIGHT, &why) == 1 && why.code == TG_FAULT_NONE);
	CHECK(ask(STAMMER, &why) == 1);
	CHECK(ask(NAKED, &why) == 1);
	CHECK(ask(STAY, &why) == 1 && why.code == TG_FAULT_NONE);
	CHECK(ask(LEAVE, &why) == -1);
	CHECK(refuses(EXIT, "exited with status 3"));
	CHECK(refuses(ABORT, "signal 6"));
	CHECK(refuses(HALF_HEAD, "ended before its answer"));
	CHECK(refuses(HALF_BYTES, "ended before its answer"));
	CHECK(refuses(NONSENSE, "about another file"));
	CHECK(refuses(OTHER_FILE, "about another file"));
	CHECK(refuses(NO_PNG, "no thumbnail"));
	CHECK(refuses(HUGE_LEN, "too long"));
	return report("seat");
}
