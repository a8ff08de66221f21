/*
 * A path on its way to its record.
 */
#ifndef TG_WORK_JOB_H
#define TG_WORK_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "stream/group.h"

struct tg_job {
	char *path;              /* absolute, owned */
	int file;                /* its descriptor, owned; -1 while it is not open */
	uint64_t ahead;          /* bytes of it that were asked for ahead of the work */
	bool done;               /* the records are whole */
	bool giant;              /* it takes more memory than a worker's share, so it runs alone */
	struct tg_group group;   /* the records of the path */
};

/* Makes *JOB of a copy of PATH. Returns 0, or -1 with WHY filled if there is no memory. */
int tg_job_init(struct tg_job *job, const char *path, struct tg_fault *why);

/* Frees, and closes the file. */
void tg_job_free(struct tg_job *job);

/*
 * Opens JOB's file and notes its size and time. What is missing or no regular
 * file makes the job done. Returns 0, or -1 with WHY filled if no file at all can be opened.
 */
int tg_job_open(struct tg_job *job, struct tg_fault *why);

/* Closes JOB's file; a closed one is fine. */
void tg_job_shut(struct tg_job *job);

/* Makes the job done: failed for REASON. */
void tg_job_fail(struct tg_job *job, const struct tg_fault *reason);

#endif
