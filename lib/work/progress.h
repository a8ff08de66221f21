/*
 * How far a run is: its numbers, the pace that follows from how they change, and
 * one line for a person. Time is in milliseconds of a clock that only goes forward.
 */
#ifndef TG_WORK_PROGRESS_H
#define TG_WORK_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_record;

/* What is known at a moment. */
struct tg_progress {
	uint64_t n_done;     /* files whose record is ready */
	uint64_t n_reused;   /* those of them that were no work, since the record is an earlier run's */
	uint64_t n_broken;   /* those of them that failed or are partial */
	uint64_t n_bytes;    /* the sizes of the files that were work, pictures all */
	uint64_t n_total;    /* all files, where is_total says that they are known; else no number */
	bool is_total;
	const char *longest; /* the path of the file that has been in work the longest, or NULL */
	int64_t longest_ms;  /* for so long */
};

/* Counts a file that is done, by its RECORD. */
void tg_progress_add(struct tg_progress *progress, const struct tg_record *record);

/* How many moments a pace looks back at, and the time between them. */
#define TG_PACE_N_MOMENTS 64
#define TG_PACE_STEP 500

struct tg_pace {
	struct {
		int64_t time;
		uint64_t n_done, n_reused, n_bytes;
	} moments[TG_PACE_N_MOMENTS]; /* a ring; moment N is at N % TG_PACE_N_MOMENTS */
	uint64_t n_moments;           /* that were noted; zeroed, there is none */
};

/* Notes that it is NOW as PROGRESS says, if the last note is old enough; to be called as often as convenient. */
void tg_pace_note(struct tg_pace *pace, int64_t now, const struct tg_progress *progress);

/* What a pace comes to. */
struct tg_speed {
	double files;   /* per second, over the last five; negative before there is something to go by */
	double bytes;   /* the same */
	double seconds; /* that are left, by the last half minute; negative where nobody can say */
};

/*
 * The speed NOW. The time left is that for files which are work, and supposes that
 * there are as many among those to come as among the last: so reused ones do not make it short
 * once they are behind.
 */
struct tg_speed tg_pace_speed(const struct tg_pace *pace, int64_t now, const struct tg_progress *progress);

/* A buffer for a line in which a path is whole. */
#define TG_PROGRESS_LINE_SIZE 4352

/*
 * Writes the line of PROGRESS and SPEED to LINE, a buffer of TG_PROGRESS_LINE_SIZE bytes:
 * at most COLUMNS wide, or of any width where that is 0. Where there is no room for all
 * of it, what matters less is left out; a path loses its front.
 */
void tg_progress_line(const struct tg_progress *progress, const struct tg_speed *speed, size_t columns, char *line);

#endif
