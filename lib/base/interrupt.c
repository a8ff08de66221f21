/* The one place with signal handlers and the only variables at file scope. */
#include "base/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
#define N_SIGNALS (sizeof(signals) / sizeof(*signals))

static volatile sig_atomic_t caught;
static volatile sig_atomic_t asked;

static void
note(int signal)
{
	if (!caught)
		caught = signal;
	for (size_t i = 0; i < N_SIGNALS; i++) {
		struct sigaction now;
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == note)
			sigaction(signals[i], &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	}
}

void
tg_interrupt_catch(void)
{
	for (size_t i = 0; i < N_SIGNALS; i++) {
		struct sigaction before;
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &(struct sigaction){ .sa_handler = note, .sa_flags = SA_RESTART }, NULL);
	}
	sigaction(SIGXFSZ, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
}

static void
note_question(int signal)
{
	(void)signal;
	asked = 1;
}

void
tg_interrupt_hear(void)
{
	struct sigaction before;

	if (sigaction(SIGUSR1, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = note_question, .sa_flags = SA_RESTART }, NULL);
}

bool
tg_interrupt_asked(void)
{
	bool was_asked = asked;

	asked = 0;
	return was_asked;
}

void
tg_interrupt_ignore(void)
{
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
}

int
tg_interrupt_caught(void)
{
	return caught;
}

int
tg_interrupt_poll(struct pollfd *fds, nfds_t n_fds, int timeout_ms, int seen)
{
	struct timespec timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };
	sigset_t set, before;
	int n = -1;

	sigemptyset(&set);
	for (size_t i = 0; i < N_SIGNALS; i++)
		sigaddset(&set, signals[i]);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &before);
	errno = EINTR;
	if (caught == seen && !asked)
		n = ppoll(fds, n_fds, timeout_ms < 0 ? NULL : &timeout, &before);
	int saved = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return n;
}

void
tg_interrupt_die(void)
{
	if (!caught)
		return;
	sigaction(caught, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	raise(caught);
}
