/* A process in the sandbox tries what an intruder would, and gets nothing. */
#include "work/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"

#ifdef TG_SANITIZED

int
main(void)
{
	puts("ok sandbox: skipped, since it is off in a build with sanitizers");
	return 0;
}

#else

/* Descriptors the process keeps from before: a file to read, a pipe that is not its socket. */
static int old_file, old_pipe[2];
/* Known from before, since even asking for it is not allowed. */
static pid_t parent_of_intruder;

static long
open_to_read(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long
open_to_write(void)
{
	return open("/tmp/intruder", O_WRONLY | O_CREAT, 0600);
}

static long
write_elsewhere(void)
{
	return write(old_pipe[1], "x", 1);
}

static long
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long
make_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long
fork_one(void)
{
	return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long
execute(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static long
trace_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), 0, 0);
}

static long
signal_parent(void)
{
	return kill(parent_of_intruder, SIGKILL);
}

static long
map_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return page == MAP_FAILED ? -1 : 0;
}

static long
raise_limit(void)
{
	return setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 100, 100 });
}

static long
remove_file(void)
{
	return unlink("/tmp/intruder");
}

static const struct attempt {
	const char *name;
	long (*try)(void);
} attempts[] = {
	{ "opens a file to read", open_to_read },
	{ "opens a file to write", open_to_write },
	{ "writes to an old descriptor", write_elsewhere },
	{ "makes a socket", make_socket },
	{ "makes a local socket", make_local_socket },
	{ "forks", fork_one },
	{ "executes", execute },
	{ "traces its parent", trace_parent },
	{ "kills its parent", signal_parent },
	{ "maps executable memory", map_executable },
	{ "raises a limit", raise_limit },
	{ "removes a file", remove_file },
};
#define N_ATTEMPTS (sizeof(attempts) / sizeof(*attempts))



/* One byte for each attempt: what came of it; then one that says reading and memory still work. */
static int
intrude(int socket)
{
	char results[N_ATTEMPTS + 1];
	char byte;
	struct tg_fault why;

	if (tg_sandbox_enter(socket, &why)) {
		fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	for (size_t i = 0; i < N_ATTEMPTS; i++) {
		errno = 0;
		results[i] = attempts[i].try() >= 0 ? 'S' : errno == EPERM ? 'p' : 'e';
	}
	void *memory = malloc((size_t)8 << 20);
	results[N_ATTEMPTS] = memory && read(old_file, &byte, 1) == 1 ? 'y' : 'n';
	free(memory);
	return write(socket, results, sizeof(results)) != sizeof(results);
}

int
main(void)
{
	char results[N_ATTEMPTS + 1] = "";
	int pair[2], status, n_failed = 0;

	if (tg_sandbox_missing()) {
		puts("ok sandbox: skipped, this kernel has not all of it");
		return 0;
	}
	parent_of_intruder = getpid();
	old_file = open("/etc/passwd", O_RDONLY);
	if (old_file < 0 || pipe(old_pipe) || socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return 1;
	pid_t pid = fork();
	if (pid == 0) {
		close(STDIN_FILENO); /* the sandbox leaves few descriptors, and needs one */
		_exit(intrude(pair[1]));
	}
	close(pair[1]);
	ssize_t n = recv(pair[0], results, sizeof(results), MSG_WAITALL);
	waitpid(pid, &status, 0);
	if (n != sizeof(results) || status != 0) {
		printf("FAIL %s:%d the intruder answers and exits: %zd bytes, status %x\n", __FILE__, __LINE__, n, status);
		return 1;
	}
	for (size_t i = 0; i < N_ATTEMPTS; i++) {
		bool refused = results[i] == 'p';
		n_failed += !refused;
		printf("%s %s:%d it never %s\n", refused ? "ok" : "FAIL", __FILE__, __LINE__, attempts[i].name);
	}
	n_failed += results[N_ATTEMPTS] != 'y';
	printf("%s %s:%d it still reads and allocates\n", results[N_ATTEMPTS] == 'y' ? "ok" : "FAIL", __FILE__, __LINE__);
	return n_failed > 0;
}

#endif
