/*
 * What the programs that time single stages share: CPU time, files, and the
 * line that tells how a stage compares with the library's calls that it replaces.
 */
#ifndef TESTS_BENCH_STAGE_H
#define TESTS_BENCH_STAGE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The CPU time of this process, in milliseconds. */
static inline double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The *LEN bytes of the file PATH, to be freed; NULL if it cannot be read. */
static inline unsigned char *
load(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	unsigned char *data = NULL;
	long size = -1;

	*len = 0;
	if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0) {
		rewind(file);
		data = malloc((size_t)size);
		if (data && fread(data, 1, (size_t)size, file) == (size_t)size)
			*len = (size_t)size;
	}
	if (file)
		fclose(file);
	if (*len)
		return data;
	free(data);
	return NULL;
}

/* The lesser of two times. */
static inline double
less(double a, double b)
{
	return a < b ? a : b;
}

/* Tells what OURS and THEIRS come to, in milliseconds, THEIRS by the calls of LIBRARY. */
static inline void
tell(const char *stage, double ours, const char *library, double theirs)
{
	printf("%-34s %9.1f ms  %-22s %9.1f ms  %.3f\n", stage, ours, library, theirs, theirs > 0 ? ours / theirs : 0);
}

#endif
