/*
 * Runs a command and stays until it and all processes below it have ended, those too that
 * detach themselves: so a test finds what a daemon has started, and none is left as a zombie.
 *
 *     adopt COMMAND [ARGUMENT...]
 */
#include <err.h>
#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "usage: adopt COMMAND [ARGUMENT...]");
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		err(2, "prctl");
	switch (fork()) {
	case -1:
		err(2, "fork");
	case 0:
		execvp(argv[1], argv + 1);
		err(2, "%s", argv[1]);
	}
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return 0;
}
