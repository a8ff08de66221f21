/*
 * A file's way through a worker and past its parent's checks, for the targets
 * that have pictures for input.
 */
#ifndef TESTS_FUZZ_PICTURE_H
#define TESTS_FUZZ_PICTURE_H

#include "fuzz.h"

#include "work/answer.h"
#include "work/thumb.h"

/*
 * A sanitized decoder takes seconds for more pixels than these, and memory to
 * match. That is what the limits of tgthumb are about, so no find: the targets
 * leave out pictures whose header says more.
 */
#define PIXELS_MAX ((uint64_t)4 << 20)

/* The box follows from the input's length, so that a file is an input as it is. */
static inline struct tg_size
pick_box(size_t len)
{
	static const struct tg_size boxes[] = {
		{ 200, 200 }, { 200, 200 }, { 200, 200 }, { 1, 1 }, { 320, 7 }, { 3, 500 }, { 64, 64 }, { 1024, 1024 },
	};

	return boxes[len % (sizeof(boxes) / sizeof(*boxes))];
}

/* An opaque thumbnail is a PNG of the same name: it is what it was named for. */
static inline void
expect_same_name(const struct tg_thumb *thumb)
{
	const struct tg_codec *codec = tg_codec_find(thumb->bytes, thumb->len);
	struct tg_shape shape = { .box = thumb->size };
	struct tg_thumb again;
	struct tg_fault why;

	EXPECT(codec && strcmp(codec->name, "PNG") == 0);
	EXPECT(tg_thumb_make(codec, thumb->bytes, thumb->len, &shape, &again, &why) == 0);
	EXPECT(!again.damage.code);
	EXPECT(strcmp(again.name, thumb->name) == 0);
	tg_thumb_free(&again);
}

/* Makes the thumbnail and, if there is one, expects its answer to be believed. */
static inline void
try_picture(const struct tg_codec *codec, const uint8_t *data, size_t len)
{
	struct tg_shape shape = { .box = pick_box(len), .orient = true };
	struct tg_request request = { .id = 1, .size = len };
	struct tg_answer answer = { .id = 1, .kind = TG_RECORD_THUMBNAIL };
	struct tg_thumb thumb;
	struct tg_fault why = { .code = TG_FAULT_NONE };

	if (tg_thumb_make(codec, data, len, &shape, &thumb, &why)) {
		EXPECT(why.code > TG_FAULT_NONE && why.code < TG_N_FAULTS && *why.text);
		EXPECT(!thumb.bytes);
		return;
	}
	if (thumb.damage.code)
		answer.kind = TG_RECORD_PARTIAL;
	answer.len = thumb.len;
	answer.reason = thumb.damage.code;
	answer.source = thumb.source;
	answer.size = thumb.size;
	memcpy(answer.name, thumb.name, sizeof(answer.name));
	memcpy(answer.text, thumb.damage.text, sizeof(answer.text));
	EXPECT(tg_answer_check(&answer, &request, shape.box, &why) == 0);
	EXPECT(tg_answer_check_bytes(&answer, thumb.bytes, &why) == 0);

	enum { COLOUR_TYPE = 25, HAS_ALPHA = 4 };
	if (!(thumb.bytes[COLOUR_TYPE] & HAS_ALPHA))
		expect_same_name(&thumb);
	tg_thumb_free(&thumb);
}

#endif
