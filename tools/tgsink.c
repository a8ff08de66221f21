/* tgsink: collates the records of tgthumb into a listing. */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/interrupt.h"
#include "base/io.h"
#include "base/output.h"
#include "base/path.h"
#include "base/status.h"
#include "listing/listing.h"
#include "listing/orphans.h"
#include "listing/records.h"
#include "stream/collate.h"
#include "stream/item.h"
#include "stream/kept.h"
#include "stream/parts.h"
#include "stream/record.h"
#include "terminal.h"
#include "tgsink_ask.h"
#include "tgsink_options.h"

/* After a signal: how long the tools before this one may take to send what they have. */
#define GRACE_SECONDS 5

/* What a run has in hand. */
struct run {
	const struct tgsink_options *options;
	struct tg_output output;
	struct tg_listing listing;
	struct tg_orphans orphans; /* empty without --orphans */
	char *place;              /* the folder of the listing, owned; NULL if not known */
	struct tg_kept kept;      /* closed without -r */
	struct tg_collation all;
	struct tg_parts *parts;   /* of a list, put aside; NULL where none came. Owned */
	bool erase;               /* the listing goes where a line of progress may be */
	time_t deadline;          /* after a signal: when reading ends; else 0 */
};

/* tg_item_next, but after a signal only until RUN's deadline, which it sets then: 0 is the end too. */
static int
next_item(struct run *run, struct tg_item_reader *in, char **item, size_t *len, struct tg_fault *why)
{
	for (int more = 1; more > 0;) {
		int seen = tg_interrupt_caught();
		if (seen && !run->deadline)
			run->deadline = time(NULL) + GRACE_SECONDS;
		if (seen && time(NULL) >= run->deadline)
			return 0;
		if (tg_item_take(in, item, len))
			return 1;
		tg_kept_flush(&run->kept);
		struct pollfd input = { .fd = in->fd, .events = POLLIN };
		if (tg_interrupt_poll(&input, 1, seen ? 1000 : -1, seen) > 0)
			more = tg_item_fill(in, why);
		if (more < 0)
			return more;
	}
	return 0;
}

/* With -v: a line for a file that has no whole thumbnail. */
static void
say_record(const struct tg_record *record)
{
	char path[TG_PATH_SHOW_SIZE];

	if (record->kind == TG_RECORD_SKIPPED)
		terminal_say("%s: not a picture", tg_path_show(record->path, path, sizeof(path)));
	else if (record->kind == TG_RECORD_FAILED || record->kind == TG_RECORD_PARTIAL)
		terminal_say("%s: %s", tg_path_show(record->path, path, sizeof(path)), record->reason.text);
}

/*
 * The folder that FILE will be in, for its owner to free; or NULL where readers
 * may find what is written by another path.
 */
static char *
place_of(const char *file, const struct tg_output *output)
{
	char *folder = output->folder >= 0 ? getcwd(NULL, 0) : NULL;
	char *place = NULL;
	char link;

	if (folder && readlink(file, &link, 1) < 0)
		place = tg_path_absolute(folder, file);
	free(folder);
	if (place)
		/* The root keeps its slash. */
		place[strrchr(place, '/') > place ? strrchr(place, '/') - place : 1] = '\0';
	return place;
}

/* Lists RECORD. Returns 0, or -1 with WHY filled if the listing could not be written. */
static int
take(struct run *run, const struct tg_record *record, struct tg_fault *why)
{
	if (run->erase)
		fputs(TERMINAL_ERASE, run->listing.out);
	if (run->options->verbose && !record->variant)
		say_record(record);
	tg_kept_add(&run->kept, record);
	if (tg_collation_add(&run->all, record, why))
		return -1;
	if (!run->options->orphans)
		return tg_listing_write(&run->listing, record, why);
	tg_orphans_note(&run->orphans, record);
	return 0;
}

/* The shares of a list wait until all are there. Returns 0, or -1 with WHY filled. */
static int
open_parts(struct run *run, struct tg_fault *why)
{
	const char *temporary = getenv("TMPDIR");
	int folder = run->output.folder;

	/* A file's place has room for it; what else there is to know is where temporary files go. */
	if (folder < 0)
		folder = open(temporary && *temporary ? temporary : "/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return tg_fault_errno(why, temporary && *temporary ? temporary : "/tmp");
	int status = tg_parts_open(&run->parts, folder, why);
	if (folder != run->output.folder)
		close(folder);
	return status;
}

/* Lists RECORD, or puts it aside where it is of a share. Returns 0, or -1 with WHY filled. */
static int
sort_out(struct run *run, const struct tg_record *record, struct tg_fault *why)
{
	bool is_share = record->kind == TG_RECORD_BEGIN && record->shard.count;

	if (is_share && !run->parts && run->options->format != &tg_records) {
		if (run->all.n_streams)
			tg_collation_flaw(&run->all,
			                  &(struct tg_fault){ TG_FAULT_CORRUPT, "a share of a list after a whole one" });
		if (open_parts(run, why))
			return -1;
	}
	return run->parts ? tg_parts_add(run->parts, record, why) : take(run, record, why);
}

/* Lists the records that were put aside. Returns 0, or -1 with WHY filled if the listing could not be written. */
static int
merge(struct run *run, struct tg_fault *why)
{
	struct tg_record record;
	struct tg_fault flaw;
	int more, status = 0;

	if (tg_parts_check(run->parts, &flaw))
		tg_collation_flaw(&run->all, &flaw);
	while (!status && (more = tg_parts_next(run->parts, &record, &flaw)) > 0)
		status = take(run, &record, why);
	if (status || more == 0)
		return status;
	/* What the disk refuses is no flaw of the input. */
	if (flaw.code != TG_FAULT_CORRUPT) {
		*why = flaw;
		return -1;
	}
	tg_collation_flaw(&run->all, &flaw);
	return 0;
}

/*
 * Lists all records of standard input. Returns 0 at the end of the input, the
 * verdict on which is up to the collation; or -1 with WHY filled if
 * the listing could not be written.
 */
static int
list(struct run *run, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	char *item;
	size_t len;
	int more = 1, status = tg_listing_begin(&run->listing, why);

	run->erase = !run->options->null && terminal_can_erase(fileno(run->listing.out));
	tg_item_reader_init(&in, STDIN_FILENO);
	while (!status && (more = next_item(run, &in, &item, &len, why)) > 0) {
		if (tg_record_read(item, len, &record, why))
			tg_collation_flaw(&run->all, why);
		else
			status = sort_out(run, &record, why);
	}
	if (more < 0) {
		struct tg_fault flaw;
		tg_fault_set(&flaw, why->code, "standard input: %s", why->text);
		tg_collation_flaw(&run->all, &flaw);
	}
	if (tg_item_is_cut(&in))
		tg_collation_flaw(&run->all, &(struct tg_fault){ TG_FAULT_TRUNCATED, "the last record has no end" });
	tg_item_reader_free(&in);
	if (!status && run->parts)
		status = merge(run, why);
	return status ? status : tg_listing_end(&run->listing, &run->all, why);
}

static void
say_summary(const struct tg_collation *all)
{
	char reused[32] = "", reasons[TG_COLLATION_REASONS_SIZE];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	double seconds = (double)(now.tv_sec - all->start.tv_sec) + (double)(now.tv_nsec - all->start.tv_nsec) / 1e9;
	if (all->n_reused)
		snprintf(reused, sizeof(reused), ", %" PRIu64 " reused", all->n_reused);
	terminal_say("%" PRIu64 " thumbnails, %" PRIu64 " partial, %" PRIu64 " failed%s, %" PRIu64
	             " not pictures%s, %.1f seconds",
	             all->counts.thumbnails, all->counts.partial, all->counts.failed,
	             tg_collation_reasons(all, reasons, sizeof(reasons)), all->counts.skipped, reused,
	             all->n_streams ? seconds : 0.0);
}

/* Whether PATH and OTHER lead to one file. */
static bool
is_same(const char *path, const char *other)
{
	struct stat a, b;

	if (stat(path, &a) || stat(other, &b))
		return strcmp(path, other) == 0;
	return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Whether the file PATH holds records, which a listing in their place would be the end of. */
static bool
has_records(const char *path)
{
	char head[2];
	struct stat status;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool is_file = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	ssize_t n = is_file ? read(fd, head, sizeof(head)) : 0;

	if (fd >= 0)
		close(fd);
	return n == sizeof(head) && tg_record_is_start(head, (size_t)n);
}

/* Opens what RUN writes to, or ends the program. */
static void
begin(struct run *run)
{
	const struct tgsink_options *options = run->options;
	struct tg_fault why;

	if (options->file && options->records && is_same(options->file, options->records))
		errx(TG_STATUS_USAGE, "-r %s: it is the listing's file", options->records);
	if (options->file && options->format != &tg_records && has_records(options->file))
		errx(TG_STATUS_USAGE, "%s: it holds records, and no listing goes in their place", options->file);
	tg_collation_init(&run->all);
	tg_kept_init(&run->kept);
	if (options->orphans && tg_orphans_open(&run->orphans, options->orphans, &why))
		errx(TG_STATUS_USAGE, "%s: %s", options->orphans, why.text);
	/* A FIFO waits for its reader here, and a signal may end that. */
	if (tg_output_open(&run->output, options->file, &why))
		errx(TG_STATUS_USAGE, "%s: %s", options->file ? options->file : "standard output", why.text);
	run->output.sync = options->sync;
	run->place = place_of(options->file, &run->output);
	run->listing = (struct tg_listing){
		.format = options->format, .out = run->output.stream, .zero = options->null, .place = run->place,
	};
	if (options->records && tg_kept_open(&run->kept, options->records, &why))
		errx(TG_STATUS_USAGE, "%s", why.text);
}

/* Of orphans an input that was cut has no list: what it does not name may well be in use. */
static int
finish_output(struct run *run, bool complete, struct tg_fault *why)
{
	const char *folder = run->options->orphans;

	/* Of nothing there is no part, and of orphans none that is known to be one. */
	if (!complete && (folder || (run->output.partial && !run->all.n_streams)))
		return 0;
	if (folder && tg_orphans_write(&run->orphans, folder, run->output.stream, run->options->null, why))
		return -1;
	return tg_output_finish(&run->output, complete, why);
}

/* Ends what RUN has written to, after a listing that ended as LISTED and WHY tell. Returns the exit status. */
static enum tg_status
finish(struct run *run, int listed, struct tg_fault *why)
{
	const char *name = run->options->file ? run->options->file : "standard output";
	const char *orphans = run->options->orphans;
	const char *partial = orphans || !run->all.n_streams ? NULL : run->output.partial;
	struct tg_fault cut;
	bool complete = tg_collation_check(&run->all, &cut) == 0;

	/* Before standard output is closed, whose number another file would get. */
	struct tg_fault unkept;
	int kept = tg_kept_finish(&run->kept, complete, run->options->sync, &unkept);
	if (kept)
		terminal_say("%s", unkept.text);
	if (orphans && complete && !run->orphans.is_meant) {
		terminal_say("%s: no stream of the input has its thumbnails there", orphans);
		return TG_STATUS_USAGE;
	}
	if (listed == 0)
		listed = finish_output(run, complete, why);
	if (listed)
		terminal_say("%s: %s", name, why->text);
	else if (!complete)
		terminal_say(partial ? "%s; what came is in %s%s%s" : "%s", cut.text, partial,
		             run->kept.n_records && !kept ? ", and for the next run in " : "",
		             run->kept.n_records && !kept ? run->options->records : "");
	else if (run->options->verbose && run->output.unchanged)
		terminal_say("%s: unchanged", name);
	if (listed || kept)
		return TG_STATUS_USAGE;
	if (!complete)
		return TG_STATUS_CUT;
	return run->all.counts.failed || run->all.counts.partial ? TG_STATUS_FAILED : TG_STATUS_DONE;
}

int
main(int argc, char **argv)
{
	struct tgsink_options options = { 0 };
	struct run run = { .options = &options };
	struct tg_fault why;

	/* Arguments. */
	if (tg_io_stdopen(&why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	terminal_prepare();
	tgsink_options_parse(&options, argc, argv);
	if (options.check)
		return tgsink_check(&options);
	if (options.missing)
		return tgsink_missing(&options);

	/* Prepare. */
	begin(&run);
	tg_interrupt_catch();

	/* Work. */
	int listed = list(&run, &why);

	/* Finish. */
	enum tg_status status = finish(&run, listed, &why);
	if (options.verbose || (!options.quiet && isatty(STDERR_FILENO)))
		say_summary(&run.all);
	tg_listing_free(&run.listing);
	free(run.place);
	tg_orphans_free(&run.orphans);
	tg_output_close(&run.output);
	tg_kept_close(&run.kept);
	tg_parts_close(run.parts);
	tg_collation_free(&run.all);
	tg_interrupt_die();
	return status;
}
