/* Questions: a stream is read to its end, and nothing of it is kept. */
#include "tgsink_ask.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/io.h"
#include "base/path.h"
#include "stream/collate.h"
#include "stream/item.h"
#include "stream/parts.h"
#include "terminal.h"
#include "tgsink_options.h"

/* Gives all records of FD to ALL, and to PARTS if that is not NULL. Returns 0, or -1 with WHY filled if it could not go on. */
static int
read_records(int fd, struct tg_collation *all, struct tg_parts *parts, struct tg_fault *why)
{
	struct tg_item_reader in;
	struct tg_record record;
	char *item;
	size_t len;
	int more, status = 0;

	tg_item_reader_init(&in, fd);
	while (!status && (more = tg_item_next(&in, &item, &len, why)) > 0) {
		if (tg_record_read(item, len, &record, why))
			tg_collation_flaw(all, why);
		else if (tg_collation_add(all, &record, why) || (parts && tg_parts_add(parts, &record, why)))
			status = -1;
	}
	if (more < 0)
		status = -1;
	if (tg_item_is_cut(&in))
		tg_collation_flaw(all, &(struct tg_fault){ TG_FAULT_TRUNCATED, "the last record has no end" });
	tg_item_reader_free(&in);
	return status;
}

enum tg_status
tgsink_check(const struct tgsink_options *options)
{
	const char *file = options->file && strcmp(options->file, "-") ? options->file : NULL;
	char shown[TG_PATH_SHOW_SIZE];
	struct tg_collation all;
	struct tg_fault why;
	int fd = file ? tg_io_open(file, O_RDONLY) : STDIN_FILENO;
	int status = fd < 0 ? tg_fault_errno(&why, NULL) : 0;

	tg_collation_init(&all);
	if (!status)
		status = read_records(fd, &all, NULL, &why) || tg_collation_check(&all, &why) ? -1 : 0;
	if (status && !options->quiet)
		terminal_say("%s: %s", file ? tg_path_show(file, shown, sizeof(shown)) : "standard input", why.text);
	tg_collation_free(&all);
	if (file && fd >= 0)
		close(fd);
	return status ? TG_STATUS_CUT : TG_STATUS_DONE;
}

/* Writes the missing shares of PARTS as "2,5". */
static void
print_missing(const struct tg_parts *parts)
{
	uint32_t n_shares = tg_parts_shares(parts);
	const char *separator = "";

	for (uint32_t share = 0; (share = tg_parts_missing(parts, share)) < n_shares; share++, separator = ",")
		printf("%s%" PRIu32, separator, share);
	if (*separator)
		putchar('\n');
}

enum tg_status
tgsink_missing(const struct tgsink_options *options)
{
	struct tg_collation all;
	struct tg_parts *parts = NULL;
	struct tg_fault why;

	tg_collation_init(&all);
	int status = tg_parts_open(&parts, -1, &why) || read_records(STDIN_FILENO, &all, parts, &why) ? -1 : 0;
	if (!status && tg_parts_check(parts, &why) && why.code != TG_FAULT_TRUNCATED)
		status = -1;
	if (!status && !tg_parts_shares(parts))
		status = tg_fault_set(&why, TG_FAULT_TRUNCATED, "no share of a list");
	/* Where shares are missing, that is the answer; where they do not fit together there is none. */
	if (!status)
		print_missing(parts);
	else if (!options->quiet)
		terminal_say("standard input: %s", why.text);
	tg_parts_close(parts);
	tg_collation_free(&all);
	if (!status && fflush(stdout)) {
		tg_fault_errno(&why, "standard output");
		terminal_say("%s", why.text);
		return TG_STATUS_USAGE;
	}
	return status ? TG_STATUS_CUT : TG_STATUS_DONE;
}
