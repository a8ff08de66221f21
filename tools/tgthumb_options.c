/* The options of tgthumb: what they mean, what they may be, and what --help says of them. */
#include "tgthumb_options.h"

#include <err.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/status.h"
#include "work/machine.h"
#include "say.h"

#define JOBS_MAX 1024
#define SIDE_MAX 8192 /* of the box, in pixels */
#define MEGAPIXELS_MAX 1000000
#define TIMEOUT_MAX 86400 /* seconds */
#define QUALITY_MAX 100
#define QUALITY 82
#define SIZE "200x200"

/* A sanitizer's reports need calls and files that the sandbox takes away. */
#ifdef TG_SANITIZED
#define IS_SANITIZED true
#define SANDBOX "none, in a build with sanitizers"
#else
#define IS_SANITIZED false
#define SANDBOX "limits, Landlock, seccomp"
#endif

/* Options that have no letter. */
enum { FAN_OUT = 256, LINEAR, NO_ORIENT, NO_SANDBOX, RETRY, SHARD, STRICT, SYNC, HELP, VERSION };

#define USAGE \
	"usage: tgthumb [-0lpqv] [--fan-out] [--linear] [--no-orient] [--no-sandbox] [--retry]\n" \
	"               [--shard I/N] [--strict] [--sync] [-f format] [-j jobs] [-m megapixels]\n" \
	"               [-o folder] [-Q quality] [-r records] [-s size] [-t seconds] [path ...]\n"

static const char version[] =
	"tgthumb " TG_VERSION "\n"
	"sandbox of the workers: " SANDBOX "\n";

static const char help[] = USAGE
	"Makes thumbnails of the JPEG and PNG pictures whose paths come on standard\n"
	"input, ended by NUL, or as operands; writes a record for each path.\n"
	"\n"
	"  -0, --null           plain list: no markers, may be empty\n"
	"  -f, --format FORMAT  of the thumbnails: png (default) or jpeg\n"
	"  -j, --jobs JOBS      worker processes (default: the CPUs it may use)\n"
	"  -l, --lines          plain list, a path a line\n"
	"  -m, --megapixels N   no picture larger than N million pixels (default: 300)\n"
	"  -o, --output FOLDER  for the thumbnails (default: thumbnails)\n"
	"  -p, --progress       a line of progress, where standard output is a terminal, too\n"
	"  -Q, --quality N      of JPEG thumbnails, 1 to 100 (default: 82)\n"
	"  -q, --quiet          no line for a file that failed, nor of progress\n"
	"  -r, --records FILE   take from FILE what is known of unchanged files\n"
	"  -s, --size WxH or N  the box that a thumbnail fits into (default: 200x200); several\n"
	"                       make so many thumbnails of each picture\n"
	"  -t, --timeout N      seconds that one picture may take (default: 60)\n"
	"  -v, --verbose        a line for each file\n"
	"      --fan-out        the thumbnails in 256 folders, as ab/abcd....png\n"
	"      --linear         shrink in linear light\n"
	"      --no-orient      leave pictures as they are stored, whatever EXIF says\n"
	"      --no-sandbox     workers keep their rights\n"
	"      --retry          with -r: try again what had failed\n"
	"      --shard I/N      only the paths that fall to share I of N, from 0\n"
	"      --strict         a damaged picture is a failure, without a thumbnail\n"
	"      --sync           see the thumbnails on the disk before the end\n"
	"      --help           this text\n"
	"      --version        the version\n"
	"\n"
	"Exit status: 0 done, 1 some file failed, 2 usage or environment, 3 the input was cut.\n";

/* Reads a number from 1 to MAX at TEXT: what follows it, or NULL. */
static const char *
read_number(const char *text, unsigned long max, unsigned long *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return NULL;
	*number = strtoul(text, &end, 10);
	return *number >= 1 && *number <= max ? end : NULL;
}

static void
add_size(const char *text, struct tg_shape *shape)
{
	unsigned long width = 0, height = 0;
	const char *rest = read_number(text, SIDE_MAX, &width);

	height = width;
	if (rest && *rest == 'x')
		rest = read_number(rest + 1, SIDE_MAX, &height);
	if (!rest || *rest)
		errx(TG_STATUS_USAGE, "-s %s: not WxH or N, sides from 1 to %d", text, SIDE_MAX);
	if (shape->n_boxes == TG_SHAPE_BOXES_MAX)
		errx(TG_STATUS_USAGE, "-s %s: more than %d sizes", text, TG_SHAPE_BOXES_MAX);
	shape->boxes[shape->n_boxes++] = (struct tg_size){ (uint32_t)width, (uint32_t)height };
}

static unsigned
parse_number(char option, const char *text, unsigned long max)
{
	unsigned long number;
	const char *rest = read_number(text, max, &number);

	if (!rest || *rest)
		errx(TG_STATUS_USAGE, "-%c %s: not a number from 1 to %lu", option, text, max);
	return (unsigned)number;
}

static enum tg_format
to_format(const char *name)
{
	if (strcmp(name, "png") == 0)
		return TG_FORMAT_PNG;
	if (strcmp(name, "jpeg") != 0)
		errx(TG_STATUS_USAGE, "-f %s: the formats are png and jpeg", name);
	return TG_FORMAT_JPEG;
}

/* A quality of 0 is one that was not given. */
static void
settle_quality(struct tg_encoding *encoding)
{
	if (encoding->format == TG_FORMAT_PNG && encoding->quality)
		errx(TG_STATUS_USAGE, "-Q: of use with -f jpeg only");
	if (encoding->format == TG_FORMAT_JPEG && !encoding->quality)
		encoding->quality = QUALITY;
}

void
tgthumb_options_parse(struct tgthumb_options *options, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "null", no_argument, NULL, '0' },
		{ "format", required_argument, NULL, 'f' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "lines", no_argument, NULL, 'l' },
		{ "megapixels", required_argument, NULL, 'm' },
		{ "output", required_argument, NULL, 'o' },
		{ "progress", no_argument, NULL, 'p' },
		{ "quality", required_argument, NULL, 'Q' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "records", required_argument, NULL, 'r' },
		{ "size", required_argument, NULL, 's' },
		{ "timeout", required_argument, NULL, 't' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "fan-out", no_argument, NULL, FAN_OUT },
		{ "linear", no_argument, NULL, LINEAR },
		{ "no-orient", no_argument, NULL, NO_ORIENT },
		{ "no-sandbox", no_argument, NULL, NO_SANDBOX },
		{ "retry", no_argument, NULL, RETRY },
		{ "shard", required_argument, NULL, SHARD },
		{ "strict", no_argument, NULL, STRICT },
		{ "sync", no_argument, NULL, SYNC },
		{ "help", no_argument, NULL, HELP },
		{ "version", no_argument, NULL, VERSION },
		{ 0 },
	};

	*options = (struct tgthumb_options){
		.folder = "thumbnails",
		.progress = !isatty(STDOUT_FILENO),
		.no_sandbox = IS_SANITIZED,
		.timeout = 60,
		.shape = { .pixels_max = 300000000, .orient = true },
	};
	for (int c; (c = getopt_long(argc, argv, "0f:j:lm:o:pQ:qr:s:t:v", longs, NULL)) != -1;) {
		switch (c) {
		case '0': options->form = TG_PATHS_PLAIN; break;
		case 'f': options->shape.encoding.format = to_format(optarg); break;
		case 'j': options->n_jobs = parse_number('j', optarg, JOBS_MAX); break;
		case 'l': options->form = TG_PATHS_LINES; break;
		case 'm':
			options->shape.pixels_max = UINT64_C(1000000) * parse_number('m', optarg, MEGAPIXELS_MAX);
			break;
		case 'o': options->folder = optarg; break;
		case 'p': options->progress = true; break;
		case 'Q': options->shape.encoding.quality = parse_number('Q', optarg, QUALITY_MAX); break;
		case 'q': options->quiet = true; break;
		case 'r': options->records = optarg; break;
		case 's': add_size(optarg, &options->shape); break;
		case 't': options->timeout = parse_number('t', optarg, TIMEOUT_MAX); break;
		case 'v': options->verbose = true; break;
		case FAN_OUT: options->fan_out = true; break;
		case LINEAR: options->shape.linear = true; break;
		case NO_ORIENT: options->shape.orient = false; break;
		case RETRY: options->retry = true; break;
		case SHARD:
			if (tg_shard_parse(optarg, &options->shard))
				errx(TG_STATUS_USAGE, "--shard %s: not I/N with I from 0 to N - 1, N up to %d", optarg,
				     TG_SHARD_MAX_COUNT);
			break;
		case STRICT: options->shape.strict = true; break;
		case NO_SANDBOX: options->no_sandbox = true; break;
		case SYNC: options->sync = true; break;
		case HELP: say(help);
		case VERSION: say(version);
		default: refuse(USAGE);
		}
	}
	if (options->quiet)
		options->progress = false;
	if (!*options->folder)
		errx(TG_STATUS_USAGE, "-o: the folder has no name");
	if (options->records && !*options->records)
		errx(TG_STATUS_USAGE, "-r: the file has no name");
	if (!options->shape.n_boxes)
		add_size(SIZE, &options->shape);
	settle_quality(&options->shape.encoding);
	if (options->retry && !options->records)
		errx(TG_STATUS_USAGE, "--retry: of use with -r only");
	for (char **operand = argv + optind; *operand; operand++)
		if (!**operand)
			errx(TG_STATUS_USAGE, "a path that is empty");
	if (!options->n_jobs)
		options->n_jobs = tg_machine_cpus();
	options->operands = argv + optind;
}
