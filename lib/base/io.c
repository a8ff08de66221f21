/* Reads, writes and opens that go on where the plain calls give up. */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

int
tg_io_stdopen(struct tg_fault *why)
{
	/* The wrong direction on purpose: use of a closed descriptor must fail. */
	static const int directions[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", directions[fd]) != fd)
			return tg_fault_errno(why, "/dev/null");
	return 0;
}

/* After a failed call: whether it is to be tried again, once FD is ready for EVENTS. */
static int
again(int fd, short events)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return poll(&(struct pollfd){ .fd = fd, .events = events }, 1, -1) >= 0 || errno == EINTR;
	return errno == EINTR;
}

ssize_t
tg_io_read(int fd, void *data, size_t size)
{
	ssize_t n;

	do
		n = read(fd, data, size);
	while (n < 0 && again(fd, POLLIN));
	return n;
}

int
tg_io_write(int fd, const void *data, size_t len)
{
	for (const char *rest = data; len;) {
		ssize_t n = write(fd, rest, len);
		if (n < 0) {
			if (!again(fd, POLLOUT))
				return -1;
			continue;
		}
		rest += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Opens PATH's leading folders, as many as fit into one call; moves *PATH behind them. */
static int
open_leading(int folder, const char **path)
{
	char head[PATH_MAX];
	size_t len = strnlen(*path, sizeof(head) - 1);

	while (len && (*path)[len] != '/')
		len--;
	if (!len) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(head, *path, len);
	head[len] = '\0';
	*path += len + strspn(*path + len, "/");
	return openat(folder, head, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int
tg_io_open(const char *path, int flags)
{
	int folder = AT_FDCWD;

	while (strnlen(path, PATH_MAX) == PATH_MAX) {
		int next = open_leading(folder, &path);
		if (folder != AT_FDCWD)
			close(folder);
		if (next < 0)
			return -1;
		folder = next;
	}

	int fd = openat(folder, *path ? path : ".", flags | O_CLOEXEC);
	if (folder != AT_FDCWD) {
		int saved = errno;
		close(folder);
		errno = saved;
	}
	return fd;
}
