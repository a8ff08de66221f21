/* Names: the netpbm header, the samples, and their SHA-256. */
#include "image/name.h"

#include <stdio.h>

#include "base/sha256.h"

_Static_assert(TG_NAME_SIZE == TG_SHA256_HEX_SIZE, "a name is a digest as text");

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
	struct tg_sha256 hash;
	unsigned char digest[TG_SHA256_SIZE];

	tg_sha256_init(&hash);
	tg_sha256_add(&hash, header, (size_t)header_len);
	tg_sha256_add(&hash, image->data, image->stride * image->size.height);
	tg_sha256_finish(&hash, digest);
	tg_sha256_hex(digest, name);
}
