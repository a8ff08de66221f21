/*
 * A path on its way to its record.
 */
#ifndef TG_WORK_JOB_H
#define TG_WORK_JOB_H

#include <stdbool.h>

#include "stream/record.h"

struct tg_job {
	char *path;              /* absolute, owned */
	bool done;               /* the record is whole */
	bool giant;              /* it takes more memory than a worker's share, so it runs alone */
	struct tg_record record; /* of the path */
};

/* Makes *JOB of a copy of PATH. Returns 0, or -1 with WHY filled if there is no memory. */
int tg_job_init(struct tg_job *job, const char *path, struct tg_fault *why);

/* Frees; a zeroed one is fine. */
void tg_job_free(struct tg_job *job);

/*
 * Opens JOB's file and notes its size and time. What is missing or no regular
 * file makes the job done, with *FILE -1; else *FILE is its descriptor, the
 * caller's to close. Returns 0, or -1 with WHY filled if no file at all can be opened.
 */
int tg_job_open(struct tg_job *job, int *file, struct tg_fault *why);

/* Makes the job done: failed for REASON. */
void tg_job_fail(struct tg_job *job, const struct tg_fault *reason);

#endif
