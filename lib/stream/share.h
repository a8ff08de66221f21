/*
 * A share of a list: whoever has the whole list finds in it, by a hash of each path,
 * the paths that fall to him, without asking the others.
 */
#ifndef TG_STREAM_SHARE_H
#define TG_STREAM_SHARE_H

#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "stream/shard.h"

struct tg_fault;

/* The index of the share to which PATH falls: the first 32 bits of its SHA-256, modulo COUNT. */
uint32_t tg_share_of(const char *path, size_t len, uint32_t count);

/* What is known of a list and of one share in it, as its paths come. */
struct tg_share {
	struct tg_shard shard;
	struct tg_sha256 hash;  /* of the list */
	uint64_t n_listed;      /* paths of the whole list */
	uint64_t *positions;    /* in the list, from 0, of the paths that fall to the share; owned */
	size_t n, n_allocated;  /* of these */
};

void tg_share_init(struct tg_share *share, struct tg_shard shard);
void tg_share_free(struct tg_share *share);

/* Takes the list's next path: 1 if it falls to the share, 0 if not, -1 with WHY filled if there is no memory. */
int tg_share_add(struct tg_share *share, const char *path, size_t len, struct tg_fault *why);

/* After the last path: the list's digest. */
void tg_share_digest(struct tg_share *share, char text[TG_SHARD_DIGEST_SIZE]);

#endif
