/*
 * Shards: which share of a list of paths a stream has. The list is dealt out to N machines by
 * a hash of each path (stream/share.h).
 */
#ifndef TG_STREAM_SHARD_H
#define TG_STREAM_SHARD_H

#include <stdint.h>

#define TG_SHARD_MAX_COUNT 1000000

/* A list is known by its SHA-256, that of its paths with a NUL after each, markers left out: as text. */
#define TG_SHARD_DIGEST_SIZE 65

/* Share INDEX of COUNT; COUNT is 0 where a list is not shared out. */
struct tg_shard {
	uint32_t index; /* from 0 */
	uint32_t count;
};

/* Reads "INDEX/COUNT", in decimal digits. 0, or -1 if TEXT is anything else. */
int tg_shard_parse(const char *text, struct tg_shard *shard);

#endif
