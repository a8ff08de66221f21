/*
 * The segments of a JPEG file that come before its first scan, found without
 * decoding anything: what a picture says of itself beside its pixels.
 */
#ifndef TG_CODEC_JPEG_SEGMENTS_H
#define TG_CODEC_JPEG_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

/* Markers, the second byte of each (ITU-T T.81, table B.1). */
enum {
	TG_JPEG_SOF0 = 0xc0,
	TG_JPEG_DHT = 0xc4,
	TG_JPEG_JPG = 0xc8,
	TG_JPEG_DAC = 0xcc,
	TG_JPEG_SOF15 = 0xcf,
	TG_JPEG_SOI = 0xd8,
	TG_JPEG_EOI = 0xd9,
	TG_JPEG_SOS = 0xda,
	TG_JPEG_DNL = 0xdc,
	TG_JPEG_APP1 = 0xe1,
	TG_JPEG_APP2 = 0xe2,
};

struct tg_jpeg_segment {
	uint8_t marker;
	const uint8_t *data; /* what follows the length, within the file's bytes */
	size_t len;          /* 0 to 65533 */
};

/*
 * Finds the next segment of the LEN bytes at DATA, from *OFFSET on, which
 * starts at 0 and is moved behind it. Returns 1 with *SEGMENT filled, the
 * last time for SOS, or 0 where there is no further whole one.
 */
int tg_jpeg_segments_next(const uint8_t *data, size_t len, size_t *offset, struct tg_jpeg_segment *segment);

#endif
