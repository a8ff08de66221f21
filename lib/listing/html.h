/*
 * The listing as one page of HTML that needs no other file but the thumbnails: a grid of
 * them for each folder, links to the pictures, and a filter. Files that failed
 * have a place in it, too; those that are not pictures are only counted.
 */
#ifndef TG_LISTING_HTML_H
#define TG_LISTING_HTML_H

#include "listing/listing.h"

extern const struct tg_listing_format tg_html;

#endif
