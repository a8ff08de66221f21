/* Records as they came: the only format that has the begin and end records, too. */
#include "listing/records.h"

#include <stdlib.h>

#include "base/fault.h"
#include "stream/item.h"
#include "stream/record.h"

#define WRITE_SIZE ((size_t)64 << 10)

static int
write_record(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	struct tg_item_writer *out = listing->state;

	if (!out) {
		out = listing->state = calloc(1, sizeof(*out));
		if (!out)
			return tg_fault_errno(why, NULL);
		if (tg_item_writer_init(out, fileno(listing->out), WRITE_SIZE, why))
			return -1;
	}
	return tg_record_write(out, record, why);
}

static int
finish(struct tg_listing *listing, const struct tg_collation *all, struct tg_fault *why)
{
	(void)all;
	return listing->state ? tg_item_flush(listing->state, why) : 0;
}

static void
free_state(struct tg_listing *listing)
{
	if (listing->state)
		tg_item_writer_free(listing->state);
	free(listing->state);
}

const struct tg_listing_format tg_records = {
	.name = "records",
	.stream = write_record,
	.write = write_record,
	.end = finish,
	.free = free_state,
};
