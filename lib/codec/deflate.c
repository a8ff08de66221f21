/* libdeflate, which is for data that are in memory as a whole. */
#include "codec/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>

/* Of 12: each more takes half as long again for next to nothing. */
#define EFFORT 1

uint8_t *
tg_deflate(const uint8_t *data, size_t len, size_t *stream_len)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(EFFORT);
	uint8_t *stream = NULL;

	if (compressor) {
		size_t size = libdeflate_zlib_compress_bound(compressor, len);

		stream = malloc(size);
		if (stream)
			*stream_len = libdeflate_zlib_compress(compressor, data, len, stream, size);
	}
	libdeflate_free_compressor(compressor);
	return stream;
}

uint32_t
tg_deflate_crc32(uint32_t crc, const uint8_t *data, size_t len)
{
	return libdeflate_crc32(crc, data, len);
}

uint32_t
tg_deflate_adler32(uint32_t sum, const uint8_t *data, size_t len)
{
	return libdeflate_adler32(sum, data, len);
}
