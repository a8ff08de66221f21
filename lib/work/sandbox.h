/*
 * What a worker gives up before it sees its first file: it may compute, read
 * the descriptors it is sent, and answer on its socket.
 */
#ifndef TG_WORK_SANDBOX_H
#define TG_WORK_SANDBOX_H

#include <stddef.h>

struct tg_fault;

/* Parts of the sandbox that a kernel may lack. */
enum tg_sandbox_part {
	TG_SANDBOX_LANDLOCK = 1 << 0, /* no files, network or signals, even by a call that seccomp let through */
	TG_SANDBOX_SECCOMP = 1 << 1,  /* only the few system calls of sandbox.c */
};

/* The parts that this kernel lacks, as a set; 0 if it has all. */
unsigned tg_sandbox_missing(void);

/*
 * Takes from the calling process, for good, all that it can, but the parts that
 * tg_sandbox_missing names: privileges, core dumps, new processes and
 * descriptors, file writes; then Landlock and seccomp. It goes on reading any
 * descriptor that it has or is sent on SOCKET, and writing to SOCKET. Returns 0,
 * or -1 with WHY filled if a part was refused, when it must not go on.
 */
int tg_sandbox_enter(int socket, struct tg_fault *why);

#endif
