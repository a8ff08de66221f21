/* tgsink: collates the records of tgthumb into a listing. */
#include <err.h>
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
#include "terminal.h"
#include "tgsink_options.h"

/* After a signal: how long the tools before this one may take to send what they have. */
#define GRACE_SECONDS 5

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
		terminal_say("%s: not a picture", tg_path_show(record->path, path, sizeof(path)));
	else if (record->kind == TG_RECORD_FAILED || record->kind == TG_RECORD_PARTIAL)
		terminal_say("%s: %s", tg_path_show(record->path, path, sizeof(path)), record->reason.text);
}

/*
 * Lists all records of standard input. Returns 0 at the end of the input, the
 * verdict on which is in WHY if ALL is not complete; or -1 with WHY filled if
 * the listing could not be written.
 */
static int
list(const struct tgsink_options *options, struct tg_listing *listing, struct tg_collation *all, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	time_t deadline = 0;
	char *item;
	size_t len;
	bool on_terminal = !options->null && terminal_can_erase(fileno(listing->out));
	int more = 1, status = tg_listing_begin(listing, why);

	tg_item_reader_init(&in, STDIN_FILENO);
	while (!status && (more = next_item(&in, &deadline, &item, &len, why)) > 0) {
		if (tg_record_read(item, len, &record, why)) {
			tg_collation_flaw(all, why);
			continue;
		}
		status = tg_collation_add(all, &record, why);
		if (on_terminal)
			fputs(TERMINAL_ERASE, listing->out);
		if (!status)
			status = tg_listing_write(listing, &record, why);
		if (options->verbose)
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
	return status ? status : tg_listing_end(listing, all, why);
}

static void
say_summary(const struct tg_collation *all)
{
	char reasons[TG_COLLATION_REASONS_SIZE];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	double seconds = (double)(now.tv_sec - all->start.tv_sec) + (double)(now.tv_nsec - all->start.tv_nsec) / 1e9;
	terminal_say("%" PRIu64 " thumbnails, %" PRIu64 " partial, %" PRIu64 " failed%s, %" PRIu64 " not pictures, %.1f seconds",
	             all->counts.thumbnails, all->counts.partial, all->counts.failed,
	      tg_collation_reasons(all, reasons, sizeof(reasons)), all->counts.skipped, all->n_streams ? seconds : 0.0);
}

int
main(int argc, char **argv)
{
	struct tgsink_options options = { 0 };
	struct tg_output output;
	struct tg_collation all;
	struct tg_fault why = { 0 };

	/* Arguments. */
	if (tg_io_stdopen(&why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	terminal_prepare();
	tgsink_options_parse(&options, argc, argv);

	/* Prepare. */
	const char *name = options.file ? options.file : "standard output";
	tg_collation_init(&all);
	/* A FIFO waits for its reader here, and a signal may end that. */
	if (tg_output_open(&output, options.file, &why))
		errx(TG_STATUS_USAGE, "%s: %s", name, why.text);
	output.sync = options.sync;
	tg_interrupt_catch();

	/* Work. */
	struct tg_listing listing = { .format = options.format, .out = output.stream, .zero = options.null };
	int written = list(&options, &listing, &all, &why);

	/* Finish. */
	struct tg_fault cut;
	bool complete = tg_collation_check(&all, &cut) == 0;
	if (written == 0)
		written = tg_output_finish(&output, complete, &why);
	if (written)
		terminal_say("%s: %s", name, why.text);
	else if (!complete && output.partial)
		terminal_say("%s; what came is in %s", cut.text, output.partial);
	else if (!complete)
		terminal_say("%s", cut.text);
	else if (options.verbose && output.unchanged)
		terminal_say("%s: unchanged", name);
	tg_listing_free(&listing);
	tg_output_close(&output);
	if (options.verbose || (!options.quiet && isatty(STDERR_FILENO)))
		say_summary(&all);
	tg_collation_free(&all);
	tg_interrupt_die();
	if (written)
		return TG_STATUS_USAGE;
	if (!complete)
		return TG_STATUS_CUT;
	return all.counts.failed || all.counts.partial ? TG_STATUS_FAILED : TG_STATUS_DONE;
}
