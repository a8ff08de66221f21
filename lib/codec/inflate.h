/*
 * Reads a zlib stream (RFC 1950, 1951) piece by piece: its input comes from a
 * call, and its output is looked at in a window that moves along.
 */
#ifndef TG_CODEC_INFLATE_H
#define TG_CODEC_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_inflate;

struct tg_inflate_source {
	/* Puts up to SIZE bytes of the stream at TO and returns how many; 0 at the end. */
	size_t (*read)(void *who, uint8_t *to, size_t size);
	void *who; /* the caller's */
};

/* Bytes that a stream takes of which LEN are looked at in one piece. */
size_t tg_inflate_memory(size_t len);

/*
 * Opens the stream that comes from SOURCE, of which at most LEN bytes are looked
 * at in one piece. NULL if there is no memory; else to be freed with tg_inflate_free.
 */
struct tg_inflate *tg_inflate_open(const struct tg_inflate_source *source, size_t len);

/*
 * The next LEN bytes, in one piece, valid until the next call; NULL where the
 * stream ends before, or is none: its header, codes, distances or sum are wrong, or it
 * has thousands of blocks for next to no bytes, which takes long and is no encoder's
 * doing. What came before is then not to be trusted, since the sum is that of all.
 */
const uint8_t *tg_inflate_peek(struct tg_inflate *inflate, size_t len);

/* Goes on by LEN bytes, which have been looked at. */
void tg_inflate_skip(struct tg_inflate *inflate, size_t len);

/* Whether the stream ends here, whole and with the right sum, and its input with it. */
bool tg_inflate_ends(struct tg_inflate *inflate);

/* Frees INFLATE, which may be NULL. */
void tg_inflate_free(struct tg_inflate *inflate);

#endif
