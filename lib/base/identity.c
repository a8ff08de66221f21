/* Identities: statx(2), since stat(2) does not know when a file was made. */
#include "base/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static struct timespec
to_time(struct statx_timestamp time)
{
	return (struct timespec){ .tv_sec = (time_t)time.tv_sec, .tv_nsec = (long)time.tv_nsec };
}

/* Where statx is not known, or forbidden by a sandbox around us. */
static int
get_without_birth(struct tg_identity *identity, int folder, const char *path)
{
	struct stat status;

	if (fstatat(folder, path, &status, *path ? 0 : AT_EMPTY_PATH))
		return -1;
	*identity = (struct tg_identity){
		.is_regular = S_ISREG(status.st_mode),
		.size = (uint64_t)status.st_size,
		.mtime = status.st_mtim,
		.device = status.st_dev,
		.inode = status.st_ino,
	};
	return 0;
}

int
tg_identity_get(struct tg_identity *identity, int folder, const char *path)
{
	const unsigned wanted = STATX_TYPE | STATX_SIZE | STATX_MTIME | STATX_INO | STATX_BTIME;
	struct statx status;

	if (statx(folder, path, *path ? 0 : AT_EMPTY_PATH, wanted, &status))
		return errno == ENOSYS || errno == EPERM ? get_without_birth(identity, folder, path) : -1;
	*identity = (struct tg_identity){
		.is_regular = S_ISREG(status.stx_mode),
		.size = status.stx_size,
		.mtime = to_time(status.stx_mtime),
		.device = makedev(status.stx_dev_major, status.stx_dev_minor),
		.inode = status.stx_ino,
	};
	if (status.stx_mask & STATX_BTIME)
		identity->birth = to_time(status.stx_btime);
	return 0;
}

static bool
is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool
tg_identity_is_same(const struct tg_identity *a, const struct tg_identity *b)
{
	bool is_born = a->birth.tv_sec || a->birth.tv_nsec;

	return is_born && a->is_regular && b->is_regular && a->size == b->size && is_same_time(a->mtime, b->mtime) &&
	       a->device == b->device && a->inode == b->inode && is_same_time(a->birth, b->birth);
}
