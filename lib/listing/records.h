/*
 * The listing as records again: the streams as they came, for another tgsink or tgthumb -r.
 */
#ifndef TG_LISTING_RECORDS_H
#define TG_LISTING_RECORDS_H

#include "listing/listing.h"

extern const struct tg_listing_format tg_records;

#endif
