/*
 * The listing as JSON, an object a line for each record about a path, with all
 * its fields. What a record does not have is null. A text that is not UTF-8 is
 * not in JSON; of such a one the key is its name and "_base64", and the value
 * its bytes as base64.
 */
#ifndef TG_LISTING_JSON_H
#define TG_LISTING_JSON_H

#include "listing/listing.h"

extern const struct tg_listing_format tg_json;

#endif
