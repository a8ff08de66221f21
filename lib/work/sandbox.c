/*
 * The sandbox, in the order in which it closes: what the process could do by
 * its user and limits, then Landlock (which objects), then seccomp (which calls).
 * A call that is not allowed fails with EPERM and does not kill, so that a
 * library which tries something falls back instead of losing the picture.
 */
#include "work/sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fault.h"

/* Standard three, socket, the file, and one to spare. */
#define DESCRIPTORS_MAX 6

/* From landlock(7), since the system's header may be older than the kernel. */
#define LANDLOCK_VERSION_FLAG 1U /* of create_ruleset: return the ABI */
struct landlock_rules {
	uint64_t fs;    /* since ABI 1 */
	uint64_t net;   /* since ABI 4 */
	uint64_t scope; /* since ABI 6 */
};

static int
landlock_abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);
}

unsigned
tg_sandbox_missing(void)
{
	unsigned missing = 0;

	if (landlock_abi() < 1)
		missing |= TG_SANDBOX_LANDLOCK;
	/* EFAULT: there are filters, and this one is not readable. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 && errno != EFAULT)
		missing |= TG_SANDBOX_SECCOMP;
	return missing;
}

static int
set_limit(int resource, rlim_t max)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return -1;
	if (limit.rlim_max < max)
		max = limit.rlim_max;
	limit.rlim_cur = limit.rlim_max = max;
	return setrlimit(resource, &limit);
}

static int
limit_resources(void)
{
	return set_limit(RLIMIT_CORE, 0) || set_limit(RLIMIT_FSIZE, 0) || set_limit(RLIMIT_NPROC, 0) ||
	       set_limit(RLIMIT_MEMLOCK, 0) || set_limit(RLIMIT_MSGQUEUE, 0) ||
	       set_limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
}

static int
drop_privileges(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	       (int)syscall(SYS_capset, &header, none);
}

/* A rule set that handles every right this kernel knows, and allows none. */
static int
enter_landlock(void)
{
	/* How many file rights there are in ABI 1, 2, ...; from 5 on, 16. */
	static const unsigned n_fs_rights[] = { 13, 14, 15, 15, 16 };
	int abi = landlock_abi();
	unsigned n = n_fs_rights[abi > 5 ? 4 : abi - 1];
	struct landlock_rules rules = {
		.fs = (UINT64_C(1) << n) - 1,
		.net = abi >= 4 ? 3 : 0,   /* bind and connect TCP */
		.scope = abi >= 6 ? 3 : 0, /* abstract sockets, signals */
	};
	size_t size = abi >= 6 ? sizeof(rules) : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);

	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return -1;
	int status = (int)syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
	return status;
}

/* Memory that can be executed is never given out. */
static int
allow_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp not_executable = {
		.arg = 2,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = PROT_EXEC,
		.datum_b = 0,
	};

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable);
}

static int
allow_socket(scmp_filter_ctx filter, int socket)
{
	const struct scmp_arg_cmp is_socket = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)socket };

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, is_socket) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(recvmsg), 1, is_socket);
}

static int
allow_calls(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(read),   SCMP_SYS(close),         SCMP_SYS(brk),        SCMP_SYS(munmap),
		SCMP_SYS(mremap), SCMP_SYS(madvise),       SCMP_SYS(futex),      SCMP_SYS(rt_sigreturn),
		SCMP_SYS(exit),   SCMP_SYS(clock_gettime), SCMP_SYS(exit_group),
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0))
			return -1;
	return 0;
}

static int
enter_seccomp(int socket)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter)
		return -1;
	int status = allow_memory(filter) || allow_socket(filter, socket) || allow_calls(filter) ||
	             seccomp_load(filter);
	seccomp_release(filter);
	return status ? -1 : 0;
}

int
tg_sandbox_enter(int socket, struct tg_fault *why)
{
	unsigned missing = tg_sandbox_missing();

	if (limit_resources() || drop_privileges())
		return tg_fault_errno(why, "limits");
	if (!(missing & TG_SANDBOX_LANDLOCK) && enter_landlock())
		return tg_fault_errno(why, "Landlock");
	if (!(missing & TG_SANDBOX_SECCOMP) && enter_seccomp(socket))
		return tg_fault_errno(why, "seccomp");
	return 0;
}
