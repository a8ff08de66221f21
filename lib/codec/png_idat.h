/*
 * The data of a PNG file's IDAT chunks, one after the other.
 */
#ifndef TG_CODEC_PNG_IDAT_H
#define TG_CODEC_PNG_IDAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_png_idat {
	const uint8_t *at;  /* the next byte of a chunk's data, or where none is left the next chunk */
	const uint8_t *end; /* of the file */
	size_t left;        /* bytes of this chunk's data */
};

/* Begins with the chunk at DATA + AT of a file of LEN bytes. */
void tg_png_idat_init(struct tg_png_idat *idat, const uint8_t *data, size_t len, size_t at);

/*
 * Copies up to SIZE bytes to TO and returns how many; 0 before what is no whole IDAT chunk with the
 * right checksum.
 */
size_t tg_png_idat_read(struct tg_png_idat *idat, uint8_t *to, size_t size);

/* After the last byte: whether the rest of the file is chunks that no decoder needs, and IEND. */
bool tg_png_idat_ends(const struct tg_png_idat *idat);

#endif
