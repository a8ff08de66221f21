/* Shards: one hash deals the paths, another one of all of them tells lists apart. */
#include "stream/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

/* Digits only, unlike strtoul(3), and below LIMIT: what follows them, or NULL. */
static const char *
read_digits(const char *text, uint32_t limit, uint32_t *number)
{
	const char *start = text;

	for (*number = 0; *text >= '0' && *text <= '9'; text++) {
		*number = *number * 10 + (uint32_t)(*text - '0');
		if (*number >= limit)
			return NULL;
	}
	return text > start ? text : NULL;
}

int
tg_shard_parse(const char *text, struct tg_shard *shard)
{
	text = read_digits(text, TG_SHARD_MAX_COUNT, &shard->index);
	if (!text || *text != '/')
		return -1;
	text = read_digits(text + 1, TG_SHARD_MAX_COUNT + 1, &shard->count);
	return text && !*text && shard->index < shard->count ? 0 : -1;
}

uint32_t
tg_shard_of(const char *path, size_t len, uint32_t count)
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
	free(share->paths);
	free(share->positions);
	share->paths = NULL;
	share->positions = NULL;
}

/* Makes *ARRAY of *SIZE elements of WIDTH bytes hold NEEDED of them, and as many again. */
static int
grow(void *array, size_t *size, size_t needed, size_t width, struct tg_fault *why)
{
	if (needed <= *size)
		return 0;
	void *larger = reallocarray(*(void **)array, 2 * needed, width);
	if (!larger)
		return tg_fault_errno(why, NULL);
	*(void **)array = larger;
	*size = 2 * needed;
	return 0;
}

int
tg_share_add(struct tg_share *share, const char *path, size_t len, struct tg_fault *why)
{
	tg_sha256_add(&share->hash, path, len + 1);
	uint64_t position = share->n_listed++;
	if (tg_shard_of(path, len, share->shard.count) != share->shard.index)
		return 0;
	if (grow(&share->paths, &share->size, share->len + len + 1, 1, why) ||
	    grow(&share->positions, &share->n_allocated, share->n + 1, sizeof(*share->positions), why))
		return -1;
	memcpy(share->paths + share->len, path, len + 1);
	share->len += len + 1;
	share->positions[share->n++] = position;
	return 0;
}

void
tg_share_digest(struct tg_share *share, char text[TG_SHARD_DIGEST_SIZE])
{
	unsigned char digest[TG_SHA256_SIZE];

	tg_sha256_finish(&share->hash, digest);
	tg_sha256_hex(digest, text);
}
