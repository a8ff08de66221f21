/*
 * Descriptors as a filter needs them: reads and writes that go on after
 * interruptions and short counts, and paths of any length.
 */
#ifndef TG_BASE_IO_H
#define TG_BASE_IO_H

#include <stddef.h>
#include <sys/types.h>

struct tg_fault;

/*
 * Makes sure that descriptors 0, 1 and 2 are taken, so that no file opened
 * later gets one of them. One that was closed refuses what it is for: a read
 * from such an input and a write to such an output fail with EBADF. Returns 0, or
 * -1 with WHY filled.
 */
int tg_io_stdopen(struct tg_fault *why);

/*
 * Reads up to SIZE bytes; waits for the first where FD does not block. Returns
 * their number, 0 at the end of the file, or -1 with errno set.
 */
ssize_t tg_io_read(int fd, void *data, size_t size);

/*
 * Writes all LEN bytes, in as few calls as FD takes. Returns 0, or -1 with
 * errno set; part of the data may be written then.
 */
int tg_io_write(int fd, const void *data, size_t len);

/*
 * open(2) with O_CLOEXEC for a path of any length, even one over PATH_MAX,
 * which the kernel refuses: such a path is opened folder by folder. FLAGS must
 * not create. Returns the descriptor, or -1 with errno set.
 */
int tg_io_open(const char *path, int flags);

#endif
