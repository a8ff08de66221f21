/*
 * The entropy-coded data of a scan, as a window of bytes from which the
 * stuffing (the 0 after each 0xff) has been taken, so that bits can be read
 * from it eight bytes at a time; and the restart markers between them.
 */
#ifndef TG_CODEC_JPEG_ENTROPY_H
#define TG_CODEC_JPEG_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/jpeg_bits.h"

#define TG_JPEG_ENTROPY_WINDOW 32768

/* The least that is of use. */
#define TG_JPEG_ENTROPY_LEAST 6144

/* What may be read of the window between two calls of tg_jpeg_entropy_ready: ten blocks, at their longest. */
#define TG_JPEG_ENTROPY_MARGIN 2560

struct tg_jpeg_entropy {
	const uint8_t *raw;     /* what is not in the window yet, in the file */
	const uint8_t *raw_end; /* the end of the file */
	size_t room;            /* how many bytes of the window are used: LEAST to WINDOW */
	bool ended;             /* RAW is at a marker: the window has the interval's end */
	unsigned n_restarts;    /* markers passed in this scan */
	const uint8_t *low;     /* a reader beyond this needs more */
	const uint8_t *end;     /* the end of the data in the window */
	uint8_t window[TG_JPEG_ENTROPY_WINDOW + TG_JPEG_ENTROPY_MARGIN];
};

/*
 * Starts with the scan's data, from RAW on, with ROOM bytes at a time, LEAST to
 * WINDOW. What is in the window beyond the data must be defined, but does not
 * matter: *ENTROPY was zeroed once. Returns 0, or -1 where the data are damaged.
 */
int tg_jpeg_entropy_open(struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits, const uint8_t *raw,
                         const uint8_t *raw_end, size_t room);

/*
 * Passes over data as they are in the file, from AT up to TO or a marker, and adds to *N_STUFFED
 * how many of the bytes are stuffing. Returns where that is: a byte beyond TO
 * where that would part an 0xff from its 0. All is before RAW_END, and an 0xff that is
 * the last byte is taken for a marker's.
 */
const uint8_t *tg_jpeg_entropy_pass(const uint8_t *at, const uint8_t *to, const uint8_t *raw_end,
                                    size_t *n_stuffed);

/* What tg_jpeg_entropy_ready does where the window runs out. */
int tg_jpeg_entropy_more(struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits);

/*
 * Makes MARGIN bytes ready to be read, as far as there are as many. Returns 0, or -1
 * where the data are damaged or more was read than there is. The function called sees
 * a copy of BITS, so that a caller's may stay in registers.
 */
static inline int
tg_jpeg_entropy_ready(struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits)
{
	struct tg_jpeg_bits copy = *bits;
	int status;

	if (__builtin_expect(bits->at <= entropy->low, 1))
		return 0;
	status = tg_jpeg_entropy_more(entropy, &copy);
	*bits = copy;
	return status;
}

/* What tg_jpeg_entropy_restart does. */
int tg_jpeg_entropy_next(struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits);

/*
 * Ends a restart interval, passes over the marker and starts the next one.
 * Returns 0, or -1 where data are left, are missing, or the marker is not the one
 * that is due.
 */
static inline int
tg_jpeg_entropy_restart(struct tg_jpeg_entropy *entropy, struct tg_jpeg_bits *bits)
{
	struct tg_jpeg_bits copy = *bits;
	int status = tg_jpeg_entropy_next(entropy, &copy);

	*bits = copy;
	return status;
}

/* Ends the scan: as restart, but ENTROPY->raw is left at the marker, which may be any. */
int tg_jpeg_entropy_close(const struct tg_jpeg_entropy *entropy, const struct tg_jpeg_bits *bits);

#endif
