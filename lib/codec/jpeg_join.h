/*
 * A second reader of a scan: where it starts, and where the first one has come to the
 * same as it.
 */
#ifndef TG_CODEC_JPEG_JOIN_H
#define TG_CODEC_JPEG_JOIN_H

#include "codec/jpeg_streams.h"

/* Whether the MARKER, two bytes, is RST0 to RST7. */
bool tg_jpeg_join_is_restart(const uint8_t *marker);

/*
 * Where a second reader may start: the middle of what is ahead of the first one, or the first restart
 * marker behind that. NULL if there is none, with STREAMS->alone_until told. Adds to *N_STUFFED,
 * where there are no intervals, the stuffing between what the first one's window holds and that place.
 */
const uint8_t *tg_jpeg_join_find(struct tg_jpeg_streams *streams, size_t *n_stuffed);

/*
 * Looks for the MCU that the first reader is at among those that the second one has read.
 * If it is there, STREAMS->n_useless says how many come before it, and the second reader's DCs are made
 * those of the first one. Otherwise n_useless says how many of the second one's were passed by.
 */
bool tg_jpeg_join_meet(struct tg_jpeg_streams *streams);

#endif
