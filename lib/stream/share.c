/* Shares: one hash deals the paths, another one of all of them tells lists apart. */
#include "stream/share.h"

#include <stdlib.h>

#include "base/fault.h"

_Static_assert(TG_SHARD_DIGEST_SIZE == TG_SHA256_HEX_SIZE, "a list's digest as text");

uint32_t
tg_share_of(const char *path, size_t len, uint32_t count)
{
	struct tg_sha256 hash;
	unsigned char digest[TG_SHA256_SIZE];

	tg_sha256_init(&hash);
	tg_sha256_add(&hash, path, len);
	tg_sha256_finish(&hash, digest);
	uint32_t first = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
	return first % count;
}

void
tg_share_init(struct tg_share *share, struct tg_shard shard)
{
	*share = (struct tg_share){ .shard = shard };
	tg_sha256_init(&share->hash);
}

void
tg_share_free(struct tg_share *share)
{
	free(share->positions);
	share->positions = NULL;
}

int
tg_share_add(struct tg_share *share, const char *path, size_t len, struct tg_fault *why)
{
	uint64_t position = share->n_listed++;

	tg_sha256_add(&share->hash, path, len + 1);
	if (tg_share_of(path, len, share->shard.count) != share->shard.index)
		return 0;
	if (share->n == share->n_allocated) {
		size_t n = share->n ? 2 * share->n : 1024;
		uint64_t *larger = reallocarray(share->positions, n, sizeof(*larger));
		if (!larger)
			return tg_fault_errno(why, NULL);
		share->positions = larger;
		share->n_allocated = n;
	}
	share->positions[share->n++] = position;
	return 1;
}

void
tg_share_digest(struct tg_share *share, char text[TG_SHARD_DIGEST_SIZE])
{
	unsigned char digest[TG_SHA256_SIZE];

	tg_sha256_finish(&share->hash, digest);
	tg_sha256_hex(digest, text);
}
