/*
 * Shards: a list of paths is dealt out to N machines by a hash of each path, so that every
 * one of them can find its share in the whole list without asking the others.
 */
#ifndef TG_STREAM_SHARD_H
#define TG_STREAM_SHARD_H

#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"

struct tg_fault;

#define TG_SHARD_MAX_COUNT 1000000

/* A list is known by its SHA-256, that of its paths with a NUL after each, markers left out. */
#define TG_SHARD_DIGEST_SIZE TG_SHA256_HEX_SIZE

/* Share INDEX of COUNT; COUNT is 0 where a list is not shared out. */
struct tg_shard {
	uint32_t index; /* from 0 */
	uint32_t count;
};

/* Reads "INDEX/COUNT", in decimal digits. 0, or -1 if TEXT is anything else. */
int tg_shard_parse(const char *text, struct tg_shard *shard);

/* The index of the share to which PATH falls: the first 32 bits of its SHA-256, modulo COUNT. */
uint32_t tg_shard_of(const char *path, size_t len, uint32_t count);

/* One share of a list, in memory. */
struct tg_share {
	struct tg_shard shard;
	struct tg_sha256 hash;  /* of the list */
	uint64_t n_listed;      /* paths of the whole list */
	char *paths;            /* of this share, with their NULs; owned */
	size_t len, size;       /* bytes of paths: used, allocated */
	uint64_t *positions;    /* of each of them in the list, from 0; owned */
	size_t n, n_allocated;  /* paths of this share */
};

void tg_share_init(struct tg_share *share, struct tg_shard shard);
void tg_share_free(struct tg_share *share);

/* Takes the list's next path. 0, or -1 with WHY filled if there is no memory. */
int tg_share_add(struct tg_share *share, const char *path, size_t len, struct tg_fault *why);

/* After the last path: the list's digest. */
void tg_share_digest(struct tg_share *share, char text[TG_SHARD_DIGEST_SIZE]);

#endif
