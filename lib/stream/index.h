/*
 * A table from hashes to numbers, for millions of them: 16 bytes for each and
 * room, in one piece. What was hashed is not kept, so the caller compares.
 */
#ifndef TG_STREAM_INDEX_H
#define TG_STREAM_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_fault;

struct tg_index_entry {
	uint64_t hash;  /* 0: the entry is free */
	uint64_t value;
};

struct tg_index {
	struct tg_index_entry *entries; /* owned */
	size_t size;                    /* of entries, a power of two */
	size_t n;                       /* how many of them are taken */
};

/* Makes an empty one; frees. A freed one is an empty one. */
void tg_index_init(struct tg_index *index);
void tg_index_free(struct tg_index *index);

/* The hash of the LEN bytes at DATA, another one for each SEED; never 0. */
uint64_t tg_index_hash(uint64_t seed, const void *data, size_t len);

/* Gives HASH its VALUE, in place of one that it has. 0, or -1 with WHY filled if there is no memory. */
int tg_index_put(struct tg_index *index, uint64_t hash, uint64_t value, struct tg_fault *why);

/* Whether HASH has a value; it goes to *VALUE. */
bool tg_index_get(const struct tg_index *index, uint64_t hash, uint64_t *value);

#endif
