/* The options of tgsink: what they mean, and what --help says of them. */
#include "tgsink_options.h"

#include <err.h>
#include <getopt.h>
#include <string.h>

#include "base/status.h"
#include "listing/listing.h"
#include "listing/text.h"
#include "say.h"

#define USAGE \
	"usage: tgsink [-0qv] [-f format] [-r records] [--orphans folder] [--sync] [file]\n" \
	"       tgsink [-q] --check [file]\n" \
	"       tgsink [-q] --missing\n"

static const char help[] = USAGE
	"Collates the records of tgthumb on standard input into lines \"THUMBNAIL: PATH\",\n"
	"or into another format.\n"
	"FILE is replaced only by a complete listing; what a cut stream held goes to FILE.partial.\n"
	"\n"
	"  -0, --null           end lines with NUL, without escapes\n"
	"  -f, --format=FORMAT  text, json (an object a line), csv, html (a page to look at),\n"
	"                       or records (as they came)\n"
	"  -q, --quiet          no summary\n"
	"  -r, --records=FILE   keep the records in FILE, for tgthumb -r\n"
	"  -v, --verbose        a summary, and a line for each file without a whole thumbnail\n"
	"      --check          tell by the exit status whether the records in FILE are complete\n"
	"      --missing        write which shares of a list are missing, as 2,5\n"
	"      --orphans=DIR    list the thumbnails in DIR that no record names, instead\n"
	"      --sync           see FILE on the disk before the end\n"
	"      --help           this text\n"
	"      --version        the version\n"
	"\n"
	"Exit status: 0 done, 1 some file failed, 2 usage or environment, 3 the stream was cut.\n";

static const struct tg_listing_format *
to_format(const char *name)
{
	const struct tg_listing_format *format = tg_listing_format(name);

	if (!format)
		errx(TG_STATUS_USAGE, "-f %s: the formats are text, json, csv, html and records", name);
	return format;
}

/* Ends the program where OPTIONS make no sense together. */
static void
check(const struct tgsink_options *options)
{
	bool lists = options->null || options->format != &tg_text || options->orphans || options->records ||
	             options->sync || options->verbose;

	if ((options->check && (options->missing || lists)) || (options->missing && (options->file || lists)))
		refuse(USAGE);
	if (options->file && !*options->file)
		errx(TG_STATUS_USAGE, "the file has no name");
	if (options->records && !*options->records)
		errx(TG_STATUS_USAGE, "-r: the file has no name");
	if (options->orphans && !*options->orphans)
		errx(TG_STATUS_USAGE, "--orphans: the folder has no name");
	if (options->orphans && options->format != &tg_text)
		errx(TG_STATUS_USAGE, "--orphans: only the text format lists them");
	if (options->orphans && !options->null && strchr(options->orphans, '\n'))
		errx(TG_STATUS_USAGE, "--orphans: a newline in the path, which takes -0");
	if (options->null && options->format != &tg_text)
		errx(TG_STATUS_USAGE, "-0: only the text format has lines to end with NUL");
}

void
tgsink_options_parse(struct tgsink_options *options, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "null", no_argument, NULL, '0' },    { "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' }, { "sync", no_argument, NULL, 'S' },
		{ "check", no_argument, NULL, 'C' },     { "missing", no_argument, NULL, 'M' },
		{ "format", required_argument, NULL, 'f' }, { "records", required_argument, NULL, 'r' },
		{ "orphans", required_argument, NULL, 'O' },
		{ 0 },
	};

	options->format = &tg_text;
	for (int c; (c = getopt_long(argc, argv, "0f:qr:v", longs, NULL)) != -1;) {
		switch (c) {
		case '0': options->null = true; break;
		case 'f': options->format = to_format(optarg); break;
		case 'O': options->orphans = optarg; break;
		case 'q': options->quiet = true; break;
		case 'r': options->records = optarg; break;
		case 'v': options->verbose = true; break;
		case 'C': options->check = true; break;
		case 'M': options->missing = true; break;
		case 'S': options->sync = true; break;
		case 'h': say(help);
		case 'V': say("tgsink " TG_VERSION "\n");
		default: refuse(USAGE);
		}
	}
	if (argc - optind > 1)
		refuse(USAGE);
	options->file = argv[optind];
	check(options);
}
