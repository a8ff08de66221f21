/*
 * A sequential scan's MCUs in order, read by two readers at once wherever the
 * second one can be joined to the first.
 */
#ifndef TG_CODEC_JPEG_STREAMS_H
#define TG_CODEC_JPEG_STREAMS_H

#include "codec/jpeg_blocks.h"
#include "codec/jpeg_entropy.h"

/* int16_t of records that a reader may be ahead. */
#define TG_JPEG_STREAMS_RECORDS (1 << 19)

/* A reader, its data and what it has made of them. */
struct tg_jpeg_side {
	struct tg_jpeg_reader reader;
	struct tg_jpeg_entropy entropy;
	uint32_t n_left_in_interval; /* MCUs up to the next restart marker */
	uint32_t n_records;          /* whole ones */
	int16_t records[TG_JPEG_STREAMS_RECORDS];
};

struct tg_jpeg_streams {
	const struct tg_jpeg_mcu *mcu;    /* lent */
	uint32_t interval;                /* MCUs, 0: none */
	uint32_t n_left;                  /* MCUs that are not taken yet */
	struct tg_jpeg_side *first;       /* what it reads comes next in the picture */
	struct tg_jpeg_side *second;      /* ahead of it, or NULL */
	const uint8_t *start;             /* where the second one began, in the file */
	uint32_t start_place;             /* the same in the first one's bits, where there are no intervals */
	bool is_paused;                   /* the second one has to wait for the first */
	uint32_t n_useless;               /* so many of its records come before where the first one is */
	const uint8_t *alone_until;       /* there is no second one before the first has reached this */
	unsigned n_failed;                /* second ones in a row that could not be joined */
	unsigned n_joined;                /* second ones that could: in this scan */
	struct tg_jpeg_side sides[2];     /* zeroed before their first use */
};

/*
 * Starts to read N_MCUS of MCU, with a restart INTERVAL in MCUs or 0, from RAW on. Returns
 * 0, or -1 where the data are damaged.
 */
int tg_jpeg_streams_open(struct tg_jpeg_streams *streams, const struct tg_jpeg_mcu *mcu, uint32_t n_mcus,
                         uint32_t interval, const uint8_t *raw, const uint8_t *raw_end);

/*
 * Reads on. Returns how many records it has for the MCUs that come next, 1 or more, with *RECORDS
 * valid until the next call; 0 at the end; or -1 where the data are damaged.
 */
int64_t tg_jpeg_streams_next(struct tg_jpeg_streams *streams, const int16_t **records);

/* Ends the scan. Returns where its data end, at a marker, or NULL if that is not where its MCUs do. */
const uint8_t *tg_jpeg_streams_close(struct tg_jpeg_streams *streams);

#endif
