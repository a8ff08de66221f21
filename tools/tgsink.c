/* tgsink: collates the records of tgthumb into a listing. */
#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/interrupt.h"
#include "base/io.h"
#include "base/output.h"
#include "base/path.h"
#include "base/status.h"
#include "stream/collate.h"
#include "stream/item.h"
#include "stream/listing.h"
#include "stream/record.h"
#include "say.h"

/* After a signal: how long the tools before this one may take to send what they have. */
#define GRACE_SECONDS 5

struct arguments {
	bool null;        /* lines end with NUL */
	bool quiet;       /* no summary */
	bool sync;        /* the listing is on the disk at the end */
	bool verbose;     /* a summary, and a line for each file that has no thumbnail */
	const char *file; /* NULL for standard output */
};

#define USAGE "usage: tgsink [-0qv] [--sync] [file]\n"

static const char help[] = USAGE
	"Collates the records of tgthumb on standard input into lines \"THUMBNAIL: PATH\".\n"
	"FILE is replaced only by a complete listing; what a cut stream held goes to FILE.partial.\n"
	"\n"
	"  -0, --null     end lines with NUL, without escapes\n"
	"  -q, --quiet    no summary\n"
	"  -v, --verbose  a summary, and a line for each file without a whole thumbnail\n"
	"      --sync     see FILE on the disk before the end\n"
	"      --help     this text\n"
	"      --version  the version\n"
	"\n"
	"Exit status: 0 done, 1 some file failed, 2 usage or environment, 3 the stream was cut.\n";

/* Fills *ARGUMENTS, or ends the program. */
static void
parse(struct arguments *arguments, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "null", no_argument, NULL, '0' },    { "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { "sync", no_argument, NULL, 'S' },
		{ 0 },
	};

	for (int c; (c = getopt_long(argc, argv, "0qv", longs, NULL)) != -1;) {
		switch (c) {
		case '0': arguments->null = true; break;
		case 'q': arguments->quiet = true; break;
		case 'v': arguments->verbose = true; break;
		case 'S': arguments->sync = true; break;
		case 'h': say(help);
		case 'V': say("tgsink " TG_VERSION "\n");
		default: refuse(USAGE);
		}
	}
	if (argc - optind > 1)
		refuse(USAGE);
	arguments->file = argv[optind];
	if (arguments->file && !*arguments->file)
		errx(TG_STATUS_USAGE, "the file has no name");
}

/* tg_item_next, but after a signal only until *DEADLINE, which it sets then: 0 is the end too. */
static int
next_item(struct tg_item_reader *in, time_t *deadline, char **item, size_t *len, struct tg_fault *why)
{
	for (int more = 1; more > 0;) {
		int seen = tg_interrupt_caught();
		if (seen && !*deadline)
			*deadline = time(NULL) + GRACE_SECONDS;
		if (seen && time(NULL) >= *deadline)
			return 0;
		if (tg_item_take(in, item, len))
			return 1;
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
		warnx("%s: not a picture", tg_path_show(record->path, path, sizeof(path)));
	else if (record->kind == TG_RECORD_FAILED || record->kind == TG_RECORD_PARTIAL)
		warnx("%s: %s", tg_path_show(record->path, path, sizeof(path)), record->reason.text);
}

/*
 * Lists all records of standard input. Returns 0 at the end of the input, the
 * verdict on which is in WHY if ALL is not complete; or -1 with WHY filled if
 * the listing could not be written.
 */
static int
list(const struct arguments *arguments, struct tg_output *output, struct tg_collation *all, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	time_t deadline = 0;
	char *item;
	size_t len;
	int more = 1, status = 0;

	tg_item_reader_init(&in, STDIN_FILENO);
	while (!status && (more = next_item(&in, &deadline, &item, &len, why)) > 0) {
		if (tg_record_read(item, len, &record, why)) {
			tg_collation_flaw(all, why);
			continue;
		}
		status = tg_collation_add(all, &record, why);
		if (!status)
			status = tg_listing_write(output->stream, &record, arguments->null, why);
		if (arguments->verbose)
			say_record(&record);
	}
	if (more < 0) {
		struct tg_fault flaw;
		tg_fault_set(&flaw, why->code, "standard input: %s", why->text);
		tg_collation_flaw(all, &flaw);
	}
	if (tg_item_is_cut(&in))
		tg_collation_flaw(all, &(struct tg_fault){ TG_FAULT_TRUNCATED, "the last record has no end" });
	tg_item_reader_free(&in);
	return status;
}

static void
say_summary(const struct tg_collation *all)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	double seconds = (double)(now.tv_sec - all->start.tv_sec) + (double)(now.tv_nsec - all->start.tv_nsec) / 1e9;
	warnx("%" PRIu64 " thumbnails, %" PRIu64 " partial, %" PRIu64 " failed, %" PRIu64 " not pictures, %.1f seconds",
	      all->counts.thumbnails, all->counts.partial, all->counts.failed, all->counts.skipped,
	      all->n_streams ? seconds : 0.0);
}

int
main(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct tg_output output;
	struct tg_collation all;
	struct tg_fault why = { 0 };

	/* Arguments. */
	if (tg_io_stdopen(&why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	parse(&arguments, argc, argv);

	/* Prepare. */
	const char *name = arguments.file ? arguments.file : "standard output";
	tg_collation_init(&all);
	/* A FIFO waits for its reader here, and a signal may end that. */
	if (tg_output_open(&output, arguments.file, &why))
		errx(TG_STATUS_USAGE, "%s: %s", name, why.text);
	output.sync = arguments.sync;
	tg_interrupt_catch();

	/* Work. */
	int written = list(&arguments, &output, &all, &why);

	/* Finish. */
	struct tg_fault cut;
	bool complete = tg_collation_check(&all, &cut) == 0;
	if (written == 0)
		written = tg_output_finish(&output, complete, &why);
	if (written)
		warnx("%s: %s", name, why.text);
	else if (!complete && output.partial)
		warnx("%s; what came is in %s", cut.text, output.partial);
	else if (!complete)
		warnx("%s", cut.text);
	tg_output_close(&output);
	if (arguments.verbose || (!arguments.quiet && isatty(STDERR_FILENO)))
		say_summary(&all);
	tg_collation_free(&all);
	tg_interrupt_die();
	if (written)
		return TG_STATUS_USAGE;
	if (!complete)
		return TG_STATUS_CUT;
	return all.counts.failed || all.counts.partial ? TG_STATUS_FAILED : TG_STATUS_DONE;
}
