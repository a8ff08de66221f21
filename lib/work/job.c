/* Jobs: what the parent itself finds out about a file, which is all but the picture. */
#include "work/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/identity.h"
#include "base/io.h"

int
tg_job_init(struct tg_job *job, const char *path, struct tg_fault *why)
{
	*job = (struct tg_job){ .path = strdup(path), .file = -1 };
	job->group.first.path = job->path;
	return job->path ? 0 : tg_fault_errno(why, NULL);
}

void
tg_job_free(struct tg_job *job)
{
	tg_job_shut(job);
	free(job->path);
	job->path = NULL;
}

void
tg_job_shut(struct tg_job *job)
{
	if (job->file >= 0)
		close(job->file);
	job->file = -1;
}

void
tg_job_fail(struct tg_job *job, const struct tg_fault *reason)
{
	job->group.first.kind = TG_RECORD_FAILED;
	job->group.first.reason = *reason;
	job->done = true;
}

/* Whether a call failed for want of what is not the file's. */
static bool
is_exhausted(void)
{
	return errno == EMFILE || errno == ENFILE || errno == ENOMEM;
}

int
tg_job_open(struct tg_job *job, struct tg_fault *why)
{
	struct tg_fault reason;
	struct tg_identity identity;
	/* O_NONBLOCK: to open a FIFO must not wait for its writer. */
	int fd = tg_io_open(job->path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	/* A socket can only be looked at. */
	if (fd < 0 && errno == ENXIO)
		fd = tg_io_open(job->path, O_PATH);
	if (fd < 0 && is_exhausted())
		return tg_fault_errno(why, "open");
	if (fd < 0 || tg_identity_get(&identity, fd, "")) {
		tg_fault_errno(&reason, NULL);
		tg_job_fail(job, &reason);
	} else {
		tg_record_identify(&job->group.first, &identity);
		if (identity.is_regular) {
			job->file = fd;
			return 0;
		}
		job->group.first.kind = TG_RECORD_SKIPPED;
		job->done = true;
	}
	if (fd >= 0)
		close(fd);
	return 0;
}
