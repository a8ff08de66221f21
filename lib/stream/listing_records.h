/*
 * The listing as records again: the streams as they came, for another tgsink or tgthumb -r.
 */
#ifndef TG_STREAM_LISTING_RECORDS_H
#define TG_STREAM_LISTING_RECORDS_H

#include "stream/listing.h"

extern const struct tg_listing_format tg_listing_records;

#endif
