/*
 * SHA-256, the one digest of the project: it names thumbnails, identifies lists
 * and deals paths to shards.
 */
#ifndef TG_BASE_SHA256_H
#define TG_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of a digest. */
#define TG_SHA256_SIZE 32

/* A digest as lower-case hexadecimal digits, with the NUL. */
#define TG_SHA256_HEX_SIZE (2 * TG_SHA256_SIZE + 1)

/* A digest in the making; only sha256.c knows what is inside. */
struct tg_sha256 {
	uint64_t state[13];
};

void tg_sha256_init(struct tg_sha256 *hash);

/* Takes in the LEN bytes at DATA. */
void tg_sha256_add(struct tg_sha256 *hash, const void *data, size_t len);

/* The digest of all that was added; HASH must be initialized before its next use. */
void tg_sha256_finish(struct tg_sha256 *hash, unsigned char digest[TG_SHA256_SIZE]);

/* Writes DIGEST as text. */
void tg_sha256_hex(const unsigned char digest[TG_SHA256_SIZE], char text[TG_SHA256_HEX_SIZE]);

#endif
