/* Listings: the table of their formats. */
#include "listing/listing.h"

#include <string.h>

#include "base/fault.h"
#include "listing/csv.h"
#include "listing/html.h"
#include "listing/json.h"
#include "listing/records.h"
#include "listing/text.h"
#include "stream/record.h"

static const struct tg_listing_format *const formats[] = {
	&tg_text, &tg_json, &tg_csv, &tg_html, &tg_records,
};

const struct tg_listing_format *
tg_listing_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

static int
check(const struct tg_listing *listing, struct tg_fault *why)
{
	return ferror(listing->out) ? tg_fault_errno(why, NULL) : 0;
}

int
tg_listing_begin(struct tg_listing *listing, struct tg_fault *why)
{
	if (listing->format->begin && listing->format->begin(listing, why))
		return -1;
	return check(listing, why);
}

int
tg_listing_write(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	const struct tg_listing_format *format = listing->format;
	int status = 0;

	if (record->kind != TG_RECORD_BEGIN && record->kind != TG_RECORD_END)
		status = format->write(listing, record, why);
	else if (format->stream)
		status = format->stream(listing, record, why);
	return status ? status : check(listing, why);
}

int
tg_listing_end(struct tg_listing *listing, const struct tg_collation *all, struct tg_fault *why)
{
	if (listing->format->end && listing->format->end(listing, all, why))
		return -1;
	return check(listing, why);
}

void
tg_listing_free(struct tg_listing *listing)
{
	if (listing->format->free)
		listing->format->free(listing);
}
