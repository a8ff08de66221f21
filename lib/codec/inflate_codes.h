/*
 * The inner loop of inflate: the codes of a block, to the bytes they stand for.
 */
#ifndef TG_CODEC_INFLATE_CODES_H
#define TG_CODEC_INFLATE_CODES_H

#include <stddef.h>
#include <stdint.h>

struct tg_inflate_bits;
struct tg_inflate_tables;

/* A round of the loop reads at most so many bytes of input, and writes at most so many. */
#define TG_INFLATE_CODES_INPUT 16
#define TG_INFLATE_CODES_OUTPUT (6 + 258 + 16)

/* Where the bytes go. */
struct tg_inflate_output {
	const uint8_t *start; /* of the bytes that are there: as far back as a distance may go */
	uint8_t *to;          /* the end of them */
	const uint8_t *limit; /* rounds begin before it; from it on there is room for one */
	size_t distance_max;  /* of this stream */
};

enum tg_inflate_codes {
	TG_INFLATE_CODES_MORE, /* the input or the room has come to its limit */
	TG_INFLATE_CODES_END,  /* so has the block */
	TG_INFLATE_CODES_BAD   /* no code, or a distance to before the start */
};

/*
 * Decodes what comes from BITS with TABLES, in rounds, of which none begins with BITS->at
 * beyond INPUT_LIMIT; from there on TG_INFLATE_CODES_INPUT bytes are read.
 */
enum tg_inflate_codes tg_inflate_codes(const struct tg_inflate_tables *tables, struct tg_inflate_bits *bits,
                                       const uint8_t *input_limit, struct tg_inflate_output *output);

#endif
