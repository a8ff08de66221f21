/* The record stream as tgsink reads it: from any bytes to a listing of each format, and a verdict. */
#include "fuzz.h"

#include "listing/listing.h"
#include "stream/collate.h"
#include "stream/record.h"

/* How often WORD is in TEXT. */
static size_t
count(const char *text, const char *word)
{
	size_t n = 0;

	while ((text = strstr(text, word))) {
		text += strlen(word);
		n++;
	}
	return n;
}

/* Lists the records in the LEN bytes at ITEMS, which it changes, and gives ALL what came: the listing, to be freed. */
static char *
list(const char *format, char *items, size_t len, struct tg_collation *all)
{
	struct tg_record record;
	struct tg_fault why;
	char *text = NULL;
	size_t text_len = 0;
	struct tg_listing listing = { .format = tg_listing_format(format), .out = open_memstream(&text, &text_len), .place = "/p" };

	if (!listing.format || !listing.out)
		abort();
	EXPECT(tg_listing_begin(&listing, &why) == 0);
	for (size_t at = 0; at < len;) {
		size_t item_len = strlen(items + at);
		if (tg_record_read(items + at, item_len, &record, &why)) {
			tg_collation_flaw(all, &why);
		} else {
			EXPECT(tg_collation_add(all, &record, &why) == 0);
			EXPECT(tg_listing_write(&listing, &record, &why) == 0);
		}
		at += item_len + 1;
	}
	EXPECT(tg_listing_end(&listing, all, &why) == 0);
	tg_listing_free(&listing);
	fclose(listing.out);
	EXPECT(strlen(text) == text_len);
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const formats[] = { "text", "json", "csv", "html" };
	struct tg_collation all;
	struct tg_fault why;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		char *items = copy_text(data, len);
		tg_collation_init(&all);
		char *text = list(formats[i], items, len, &all);
		size_t n = all.counts.thumbnails + all.counts.partial;
		if (strcmp(formats[i], "text") == 0)
			EXPECT(count(text, "\n") == n);
		else if (strcmp(formats[i], "json") == 0)
			EXPECT(count(text, "\n") == tg_counts_sum(&all.counts) + all.counts.further && count(text, "\n{") + (*text == '{') == count(text, "\n"));
		else if (strcmp(formats[i], "html") == 0)
			EXPECT(count(text, "<img") == n && count(text, "<script") == 1 && count(text, "<li") == n + all.counts.failed);
		if (tg_collation_check(&all, &why) == 0) {
			EXPECT(all.n_streams > 0 && all.n_ended == all.n_streams && !all.n_incomplete);
			EXPECT(tg_counts_sum(&all.counts) == tg_counts_sum(&all.promised));
		} else {
			EXPECT(why.code && *why.text);
		}
		tg_collation_free(&all);
		free(text);
		free(items);
	}
	return 0;
}
