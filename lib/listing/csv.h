/*
 * The listing as comma-separated values (RFC 4180): a row of names, then a row
 * for each record about a path with all its fields; what it does not have is
 * empty. Paths are the bytes they are, newlines and what is not UTF-8 included.
 */
#ifndef TG_LISTING_CSV_H
#define TG_LISTING_CSV_H

#include "listing/listing.h"

extern const struct tg_listing_format tg_csv;

#endif
