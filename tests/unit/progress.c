/*
 * The line of progress at every width, and the pace of runs that are told to it: steady, with pauses,
 * and with many files that were reused.
 */
#include "work/progress.h"

#include <stdlib.h>
#include <string.h>

#include "stream/record.h"

#include "check.h"

static const struct tg_speed no_speed = { -1, -1, -1 };

static int
is(const struct tg_progress *progress, const struct tg_speed *speed, size_t columns, const char *want)
{
	char line[TG_PROGRESS_LINE_SIZE];

	tg_progress_line(progress, speed, columns, line);
	if (strcmp(line, want) != 0)
		printf("%zu: %s\n", columns, line);
	return strcmp(line, want) == 0;
}

static void
check_parts(void)
{
	struct tg_progress progress = { .n_done = 12 };
	struct tg_speed speed = no_speed;

	CHECK(is(&progress, &speed, 0, "12 done"));
	CHECK(is(&progress, &speed, 7, "12 done"));
	CHECK(is(&progress, &speed, 6, "12"));
	CHECK(is(&progress, &speed, 1, ""));
	progress.n_total = 1000; /* which says nothing yet */
	CHECK(is(&progress, &speed, 0, "12 done"));
	progress.is_total = true;
	CHECK(is(&progress, &speed, 0, "12 of 1000 (1%)"));
	CHECK(is(&progress, &speed, 14, "1%"));
	progress.n_done = 999;
	CHECK(is(&progress, &speed, 0, "999 of 1000 (99%)"));
	progress.n_done = 1000;
	CHECK(is(&progress, &speed, 0, "1000 of 1000 (100%)"));
	progress = (struct tg_progress){ .is_total = true };
	CHECK(is(&progress, &speed, 0, "0 of 0 (100%)"));

	progress = (struct tg_progress){ .n_done = 50, .n_broken = 3, .n_reused = 40, .n_total = 200, .is_total = true };
	speed = (struct tg_speed){ 9.94, 43.2e6, 59.4 };
	CHECK(is(&progress, &speed, 0, "50 of 200 (25%), 40 reused, 9.9 files/s, 43 MB/s, 3 failed, 0:59 left"));
	speed = (struct tg_speed){ 9.96, 0, 3599.6 };
	CHECK(is(&progress, &speed, 0, "50 of 200 (25%), 40 reused, 10 files/s, 0.0 MB/s, 3 failed, 1:00:00 left"));
	speed.seconds = 1e12;
	CHECK(is(&progress, &speed, 0, "50 of 200 (25%), 40 reused, 10 files/s, 0.0 MB/s, 3 failed"));
	progress.longest = "/a/b\n.jpg";
	progress.longest_ms = 4999;
	CHECK(is(&progress, &no_speed, 0, "50 of 200 (25%), 40 reused, 3 failed"));
	progress.longest_ms = 61999;
	CHECK(is(&progress, &no_speed, 0, "50 of 200 (25%), 40 reused, 3 failed, 61 s on /a/b\\012.jpg"));
}

/* With less room, what matters less goes first. */
static void
check_widths(void)
{
	const struct tg_progress progress = {
		.n_done = 50, .n_broken = 3, .n_reused = 40, .n_total = 200, .is_total = true,
		.longest = "/photos/2026/november/lake.jpg", .longest_ms = 7000,
	};
	const struct tg_speed speed = { 12.3, 4.5e6, 61 };
	char line[TG_PROGRESS_LINE_SIZE];

	CHECK(is(&progress, &speed, 200, "50 of 200 (25%), 40 reused, 12 files/s, 4.5 MB/s, 3 failed, 1:01 left, "
	         "7 s on /photos/2026/november/lake.jpg"));
	CHECK(is(&progress, &speed, 80, "50 of 200 (25%), 12 files/s, 4.5 MB/s, 3 failed, 1:01 left, 7 s on ...r/lake.jpg"));
	CHECK(is(&progress, &speed, 60, "50 of 200 (25%), 3 failed, 1:01 left, 7 s on ...ber/lake.jpg"));
	CHECK(is(&progress, &speed, 39, "50 of 200 (25%), 3 failed, 1:01 left"));
	CHECK(is(&progress, &speed, 19, "50 of 200 (25%)"));
	CHECK(is(&progress, &speed, 5, "25%"));
	for (size_t columns = 1; columns < 200; columns++) {
		tg_progress_line(&progress, &speed, columns, line);
		CHECK(strlen(line) <= columns);
		CHECK(columns < 3 || *line);
	}
}

/* A path of any length is no more than the buffer takes. */
static void
check_long_path(void)
{
	struct tg_progress progress = { .longest_ms = 7000 };
	char *path = malloc(100001), line[TG_PROGRESS_LINE_SIZE];

	if (!path)
		abort();
	memset(path, '\n', 100000);
	path[100000] = '\0';
	progress.longest = path;
	tg_progress_line(&progress, &no_speed, 0, line);
	CHECK(strlen(line) > 4000 && strlen(line) < sizeof(line));
	tg_progress_line(&progress, &no_speed, 50000, line);
	CHECK(strlen(line) > 4000 && strlen(line) < sizeof(line));
	free(path);
}

static void
check_counts(void)
{
	struct tg_progress progress = { 0 };

	tg_progress_add(&progress, &(struct tg_record){ .kind = TG_RECORD_THUMBNAIL, .size = 1 });
	tg_progress_add(&progress, &(struct tg_record){ .kind = TG_RECORD_PARTIAL, .size = 10 });
	tg_progress_add(&progress, &(struct tg_record){ .kind = TG_RECORD_FAILED, .size = 100 });
	tg_progress_add(&progress, &(struct tg_record){ .kind = TG_RECORD_SKIPPED, .size = 1000 });
	tg_progress_add(&progress, &(struct tg_record){ .kind = TG_RECORD_THUMBNAIL, .size = 10000, .reused = true });
	CHECK(progress.n_done == 5);
	CHECK(progress.n_broken == 2);
	CHECK(progress.n_reused == 1);
	CHECK(progress.n_bytes == 111);
}

/* Lets MS pass in steps of 100, in each of which N files of a million bytes are done, and N_REUSED of them reused. */
static struct tg_speed
pass(struct tg_pace *pace, struct tg_progress *progress, int64_t *now, int64_t ms, unsigned n, unsigned n_reused)
{
	for (int64_t end = *now + ms; *now < end;) {
		*now += 100;
		progress->n_done += n;
		progress->n_reused += n_reused;
		progress->n_bytes += (n - n_reused) * UINT64_C(1000000);
		tg_pace_note(pace, *now, progress);
	}
	return tg_pace_speed(pace, *now, progress);
}

static int
near(double is, double want)
{
	if (is < want * 0.8 || is > want * 1.25)
		printf("%f, not %f\n", is, want);
	return is >= want * 0.8 && is <= want * 1.25;
}

static void
check_pace(void)
{
	struct tg_progress progress = { .n_total = 10000, .is_total = true };
	struct tg_pace pace = { 0 };
	struct tg_speed speed;
	int64_t now = 1000000;

	speed = tg_pace_speed(&pace, now, &progress);
	CHECK(speed.files < 0 && speed.bytes < 0 && speed.seconds < 0);
	tg_pace_note(&pace, now, &progress);
	speed = pass(&pace, &progress, &now, 900, 2, 0);
	CHECK(speed.files < 0 && speed.bytes < 0 && speed.seconds < 0);
	speed = pass(&pace, &progress, &now, 200, 2, 0);
	CHECK(near(speed.files, 20) && near(speed.bytes, 20e6) && speed.seconds < 0);
	speed = pass(&pace, &progress, &now, 60000, 2, 0);
	CHECK(near(speed.files, 20) && near(speed.bytes, 20e6));
	CHECK(near(speed.seconds, (10000 - (double)progress.n_done) / 20));

	/* Faster: it is seen within seconds. */
	speed = pass(&pace, &progress, &now, 6000, 10, 0);
	CHECK(near(speed.files, 100));
	/* Nothing is done: no speed, but a time left by what was before. */
	speed = pass(&pace, &progress, &now, 6000, 0, 0);
	CHECK(speed.files == 0);
	CHECK(speed.seconds > 0);
	/* For long: nobody can say. */
	speed = pass(&pace, &progress, &now, 60000, 0, 0);
	CHECK(speed.seconds < 0);
	progress.is_total = false;
	CHECK(tg_pace_speed(&pace, now, &progress).seconds < 0);
}

/* A run that goes on where another was stopped: half of the files are reused at once. */
static void
check_resumed(void)
{
	struct tg_progress progress = { .n_total = 20000, .is_total = true };
	struct tg_pace pace = { 0 };
	int64_t now = 0;

	tg_pace_note(&pace, now, &progress);
	pass(&pace, &progress, &now, 1000, 1000, 1000);
	struct tg_speed speed = pass(&pace, &progress, &now, 5500, 2, 0);
	CHECK(near(speed.files, 20));
	CHECK(near(speed.bytes, 20e6));
	CHECK(near(speed.seconds, (20000 - (double)progress.n_done) / 20));
}

/* A library where one file in a hundred is new, here and there. */
static void
check_updated(void)
{
	struct tg_progress progress = { .n_total = 1000000, .is_total = true };
	struct tg_pace pace = { 0 };
	int64_t now = 0;

	tg_pace_note(&pace, now, &progress);
	struct tg_speed speed = pass(&pace, &progress, &now, 10000, 200, 198);
	CHECK(near(speed.files, 2000));
	CHECK(near(speed.seconds, (1000000 - (double)progress.n_done) / 2000));
	/* All are. */
	speed = pass(&pace, &progress, &now, 40000, 200, 200);
	CHECK(near(speed.seconds, (1000000 - (double)progress.n_done) / 2000));
}

int
main(void)
{
	check_parts();
	check_widths();
	check_long_path();
	check_counts();
	check_pace();
	check_resumed();
	check_updated();
	return report("progress");
}
