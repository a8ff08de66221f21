/* tgwalk: writes the paths of the files in folder trees. */
#include <err.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/path.h"
#include "base/status.h"
#include "stream/item.h"
#include "stream/paths.h"
#include "walk/walk.h"
#include "say.h"
#include "terminal.h"

/* Writes to a pipe of this size let its reader begin soon. */
#define WRITE_SIZE ((size_t)16 << 10)

#define USAGE "usage: tgwalk [-0lLqx] [-e ext,...] [-n file] [path ...]\n"

static const char help[] = USAGE
	"Writes the absolute paths of the files in folders, by default in the current one.\n"
	"\n"
	"  -0, --null             a plain list ended by NULs: do not mark where it ends\n"
	"  -e, --extension=EXT,.. only files with one of these extensions, in any case\n"
	"  -l, --lines            a plain list of lines; a path with a newline is none of them\n"
	"  -L, --follow           enter folders that symbolic links lead to\n"
	"  -n, --newer=FILE       only files that were changed since FILE was\n"
	"  -q, --quiet            no messages on what could not be read\n"
	"  -x, --one-file-system  enter no folder on another file system\n"
	"      --help             this text\n"
	"      --version          the version\n"
	"\n"
	"Exit status: 0 done, 1 something could not be read, 2 usage or environment.\n";

struct arguments {
	struct tg_walk_options walk;
	char *extensions; /* all of -e, owned */
	enum tg_paths_form form; /* -0, -l */
	bool quiet;       /* -q */
	char **operands;  /* ended by NULL */
};

/* Appends the extensions of a further -e. */
static void
add_extensions(struct arguments *arguments, const char *list)
{
	char *all = NULL;

	if (asprintf(&all, "%s%s%s", arguments->extensions ? arguments->extensions : "",
	             arguments->extensions ? "," : "", list) < 0)
		err(TG_STATUS_USAGE, NULL);
	free(arguments->extensions);
	arguments->extensions = all;
	arguments->walk.extensions = all;
}

/* Takes the time of FILE for -n. */
static void
set_since(struct arguments *arguments, const char *file)
{
	char shown[TG_PATH_SHOW_SIZE];
	struct stat status;

	if (!*file)
		errx(TG_STATUS_USAGE, "-n: the file has no name");
	int fd = tg_io_open(file, O_PATH);

	if (fd < 0 || fstat(fd, &status))
		err(TG_STATUS_USAGE, "-n %s", tg_path_show(file, shown, sizeof(shown)));
	close(fd);
	arguments->walk.only_changed = true;
	arguments->walk.since = status.st_mtim;
}

/* Fills *ARGUMENTS, or ends the program. */
static void
parse(struct arguments *arguments, int argc, char **argv)
{
	static char *here[] = { ".", NULL };
	static const struct option longs[] = {
		{ "null", no_argument, NULL, '0' },
		{ "extension", required_argument, NULL, 'e' },
		{ "lines", no_argument, NULL, 'l' },
		{ "follow", no_argument, NULL, 'L' },
		{ "newer", required_argument, NULL, 'n' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "one-file-system", no_argument, NULL, 'x' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};

	for (int c; (c = getopt_long(argc, argv, "0e:lLn:qx", longs, NULL)) != -1;) {
		switch (c) {
		case '0': arguments->form = TG_PATHS_PLAIN; break;
		case 'e': add_extensions(arguments, optarg); break;
		case 'l': arguments->form = TG_PATHS_LINES; break;
		case 'L': arguments->walk.follow = true; break;
		case 'n': set_since(arguments, optarg); break;
		case 'q': arguments->quiet = true; break;
		case 'x': arguments->walk.one_file_system = true; break;
		case 'h': say(help);
		case 'V': say("tgwalk " TG_VERSION "\n");
		default: refuse(USAGE);
		}
	}
	arguments->operands = argv[optind] ? argv + optind : here;
}

/* Adds an item to OUT; a stream that nobody can read ends the program. */
static void
put(struct tg_item_writer *out, const char *item, size_t len)
{
	struct tg_fault why;

	if (tg_item_write(out, item, len, &why))
		errx(TG_STATUS_USAGE, "standard output: %s", why.text);
}

/* Writes the paths in OPERAND to OUT; says what could not be read, or is no line. */
static enum tg_status
list(struct tg_walk *walk, const char *operand, const struct arguments *arguments, struct tg_item_writer *out)
{
	enum tg_status status = TG_STATUS_DONE;
	char shown[TG_PATH_SHOW_SIZE];
	struct tg_fault why;
	const char *path;
	size_t len;
	int found;

	tg_walk_start(walk, operand);
	while ((found = tg_walk_next(walk, &path, &len, &why))) {
		if (found > 0 && arguments->form == TG_PATHS_LINES && memchr(path, '\n', len)) {
			tg_fault_set(&why, TG_FAULT_UNSUPPORTED, "a newline in the path, which -l does not write");
		} else if (found > 0) {
			put(out, path, len);
			continue;
		}
		if (!arguments->quiet)
			terminal_say("%s: %s", *path ? tg_path_show(path, shown, sizeof(shown)) : "''", why.text);
		if (why.code != TG_FAULT_NONE)
			status = TG_STATUS_FAILED;
	}
	return status;
}

int
main(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct tg_walk *walk = NULL;
	struct tg_item_writer out;
	struct tg_fault why;
	int status = TG_STATUS_DONE;

	/* Arguments. */
	if (tg_io_stdopen(&why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	terminal_prepare();
	parse(&arguments, argc, argv);

	/* Prepare. */
	if (tg_walk_open(&walk, &arguments.walk, &why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	if (tg_item_writer_init(&out, STDOUT_FILENO, WRITE_SIZE, &why))
		errx(TG_STATUS_USAGE, "%s", why.text);
	if (arguments.form == TG_PATHS_LINES)
		out.ender = '\n';

	/* Work: between two markers, which say that the stream is whole. */
	if (arguments.form == TG_PATHS_MARKED)
		put(&out, "", 0);
	for (char **operand = arguments.operands; *operand; operand++)
		if (list(walk, *operand, &arguments, &out) != TG_STATUS_DONE)
			status = TG_STATUS_FAILED;
	if (arguments.form == TG_PATHS_MARKED)
		put(&out, "", 0);

	/* Finish. */
	if (tg_item_flush(&out, &why))
		errx(TG_STATUS_USAGE, "standard output: %s", why.text);
	if (close(STDOUT_FILENO))
		err(TG_STATUS_USAGE, "standard output");
	tg_item_writer_free(&out);
	tg_walk_close(walk);
	free(arguments.extensions);
	return status;
}
