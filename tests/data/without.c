/*
 * without landlock|seccomp COMMAND...: runs COMMAND as on a kernel that lacks this part.
 * without capset COMMAND...: as where this call is refused.
 */
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int status = -1;

	if (argc < 3 || !filter)
		errx(2, "usage: without landlock|seccomp|capset command ...");
	if (strcmp(argv[1], "landlock") == 0)
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0);
	else if (strcmp(argv[1], "seccomp") == 0)
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0) ||
		         seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
		                          SCMP_A0_64(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
	else if (strcmp(argv[1], "capset") == 0)
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(capset), 0);
	if (status || seccomp_load(filter))
		errx(2, "cannot take away %s", argv[1]);
	execvp(argv[2], argv + 2);
	err(2, "%s", argv[2]);
}
