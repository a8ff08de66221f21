/* The options of tgsink: what they mean, and what --help says of them. */
#include "tgsink_options.h"

#include <err.h>
#include <getopt.h>

#include "base/status.h"
#include "say.h"

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

void
tgsink_options_parse(struct tgsink_options *options, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "null", no_argument, NULL, '0' },    { "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { "sync", no_argument, NULL, 'S' },
		{ 0 },
	};

	for (int c; (c = getopt_long(argc, argv, "0qv", longs, NULL)) != -1;) {
		switch (c) {
		case '0': options->null = true; break;
		case 'q': options->quiet = true; break;
		case 'v': options->verbose = true; break;
		case 'S': options->sync = true; break;
		case 'h': say(help);
		case 'V': say("tgsink " TG_VERSION "\n");
		default: refuse(USAGE);
		}
	}
	if (argc - optind > 1)
		refuse(USAGE);
	options->file = argv[optind];
	if (options->file && !*options->file)
		errx(TG_STATUS_USAGE, "the file has no name");
}
