/* The shares of a list: what is taken for all of them is all of them, in the order of the list. */
#include "records.h"

#include <fcntl.h>
#include <unistd.h>

#include "stream/collate.h"
#include "stream/parts.h"

/* Takes out all records of PARTS, which are COMPLETE or not. */
static void
merge(struct tg_parts *parts, bool complete, uint64_t n_listed)
{
	struct tg_collation all;
	struct tg_record record;
	struct tg_fault why;
	uint64_t n = 0, next = 0;
	int more;

	tg_collation_init(&all);
	while ((more = tg_parts_next(parts, &record, &why)) > 0) {
		EXPECT(tg_collation_add(&all, &record, &why) == 0);
		if (record.kind == TG_RECORD_BEGIN || record.kind == TG_RECORD_END)
			continue;
		EXPECT(record.position >= next || !complete);
		if (record.variant)
			continue;
		EXPECT(record.position == n || !complete);
		next = record.position;
		n++;
	}
	if (complete && more == 0) {
		EXPECT(n == n_listed);
		EXPECT(all.flaw.code || tg_collation_check(&all, &why) == 0);
	}
	tg_collation_free(&all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int folder = open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct tg_parts *parts;
	struct tg_record record;
	struct tg_fault why;
	uint64_t n_listed = 0;

	if (folder < 0 || tg_parts_open(&parts, folder, &why))
		abort();
	close(folder);
	for (; len >= RECORD_BYTES; data += RECORD_BYTES, len -= RECORD_BYTES) {
		make_record(data, &record);
		if (record.kind == TG_RECORD_BEGIN && !tg_parts_shares(parts) && !n_listed)
			n_listed = record.n_listed;
		EXPECT(tg_parts_add(parts, &record, &why) == 0);
	}
	bool complete = tg_parts_check(parts, &why) == 0 && tg_parts_shares(parts);
	EXPECT(complete || !tg_parts_shares(parts) || (why.code && *why.text));
	if (complete)
		EXPECT(tg_parts_missing(parts, 0) == tg_parts_shares(parts));
	merge(parts, complete, n_listed);
	tg_parts_close(parts);
	return 0;
}
