/* SHA-256 against the examples of FIPS 180-4, and of any length in any parts against libsodium's in one call. */
#include "base/sha256.h"

#include <sodium.h>
#include <string.h>

#include "check.h"

static int
is_digest(const void *data, size_t len, size_t n_times, const char *expected)
{
	struct tg_sha256 hash;
	unsigned char digest[TG_SHA256_SIZE];
	char text[TG_SHA256_HEX_SIZE];

	tg_sha256_init(&hash);
	for (; n_times > 0; n_times--)
		tg_sha256_add(&hash, data, len);
	tg_sha256_finish(&hash, digest);
	tg_sha256_hex(digest, text);
	return strcmp(text, expected) == 0;
}

/* LEN bytes, cut in three at I and at K. */
static int
is_same(const unsigned char *data, size_t len, size_t i, size_t k)
{
	struct tg_sha256 hash;
	unsigned char digest[TG_SHA256_SIZE], expected[TG_SHA256_SIZE];

	tg_sha256_init(&hash);
	tg_sha256_add(&hash, data, i);
	tg_sha256_add(&hash, data + i, k - i);
	tg_sha256_add(&hash, data + k, len - k);
	tg_sha256_finish(&hash, digest);
	crypto_hash_sha256(expected, data, len);
	return memcmp(digest, expected, sizeof(digest)) == 0;
}

int
main(void)
{
	static unsigned char data[1000];
	unsigned n_wrong = 0;

	CHECK(is_digest("", 0, 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	CHECK(is_digest("abc", 3, 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	CHECK(is_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, 1,
	                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
	CHECK(is_digest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 50, 20000,
	                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * i * 7 + i / 3);
	for (size_t len = 0; len < sizeof(data); len += len < 400 ? 1 : 37)
		for (size_t i = 0; i <= len; i += 13)
			for (size_t k = i; k <= len; k += 31)
				n_wrong += !is_same(data, len, i, k);
	CHECK(n_wrong == 0);
	return report("sha256");
}
