/*
 * SHA-256 by libsodium, whose header stays in this file. Whole blocks go by it
 * where the processor has instructions for them; what is before and after those, and the end, is libsodium's.
 */
#include "base/sha256.h"

#include <sodium.h>
#include <string.h>

#include "base/sha256_blocks.h"

_Static_assert(sizeof(crypto_hash_sha256_state) == sizeof(struct tg_sha256), "libsodium's state fits");
_Static_assert(_Alignof(crypto_hash_sha256_state) <= _Alignof(struct tg_sha256), "and is aligned");

void
tg_sha256_init(struct tg_sha256 *hash)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)hash->state);
}

void
tg_sha256_add(struct tg_sha256 *hash, const void *data, size_t len)
{
	crypto_hash_sha256_state *state = (crypto_hash_sha256_state *)hash->state;
	const uint8_t *from = data;
	/* Bytes until libsodium has no part of a block: it counts bits. */
	size_t first = (TG_SHA256_BLOCK - state->count / 8 % TG_SHA256_BLOCK) % TG_SHA256_BLOCK, taken;

	if (first > len)
		first = len;
	crypto_hash_sha256_update(state, from, first);
	taken = tg_sha256_blocks(state->state, from + first, len - first);
	state->count += (uint64_t)taken * 8;
	crypto_hash_sha256_update(state, from + first + taken, len - first - taken);
}

void
tg_sha256_finish(struct tg_sha256 *hash, unsigned char digest[TG_SHA256_SIZE])
{
	crypto_hash_sha256_final((crypto_hash_sha256_state *)hash->state, digest);
}

void
tg_sha256_hex(const unsigned char digest[TG_SHA256_SIZE], char text[TG_SHA256_HEX_SIZE])
{
	sodium_bin2hex(text, TG_SHA256_HEX_SIZE, digest, TG_SHA256_SIZE);
}
