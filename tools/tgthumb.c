/* tgthumb: makes a thumbnail of each picture whose path it is given. */
#include <err.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/interrupt.h"
#include "base/io.h"
#include "base/path.h"
#include "base/status.h"
#include "codec/codec.h"
#include "stream/item.h"
#include "stream/known.h"
#include "stream/group.h"
#include "work/machine.h"
#include "work/pool.h"
#include "work/reuse.h"
#include "work/sandbox.h"
#include "work/store.h"
#include "work/worker.h"
#include "terminal.h"
#include "tgthumb_input.h"
#include "tgthumb_options.h"
#include "tgthumb_progress.h"

/* After so many paths that needed no work, the progress and the input are looked at. */
#define GLANCE_EVERY 256

/* Room for the settings of any run. */
#define SETTINGS_SIZE 256

/* What a run has in hand. */
struct run {
	const struct tgthumb_options *options;
	char *cwd;                 /* for relative paths, owned */
	struct tgthumb_input input;
	struct tg_store store;
	struct tg_known *known;    /* by earlier runs, owned; NULL without -r */
	struct tg_reuse reuse;
	uint64_t n_still_broken;   /* records of failed and partial files that were known */
	struct tg_pool *pool;
	struct tg_item_writer out;
	uint64_t n_paths;          /* that were given to the pool */
	struct tgthumb_progress progress;
	uint64_t n_emitted;        /* those whose records are out */
	struct tg_record end;      /* the last record; its counts are those of the run */
};

/* In a worker, before its first file. */
static int
prepare(int socket, const void *arg, struct tg_fault *why)
{
	const struct tgthumb_options *options = arg;

	return options->no_sandbox ? 0 : tg_sandbox_enter(socket, why);
}

/* In a worker. */
static int
serve(int socket, const void *arg)
{
	const struct tgthumb_options *options = arg;

	return tg_worker_serve(socket, &options->shape);
}

/* Says what the sandbox will lack. */
static void
say_sandbox(const struct tgthumb_options *options)
{
	unsigned missing = options->no_sandbox ? 0 : tg_sandbox_missing();

	if (missing)
		warnx("this kernel has no %s%s%s: the workers' sandbox is weaker",
		      missing & TG_SANDBOX_LANDLOCK ? "Landlock" : "",
		      missing == (TG_SANDBOX_LANDLOCK | TG_SANDBOX_SECCOMP) ? " and no " : "",
		      missing & TG_SANDBOX_SECCOMP ? "seccomp" : "");
}

static void
say_record(const struct tgthumb_options *options, const struct tg_record *record)
{
	char path[TG_PATH_SHOW_SIZE];
	bool broken = record->kind == TG_RECORD_FAILED || record->kind == TG_RECORD_PARTIAL;

	/* What was said of it in an earlier run need not be said every night. */
	if (!options->verbose && (options->quiet || !broken || record->reused))
		return;
	tg_path_show(record->path, path, sizeof(path));
	if (record->kind == TG_RECORD_SKIPPED)
		terminal_say("%s: not a picture", path);
	else if (record->kind == TG_RECORD_FAILED)
		terminal_say("%s: %s", path, record->reason.text);
	else if (record->kind == TG_RECORD_PARTIAL)
		terminal_say("%s: %s: thumbnail of a part, %s", path, record->reason.text, record->name);
	else
		terminal_say("%s: %s", path, record->name);
}

static int
write_record(struct run *run, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_fault cause;

	if (tg_record_write(&run->out, record, &cause))
		return tg_fault_set(why, cause.code, "standard output: %s", cause.text);
	return 0;
}

static int
emit(void *arg, const struct tg_group *group, struct tg_fault *why)
{
	struct run *run = arg;
	uint64_t position = tgthumb_input_position(&run->input, run->n_emitted++);
	struct tg_record record;

	run->n_still_broken += group->first.reused && group->first.reason.code != TG_FAULT_NONE;
	say_record(run->options, &group->first);
	for (unsigned i = 0; i <= group->n_more; i++) {
		tg_group_get(group, i, &record);
		memcpy(record.id, run->end.id, sizeof(record.id));
		record.position = position;
		tg_counts_add(&run->end.counts, &record);
		if (write_record(run, &record, why))
			return -1;
	}
	return 0;
}

static int
flush(void *arg, struct tg_fault *why)
{
	struct run *run = arg;
	struct tg_fault cause;

	if (tg_item_flush(&run->out, &cause))
		return tg_fault_set(why, cause.code, "standard output: %s", cause.text);
	return 0;
}

/* Shows how far the run is, when that is due; what the pool wants of its watch. */
static int
watch(void *arg)
{
	struct run *run = arg;
	struct tg_progress numbers;
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	int64_t now = (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;

	/* What is on its way to the end needs no line, and a second signal would leave it on the terminal. */
	if (tg_interrupt_caught())
		tgthumb_progress_end(&run->progress);
	if (tgthumb_progress_wait(&run->progress, now) == 0) {
		tg_pool_look(run->pool, &numbers);
		numbers.n_total = run->input.n_known;
		numbers.is_total = run->input.ended;
		tgthumb_progress_show(&run->progress, now, &numbers);
	}
	return tgthumb_progress_wait(&run->progress, now);
}

/* What shapes a thumbnail and its name, for the begin record; what is left out is as by default. */
static void
format_settings(const struct tgthumb_options *options, char text[SETTINGS_SIZE])
{
	const struct tg_shape *shape = &options->shape;
	int len = 0;
	char quality[32] = "png";

	if (shape->encoding.format == TG_FORMAT_JPEG)
		snprintf(quality, sizeof(quality), "jpeg quality=%u", shape->encoding.quality);
	for (unsigned i = 0; i < shape->n_boxes; i++)
		len += snprintf(text + len, (size_t)(SETTINGS_SIZE - len), "%s%" PRIu32 "x%" PRIu32, i ? "," : "box=",
		                shape->boxes[i].width, shape->boxes[i].height);
	snprintf(text + len, (size_t)(SETTINGS_SIZE - len), " format=%s%s%s%s%s", quality,
	         shape->linear ? " linear=yes" : "", shape->orient ? "" : " orient=no",
	         shape->strict ? " strict=yes" : "", options->fan_out ? " fan-out=yes" : "");
}

/* Opens what RUN works with, and writes the begin record. Returns 0, or -1 with WHY filled. */
static int
begin(struct run *run, struct tg_fault *why)
{
	const struct tgthumb_options *options = run->options;
	uint64_t memory = tg_machine_memory();
	struct tg_pool_setup setup = {
		.n_workers = options->n_jobs,
		.shape = options->shape,
		.store = &run->store,
		.fan_out = options->fan_out,
		.duty = { prepare, serve, options },
		.timeout = options->timeout,
		.memory = memory / 2,
		.emit = emit,
		.flush = flush,
		.watch = watch,
		.arg = run,
	};
	char settings[SETTINGS_SIZE];
	struct tg_record record = { .kind = TG_RECORD_BEGIN, .settings = settings, .path = run->store.path };

	format_settings(options, settings);
	if (options->records && tg_known_open(&run->known, options->records, settings, why))
		return -1;
	run->reuse = (struct tg_reuse){
		.known = run->known, .store = &run->store, .n_sizes = options->shape.n_boxes, .retry = options->retry,
	};
	tgthumb_input_open(&run->input, options, memory);
	if (options->shard.count) {
		if (tgthumb_input_share(&run->input, options, why))
			return -1;
		record.shard = options->shard;
		record.n_listed = run->input.share.n_listed;
		tg_share_digest(&run->input.share, record.list);
	}
	if (tg_pool_open(&run->pool, &setup, why) ||
	    tg_item_writer_init(&run->out, STDOUT_FILENO, PIPE_BUF, why) || tg_record_new_id(record.id, why))
		return -1;
	clock_gettime(CLOCK_REALTIME, &record.start);
	run->end.kind = TG_RECORD_END;
	memcpy(run->end.id, record.id, sizeof(record.id));
	return write_record(run, &record, why);
}

/* Gives PATH to the pool, or its records, where they are known. 0, or -1 with WHY filled. */
static int
put_path(struct run *run, const char *path, struct tg_fault *why)
{
	struct tg_group group;

	if (tg_reuse_find(&run->reuse, path, &group))
		return tg_pool_put_group(run->pool, &group, why);
	return tg_pool_put(run->pool, path, why);
}

/* What a round of the pool does besides work, for where records are known and need no round. */
static int
glance(struct run *run, struct tg_fault *why)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	watch(run);
	if (tgthumb_input_wants(&run->input) && poll(&in, 1, 0) == 1)
		return tgthumb_input_read(&run->input, why);
	return 0;
}

/* Gives paths to the pool until it is full or none is left. 0, or -1 with WHY filled. */
static int
feed(struct run *run, struct tg_fault *why)
{
	const char *path;

	while (tg_pool_has_room(run->pool) && !tg_interrupt_caught() && (path = tgthumb_input_take(&run->input))) {
		char *absolute = tg_path_absolute(run->cwd, path);
		int put = absolute ? put_path(run, absolute, why) : tg_fault_errno(why, NULL);
		free(absolute);
		if (put)
			return -1;
		if (++run->n_paths % GLANCE_EVERY == 0 && glance(run, why))
			return -1;
	}
	return 0;
}

/* Takes all paths to their records. Returns 0, or -1 with WHY filled if it cannot go on. */
static int
work(struct run *run, struct tg_fault *why)
{
	bool readable;

	while (!tg_interrupt_caught()) {
		if (feed(run, why))
			return -1;
		if (run->input.ended && tg_pool_has_room(run->pool))
			break;
		bool wanted = tgthumb_input_wants(&run->input);
		if (tg_pool_wait(run->pool, wanted ? STDIN_FILENO : -1, &readable, why) ||
		    (readable && tgthumb_input_read(&run->input, why)))
			return -1;
	}
	if (tg_pool_finish(run->pool, why))
		return -1;
	if (run->input.unread.code)
		*why = run->input.unread;
	return run->input.unread.code ? -1 : 0;
}

/* Whether the input was whole and each path of it has its record; else WHY says what is missing. */
static int
check(const struct run *run, struct tg_fault *why)
{
	uint64_t n_records = tg_counts_sum(&run->end.counts);

	if (tgthumb_input_check(&run->input, why))
		return -1;
	if (n_records != run->n_paths)
		return tg_fault_set(why, TG_FAULT_IO, "%" PRIu64 " records of %" PRIu64 " paths", n_records, run->n_paths);
	return 0;
}

/* Closes standard output, which may be when a file system says that it is full. */
static int
close_output(struct tg_fault *why)
{
	return close(STDOUT_FILENO) ? tg_fault_errno(why, "standard output") : 0;
}

/* Writes the end record after work that ended as WORKED and WHY tell. Returns the exit status. */
static enum tg_status
finish(struct run *run, int worked, struct tg_fault *why)
{
	struct tg_fault cut;

	/* Before the end record, since its reader has something to say at the end. */
	tgthumb_progress_end(&run->progress);
	if (!worked && run->options->sync)
		worked = tg_store_sync(&run->store, why);
	run->end.complete = !worked && !tg_interrupt_caught() && check(run, &cut) == 0;
	if (worked)
		terminal_say("%s", why->text);
	else if (!run->end.complete && !tg_interrupt_caught())
		terminal_say("%s", cut.text);
	if ((write_record(run, &run->end, why) || flush(run, why) || close_output(why)) && !worked) {
		terminal_say("%s", why->text);
		worked = -1;
	}
	if (run->n_still_broken && !run->options->quiet && !worked)
		terminal_say("%" PRIu64 " files failed before and are as they were (--retry tries them again)",
		             run->n_still_broken);
	if (worked)
		return TG_STATUS_USAGE;
	if (!run->end.complete)
		return TG_STATUS_CUT;
	return run->end.counts.failed || run->end.counts.partial ? TG_STATUS_FAILED : TG_STATUS_DONE;
}

int
main(int argc, char **argv)
{
	struct tgthumb_options options;
	struct run run = { .options = &options };
	struct tg_fault why;

	/* Arguments. */
	if (tg_io_stdopen(&why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	terminal_prepare();
	tgthumb_options_parse(&options, argc, argv);

	/* Prepare. */
	say_sandbox(&options);
	tg_interrupt_catch();
	tg_interrupt_hear();
	tgthumb_progress_init(&run.progress, options.progress);
	run.cwd = getcwd(NULL, 0);
	char *folder = run.cwd ? tg_path_absolute(run.cwd, options.folder) : NULL;
	if (!folder)
		err(TG_STATUS_USAGE, "current folder");
	if (tg_store_open(&run.store, folder, &why))
		errx(TG_STATUS_USAGE, "%s: %s", options.folder, why.text);
	free(folder);
	if (begin(&run, &why))
		errx(TG_STATUS_USAGE, "%s", why.text);

	/* Work. */
	int worked = work(&run, &why);

	/* Finish. */
	enum tg_status status = finish(&run, worked, &why);
	tg_pool_close(run.pool);
	tg_known_close(run.known);
	tg_store_close(&run.store);
	tg_item_writer_free(&run.out);
	tgthumb_input_close(&run.input);
	free(run.cwd);
	tg_interrupt_die();
	return status;
}
