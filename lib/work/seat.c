/* Seats: fork, talk, bury. What the talk is about is decided in pool.c. */
#include "work/seat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"

/* What a worker's program, libraries and heap take without a picture, and then some. */
#define OWN_ADDRESS_SPACE ((rlim_t)256 << 20)

/* Milliseconds that an idle worker has to end, a sanitizer's report included. One that a file took over may not want to. */
#define FAREWELL_MAX 2000

/* A limit of CPU time is set again after so many seconds only, and is so much longer. */
#define SLACK 2

/* The only descriptor of a worker, besides the standard three, which lead nowhere. */
#define WORKER_SOCKET 3

/*
 * In the child: nothing of the parent's is left but the socket. Reports of a
 * sanitizer are wanted, so a sanitized build keeps standard error.
 */
static int
shed_descriptors(int socket)
{
#ifdef TG_SANITIZED
	const int n_silenced = 2;
#else
	const int n_silenced = 3;
#endif
	int null = open("/dev/null", O_RDWR);

	if (null < 0)
		return -1;
	for (int fd = 0; fd < n_silenced; fd++)
		if (dup2(null, fd) < 0)
			return -1;
	if (socket != WORKER_SOCKET && dup2(socket, WORKER_SOCKET) < 0)
		return -1;
	return close_range(WORKER_SOCKET + 1, ~0U, 0);
}

/* The life of the child with the socket SOCKET: its exit status. */
static int
be_worker(int socket, const struct tg_duty *duty)
{
	struct tg_fault why = { .code = TG_FAULT_NONE };

	if (shed_descriptors(socket) == 0) {
		socket = WORKER_SOCKET;
		if (duty->prepare)
			duty->prepare(socket, duty->arg, &why);
	} else {
		tg_fault_errno(&why, "descriptors");
	}
	if (tg_io_write(socket, &why, sizeof(why)) || why.code)
		return EXIT_FAILURE;
	return duty->serve(socket, duty->arg) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
tg_seat_fill(struct tg_seat *seat, const struct tg_duty *duty, struct tg_fault *why)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return tg_fault_errno(why, "socketpair");
	pid_t parent = getpid(), pid = fork();
	if (pid == 0) {
		/* A parent that is killed cannot close its sockets in time for a worker in a long decode. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		tg_interrupt_ignore();
		int status = be_worker(pair[1], duty);
#ifdef TG_SANITIZED
		exit(status); /* which reports leaks */
#else
		_exit(status);
#endif
	}
	close(pair[1]);
	if (pid < 0) {
		tg_fault_errno(why, "fork");
		close(pair[0]);
		return -1;
	}
	*seat = (struct tg_seat){ .pid = pid, .socket = pair[0] };
	return 0;
}

/* Sets a limit of the worker, below the hard one that batch systems set, and which cannot be raised. */
static int
set_limit(pid_t worker, int resource, rlim_t value)
{
	struct rlimit limit;

	if (prlimit(worker, resource, NULL, &limit))
		return -1;
	limit.rlim_cur = value < limit.rlim_max ? value : limit.rlim_max;
	return prlimit(worker, resource, &limit, NULL);
}

/* Limits SEAT's worker to SECONDS of CPU time from now on. */
static int
limit_time(struct tg_seat *seat, uint64_t seconds)
{
	struct timespec now, used;
	clockid_t clock;

	/* No process takes more CPU time than passes: what was set a moment ago is still enough. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (seat->n_requests && seat->request.seconds == seconds && now.tv_sec - seat->limited < SLACK)
		return 0;
	seat->limited = now.tv_sec;
	if (clock_getcpuclockid(seat->pid, &clock) || clock_gettime(clock, &used))
		return -1;
	return set_limit(seat->pid, RLIMIT_CPU, (rlim_t)used.tv_sec + seconds + 2 + SLACK);
}

/*
 * The worker keeps to REQUEST's memory by its own reckoning, and the pool's clock
 * ends what takes too long; these hold if one is wrong and the other stands still.
 */
static int
limit_worker(struct tg_seat *seat, const struct tg_request *request)
{
	if (limit_time(seat, request->seconds))
		return -1;
#ifndef TG_SANITIZED /* shadow memory takes what it takes */
	if (!seat->n_requests || request->memory_max != seat->request.memory_max)
		return set_limit(seat->pid, RLIMIT_AS, OWN_ADDRESS_SPACE + request->memory_max);
#endif
	return 0;
}

int
tg_seat_send(struct tg_seat *seat, const struct tg_request *request, int fd)
{
	if (limit_worker(seat, request) || tg_request_send(seat->socket, request, fd))
		return -1;
	seat->request = *request;
	seat->n_requests++;
	seat->busy = true;
	seat->answer_len = seat->bytes.len = 0;
	return 0;
}

/* Receives up to SIZE bytes: their number, 0 if none is there yet, -1 if none will come. */
static ssize_t
receive(struct tg_seat *seat, void *data, size_t size, struct tg_fault *why)
{
	ssize_t n = recv(seat->socket, data, size, MSG_DONTWAIT);

	if (n > 0)
		return n;
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return 0;
	return tg_fault_set(why, TG_FAULT_CRASH, "the worker ended before its answer");
}

/* Adds to the *LEN bytes at DATA until they are SIZE: 1 when they are, 0 when more is to come, -1 if none will. */
static int
complete(struct tg_seat *seat, void *data, size_t *len, size_t size, struct tg_fault *why)
{
	while (*len < size) {
		ssize_t n = receive(seat, (char *)data + *len, size - *len, why);
		if (n <= 0)
			return (int)n;
		*len += (size_t)n;
	}
	return 1;
}

static int
receive_greeting(struct tg_seat *seat, struct tg_fault *why)
{
	int came = complete(seat, &seat->greeting, &seat->greeting_len, sizeof(seat->greeting), why);

	if (came > 0 && seat->greeting.code)
		return tg_fault_set(why, seat->greeting.code, "worker: %s", seat->greeting.text);
	return came;
}

bool
tg_seat_is_unfit(struct tg_seat *seat, struct tg_fault *why)
{
	struct tg_fault fault;

	if (receive_greeting(seat, &fault) == 0 || !seat->greeting.code)
		return false;
	*why = fault;
	return true;
}

static int
make_room(struct tg_seat *seat, struct tg_fault *why)
{
	size_t wanted = tg_answer_len(&seat->answer);

	if (wanted <= seat->bytes.size)
		return 0;
	uint8_t *data = realloc(seat->bytes.data, wanted);
	if (!data)
		return tg_fault_errno(why, NULL);
	seat->bytes.data = data;
	seat->bytes.size = wanted;
	return 0;
}

static int
receive_head(struct tg_seat *seat, const struct tg_answer_rule *rule, struct tg_fault *why)
{
	int came = complete(seat, &seat->answer, &seat->answer_len, sizeof(seat->answer), why);

	if (came <= 0)
		return came;
	return tg_answer_check(&seat->answer, &seat->request, rule, why) || make_room(seat, why) ? -1 : 1;
}

int
tg_seat_receive(struct tg_seat *seat, const struct tg_answer_rule *rule, struct tg_fault *why)
{
	int came = receive_greeting(seat, why);

	if (came > 0 && seat->answer_len < sizeof(seat->answer))
		came = receive_head(seat, rule, why);
	if (came > 0)
		came = complete(seat, seat->bytes.data, &seat->bytes.len, tg_answer_len(&seat->answer), why);
	if (came <= 0)
		return came;
	if (tg_answer_check_bytes(&seat->answer, seat->bytes.data, rule, why))
		return -1;
	seat->busy = false;
	return 1;
}

/* Whether the worker PID, whose socket is closed, ends by itself before it has to. */
static bool
ends(pid_t pid)
{
	struct pollfd worker = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };

	if (worker.fd < 0)
		return false;
	bool ended = poll(&worker, 1, FAREWELL_MAX) > 0;
	close(worker.fd);
	return ended;
}

void
tg_seat_clear(struct tg_seat *seat, bool kill_it, struct tg_fault *why)
{
	int status = 0;

	if (!seat->pid)
		return;
	/* Before its socket goes: to write to a closed one is a signal as well, which would be taken for a crash. */
	if (kill_it)
		kill(seat->pid, SIGKILL);
	close(seat->socket);
	if (!kill_it && !ends(seat->pid)) {
		kill(seat->pid, SIGKILL);
		kill_it = true;
	}
	while (waitpid(seat->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status) && !(kill_it && WTERMSIG(status) == SIGKILL))
		tg_fault_set(why, TG_FAULT_CRASH, "the worker was killed by signal %d (%s)",
		             WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		tg_fault_set(why, TG_FAULT_CRASH, "the worker exited with status %d", WEXITSTATUS(status));
	free(seat->bytes.data);
	*seat = (struct tg_seat){ .pid = 0 };
}
