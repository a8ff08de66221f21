/*
 * Runs a command, and adds a line to a file of what it took, all of its
 * processes together:
 *
 *     measure FILE COMMAND [ARGUMENT...]
 *
 * The line has the wall time and the CPU time in seconds, and the memory of the
 * largest process at its peak, in MiB. The exit status is the command's.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	struct rusage used;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
		return 2;
	}
	double start = now();
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror("measure");
		return 2;
	}
	double wall = now() - start;
	getrusage(RUSAGE_CHILDREN, &used);
	FILE *file = fopen(argv[1], "a");
	if (!file || fprintf(file, "%.3f %.3f %.1f\n", wall, seconds(used.ru_utime) + seconds(used.ru_stime),
	                     (double)used.ru_maxrss / 1024) < 0 ||
	    fclose(file)) {
		perror(argv[1]);
		return 2;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
