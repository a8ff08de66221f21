/* The record stream as tgsink reads it: from any bytes to lines and a verdict. */
#include "fuzz.h"

#include "listing/listing.h"
#include "stream/collate.h"
#include "stream/record.h"

static size_t
count_lines(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tg_collation all;
	struct tg_record record;
	struct tg_fault why;
	char *items = copy_text(data, len), *text = NULL;
	size_t text_len = 0;
	struct tg_listing listing = {.format = tg_listing_format("text"), .out = open_memstream(&text, &text_len)};

	if (!listing.out)
		abort();
	tg_collation_init(&all);
	for (size_t at = 0; at < len;) {
		size_t item_len = strlen(items + at);
		if (tg_record_read(items + at, item_len, &record, &why)) {
			tg_collation_flaw(&all, &why);
		} else {
			EXPECT(tg_collation_add(&all, &record, &why) == 0);
			EXPECT(tg_listing_write(&listing, &record, &why) == 0);
		}
		at += item_len + 1;
	}
	tg_listing_free(&listing);
	fclose(listing.out);
	EXPECT(count_lines(text, text_len) == all.counts.thumbnails + all.counts.partial);
	if (tg_collation_check(&all, &why) == 0) {
		EXPECT(all.n_streams > 0 && all.n_ended == all.n_streams && !all.n_incomplete);
		EXPECT(tg_counts_sum(&all.counts) == tg_counts_sum(&all.promised));
	} else {
		EXPECT(why.code && *why.text);
	}
	tg_collation_free(&all);
	free(text);
	free(items);
	return 0;
}
