/*
 * The listing as lines `THUMBNAIL: PATH`, for each picture that has a
 * thumbnail: of several sizes the first. A path with a backslash, newline or carriage return is escaped as
 * sha256sum(1) does it.
 */
#ifndef TG_LISTING_TEXT_H
#define TG_LISTING_TEXT_H

#include "listing/listing.h"

extern const struct tg_listing_format tg_text;

#endif
