/*
 * The listing: what a reader is told of the records, in one of several formats.
 * Each format is a file of its own, and they keep no more than one record.
 */
#ifndef TG_LISTING_LISTING_H
#define TG_LISTING_LISTING_H

#include <stdbool.h>
#include <stdio.h>

struct tg_collation;
struct tg_fault;
struct tg_listing;
struct tg_record;

/* A format's calls; NULL where there is nothing to do. Those that return 0 or -1 fill WHY, and need not look at OUT. */
struct tg_listing_format {
	const char *name;
	int (*begin)(struct tg_listing *listing, struct tg_fault *why);
	int (*stream)(struct tg_listing *listing, const struct tg_record *begin_or_end, struct tg_fault *why);
	int (*write)(struct tg_listing *listing, const struct tg_record *file, struct tg_fault *why);
	int (*end)(struct tg_listing *listing, const struct tg_collation *all, struct tg_fault *why);
	void (*free)(struct tg_listing *listing);
};

/* The caller sets the first four. */
struct tg_listing {
	const struct tg_listing_format *format;
	FILE *out;         /* not owned */
	bool zero;         /* text: lines end with NUL, and nothing is escaped */
	const char *place; /* the absolute folder that the listing will be in, NULL if not known; not owned */
	void *state;       /* the format's own, owned */
};

/* The format of that name, or NULL. */
const struct tg_listing_format *tg_listing_format(const char *name);

/*
 * Before the first record, for each record of any kind in their order, and
 * after the last; ALL is what came in all. They return 0, or -1 with WHY filled if
 * OUT has failed or there is no memory.
 */
int tg_listing_begin(struct tg_listing *listing, struct tg_fault *why);
int tg_listing_write(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why);
int tg_listing_end(struct tg_listing *listing, const struct tg_collation *all, struct tg_fault *why);

void tg_listing_free(struct tg_listing *listing);

#endif
