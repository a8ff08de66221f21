/* SHA-256 by libsodium, whose header stays in this file. */
#include "base/sha256.h"

#include <sodium.h>
#include <string.h>

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
	crypto_hash_sha256_update((crypto_hash_sha256_state *)hash->state, data, len);
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
