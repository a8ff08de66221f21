/* From counts to a pace, and from both to a line. Nothing is shown here, and no clock is read. */
#include "work/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/columns.h"
#include "stream/record.h"

/* Spans of time, in milliseconds. */
#define RECENT 5000        /* what files and bytes per second are taken over */
#define SPEED_FROM 1000    /* there is none before */
#define LEFT_FROM 3000     /* nor a time left */
#define LONG_IN_WORK 5000  /* a file that is, is named */

/* Columns that a path is worth beginning with. */
#define PATH_COLUMNS_MIN 12

void
tg_progress_add(struct tg_progress *progress, const struct tg_record *record)
{
	progress->n_done++;
	progress->n_reused += record->reused;
	progress->n_broken += record->kind == TG_RECORD_FAILED || record->kind == TG_RECORD_PARTIAL;
	if (!record->reused && record->kind != TG_RECORD_SKIPPED)
		progress->n_bytes += record->size;
}

void
tg_pace_note(struct tg_pace *pace, int64_t now, const struct tg_progress *progress)
{
	uint64_t n = pace->n_moments;

	if (n && now - pace->moments[(n - 1) % TG_PACE_N_MOMENTS].time < TG_PACE_STEP)
		return;
	pace->moments[n % TG_PACE_N_MOMENTS].time = now;
	pace->moments[n % TG_PACE_N_MOMENTS].n_done = progress->n_done;
	pace->moments[n % TG_PACE_N_MOMENTS].n_reused = progress->n_reused;
	pace->moments[n % TG_PACE_N_MOMENTS].n_bytes = progress->n_bytes;
	pace->n_moments++;
}

/* What happened from a moment to now. */
struct span {
	double seconds;
	double n_done, n_worked, n_bytes; /* n_worked: those of the files that were work */
};

/* From the last moment that is at least MS ago, else from the first that is known; all 0 where none is. */
static struct span
look_back(const struct tg_pace *pace, int64_t ms, int64_t now, const struct tg_progress *progress)
{
	uint64_t n = pace->n_moments;
	uint64_t oldest = n > TG_PACE_N_MOMENTS ? n - TG_PACE_N_MOMENTS : 0;

	if (!n)
		return (struct span){ 0 };
	do
		n--;
	while (n > oldest && now - pace->moments[n % TG_PACE_N_MOMENTS].time < ms);
	uint64_t n_done = progress->n_done - pace->moments[n % TG_PACE_N_MOMENTS].n_done;
	uint64_t n_reused = progress->n_reused - pace->moments[n % TG_PACE_N_MOMENTS].n_reused;
	return (struct span){
		.seconds = (double)(now - pace->moments[n % TG_PACE_N_MOMENTS].time) / 1000,
		.n_done = (double)n_done,
		.n_worked = (double)(n_done - n_reused),
		.n_bytes = (double)(progress->n_bytes - pace->moments[n % TG_PACE_N_MOMENTS].n_bytes),
	};
}

struct tg_speed
tg_pace_speed(const struct tg_pace *pace, int64_t now, const struct tg_progress *progress)
{
	struct span recent = look_back(pace, RECENT, now, progress);
	struct span all = look_back(pace, INT64_MAX, now, progress);
	struct tg_speed speed = { -1, -1, -1 };

	if (recent.seconds * 1000 >= SPEED_FROM) {
		speed.files = recent.n_done / recent.seconds;
		speed.bytes = recent.n_bytes / recent.seconds;
	}
	if (!progress->is_total || recent.seconds * 1000 < LEFT_FROM)
		return speed;
	double n_left = (double)(progress->n_total - progress->n_done);
	if (recent.n_done > 0 && recent.n_worked == 0)
		speed.seconds = n_left * recent.seconds / recent.n_done;
	else if (all.n_worked > 0)
		speed.seconds = n_left * (recent.n_done > 0 ? recent.n_worked / recent.n_done : 1) * all.seconds / all.n_worked;
	return speed;
}

/* The parts of a line in the order of their places; the list in choose() has that of their weight. */
enum part { COUNT, REUSED, FILES, BYTES, BROKEN, LEFT, LONGEST, N_PARTS };

#define PART_SIZE 96
#define SEPARATOR ", "

static void
format_count(const struct tg_progress *progress, char text[PART_SIZE])
{
	uint64_t n_done = progress->n_done, n_total = progress->n_total;

	if (!progress->is_total)
		snprintf(text, PART_SIZE, "%" PRIu64 " done", n_done);
	else
		snprintf(text, PART_SIZE, "%" PRIu64 " of %" PRIu64 " (%.0f%%)", n_done, n_total,
		         n_total ? (double)(n_done * 100 / n_total) : 100.0);
}

/* Where the count is too long. */
static void
format_short_count(const struct tg_progress *progress, char text[PART_SIZE])
{
	if (progress->is_total && progress->n_total)
		snprintf(text, PART_SIZE, "%" PRIu64 "%%", progress->n_done * 100 / progress->n_total);
	else
		snprintf(text, PART_SIZE, "%" PRIu64, progress->n_done);
}

static void
format_rate(double rate, const char *unit, char text[PART_SIZE])
{
	if (rate >= 0)
		snprintf(text, PART_SIZE, "%.*f %s/s", rate < 9.95, rate, unit);
}

static void
format_left(double seconds, char text[PART_SIZE])
{
	/* What is longer is nothing to wait for. */
	if (seconds < 0 || seconds > 1000 * 3600)
		return;
	unsigned s = (unsigned)(seconds + 0.5);
	if (s < 3600)
		snprintf(text, PART_SIZE, "%u:%02u left", s / 60, s % 60);
	else
		snprintf(text, PART_SIZE, "%u:%02u:%02u left", s / 3600, s / 60 % 60, s % 60);
}

/* All parts that have something to say; of the longest in work, what comes before its path. */
static void
format(const struct tg_progress *progress, const struct tg_speed *speed, char parts[N_PARTS][PART_SIZE])
{
	memset(parts, 0, N_PARTS * sizeof(*parts));
	format_count(progress, parts[COUNT]);
	if (progress->n_reused)
		snprintf(parts[REUSED], PART_SIZE, "%" PRIu64 " reused", progress->n_reused);
	format_rate(speed->files, "files", parts[FILES]);
	format_rate(speed->bytes < 0 ? -1 : speed->bytes / 1e6, "MB", parts[BYTES]);
	if (progress->n_broken)
		snprintf(parts[BROKEN], PART_SIZE, "%" PRIu64 " failed", progress->n_broken);
	format_left(speed->seconds, parts[LEFT]);
	if (progress->longest && progress->longest_ms >= LONG_IN_WORK)
		snprintf(parts[LONGEST], PART_SIZE, "%" PRId64 " s on ", progress->longest_ms / 1000);
}

/* Empties the parts from the first on, by weight, for which COLUMNS have no room; returns how many a path may take. */
static size_t
choose(char parts[N_PARTS][PART_SIZE], size_t columns)
{
	static const enum part weights[] = { COUNT, BROKEN, LEFT, LONGEST, FILES, BYTES, REUSED };
	size_t used = 0;
	bool is_full = false;

	for (size_t i = 0; i < N_PARTS; i++) {
		char *part = parts[weights[i]];
		size_t wanted = (used ? strlen(SEPARATOR) : 0) + strlen(part) + (weights[i] == LONGEST ? PATH_COLUMNS_MIN : 0);
		if (!*part)
			continue;
		is_full |= used + wanted > columns;
		if (is_full)
			*part = '\0';
		else
			used += wanted;
	}
	return columns - used + PATH_COLUMNS_MIN;
}

void
tg_progress_line(const struct tg_progress *progress, const struct tg_speed *speed, size_t columns, char *line)
{
	char parts[N_PARTS][PART_SIZE];
	char *end = line;

	format(progress, speed, parts);
	if (columns && strlen(parts[COUNT]) > columns)
		format_short_count(progress, parts[COUNT]);
	size_t left = choose(parts, columns ? columns : TG_PROGRESS_LINE_SIZE);
	*line = '\0';
	for (enum part i = 0; i < N_PARTS; i++)
		if (*parts[i])
			end += sprintf(end, "%s%s", end > line ? SEPARATOR : "", parts[i]);
	if (*parts[LONGEST])
		tg_columns_show(progress->longest, columns ? left : 0, end, TG_PROGRESS_LINE_SIZE - (size_t)(end - line));
}
