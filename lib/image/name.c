/* Names: the netpbm header, the samples, and libsodium's SHA-256. */
#include "image/name.h"

#include <sodium.h>
#include <stdio.h>

void
tg_name(const struct tg_image *image, char name[TG_NAME_SIZE])
{
	static const char *const headers[] = {
		[1] = "P5\n%u %u\n255\n",
		[2] = "P7\nWIDTH %u\nHEIGHT %u\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n",
		[3] = "P6\n%u %u\n255\n",
		[4] = "P7\nWIDTH %u\nHEIGHT %u\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n",
	};
	char header[128];
	int header_len = snprintf(header, sizeof(header), headers[image->n_channels], image->size.width,
	                          image->size.height);
	crypto_hash_sha256_state state;
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)header, (unsigned long long)header_len);
	crypto_hash_sha256_update(&state, image->data, image->stride * image->size.height);
	crypto_hash_sha256_final(&state, digest);
	sodium_bin2hex(name, TG_NAME_SIZE, digest, sizeof(digest));
}
