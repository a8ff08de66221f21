/*
 * The ancillary chunks that say how a PNG picture is to be shown, found in the
 * file's bytes. libpng reads these as well, but the first of iCCP and sRGB
 * hides the other from it, cICP is unknown to it, and eXIf may come after the
 * pixels, when the thumbnail's size is long decided.
 */
#ifndef TG_CODEC_PNG_CHUNKS_H
#define TG_CODEC_PNG_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

/* A chunk's data, within the file's bytes; data is NULL where there is none. */
struct tg_png_chunk {
	const uint8_t *data;
	size_t len;
};

struct tg_png_chunks {
	struct tg_png_chunk exif;           /* eXIf, wherever it is */
	struct tg_png_chunk cicp;           /* cICP; this and the others before the pixels */
	struct tg_png_chunk srgb;           /* sRGB */
	struct tg_png_chunk gamma;          /* gAMA */
	struct tg_png_chunk chromaticities; /* cHRM */
};

/*
 * Finds the first of each of these chunks in the LEN bytes of a file at DATA.
 * One with a wrong CRC does not count; what follows a broken length is not seen.
 */
struct tg_png_chunks tg_png_chunks_find(const uint8_t *data, size_t len);

#endif
