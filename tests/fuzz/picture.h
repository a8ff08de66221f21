/*
 * A file's way through a worker and past its parent's checks, for the targets
 * that have pictures for input.
 */
#ifndef TESTS_FUZZ_PICTURE_H
#define TESTS_FUZZ_PICTURE_H

#include "fuzz.h"

#include <sanitizer/allocator_interface.h>

#include "work/answer.h"
#include "work/thumb.h"

/*
 * A sanitized decoder takes seconds for more pixels than these. What is allocated
 * beside the estimate, for which there is room in a worker's limit: profiles, chunks
 * and what libraries have for themselves.
 */
#define PIXELS_MAX ((uint64_t)4 << 20)
#define MEMORY_MAX ((uint64_t)128 << 20)
#define MEMORY_BESIDE ((uint64_t)16 << 20)

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
	const struct tg_codec *codec = tg_codec_find(thumb->files[0].bytes, thumb->files[0].len);
	struct tg_shape shape = { .boxes = { thumb->files[0].size }, .n_boxes = 1 };
	struct tg_thumb again;
	struct tg_fault why;

	EXPECT(codec && strcmp(codec->name, "PNG") == 0);
	EXPECT(tg_thumb_make(codec, thumb->files[0].bytes, thumb->files[0].len, &shape, &again, &why) == 0);
	EXPECT(!again.damage.code);
	EXPECT(strcmp(again.files[0].name, thumb->files[0].name) == 0);
	tg_thumb_free(&again);
}

/* Bytes on the heap since start_counting: now, and at most. */
static struct {
	int64_t now;
	uint64_t most;
} allocated;

static void
count_malloc(const volatile void *data, size_t size)
{
	(void)data;
	allocated.now += (int64_t)size;
	if (allocated.now > 0 && (uint64_t)allocated.now > allocated.most)
		allocated.most = (uint64_t)allocated.now;
}

static void
count_free(const volatile void *data)
{
	if (data)
		allocated.now -= (int64_t)__sanitizer_get_allocated_size(data);
}

static inline void
start_counting(void)
{
	static int installed;

	if (!installed)
		installed = __sanitizer_install_malloc_and_free_hooks(count_malloc, count_free);
	allocated.now = 0;
	allocated.most = 0;
}

/* Makes the thumbnail, in the memory that was estimated, and, if there is one, expects its answer to be believed. */
static inline void
try_picture(const struct tg_codec *codec, const uint8_t *data, size_t len)
{
	struct tg_shape shape = {
		.boxes = { pick_box(len), pick_box(len / 8) },
		.n_boxes = 1 + len / 512 % 2,
		.encoding = { len / 1024 % 2 ? TG_FORMAT_JPEG : TG_FORMAT_PNG, 1 + (unsigned)(len % 100) },
		.orient = true,
		.linear = len / 32 % 4 == 0,
		.strict = len / 128 % 4 == 0,
		.pixels_max = PIXELS_MAX,
		.memory_max = MEMORY_MAX,
	};
	struct tg_request request = { .id = 1, .size = len, .memory_max = MEMORY_MAX };
	struct tg_answer answer = { .id = 1, .kind = TG_RECORD_THUMBNAIL };
	struct tg_thumb thumb;
	struct tg_fault why = { .code = TG_FAULT_NONE };

	start_counting();
	int status = tg_thumb_make(codec, data, len, &shape, &thumb, &why);
	EXPECT(allocated.most <= (status ? MEMORY_MAX : thumb.memory) + MEMORY_BESIDE);
	if (status) {
		EXPECT(why.code > TG_FAULT_NONE && why.code < TG_N_FAULTS && *why.text);
		EXPECT(!thumb.n_files);
		return;
	}
	if (thumb.damage.code)
		answer.kind = TG_RECORD_PARTIAL;
	answer.n_thumbs = thumb.n_files;
	answer.reason = thumb.damage.code;
	answer.source = thumb.source;
	for (unsigned i = 0; i < thumb.n_files; i++) {
		answer.thumbs[i] = (struct tg_answer_thumb){ .len = thumb.files[i].len, .size = thumb.files[i].size };
		memcpy(answer.thumbs[i].name, thumb.files[i].name, sizeof(answer.thumbs[i].name));
	}
	memcpy(answer.text, thumb.damage.text, sizeof(answer.text));
	struct tg_answer_rule rule;
	EXPECT(tg_answer_rule_init(&rule, &shape, false, &why) == 0);
	EXPECT(tg_answer_check(&answer, &request, &rule, &why) == 0);
	uint8_t *bytes = malloc(tg_answer_len(&answer)), *end = bytes;
	for (unsigned i = 0; i < thumb.n_files; end += thumb.files[i++].len)
		memcpy(end, thumb.files[i].bytes, thumb.files[i].len);
	EXPECT(tg_answer_check_bytes(&answer, bytes, &rule, &why) == 0);
	free(bytes);

	enum { COLOUR_TYPE = 25, HAS_ALPHA = 4 };
	if (shape.encoding.format == TG_FORMAT_PNG && !(thumb.files[0].bytes[COLOUR_TYPE] & HAS_ALPHA))
		expect_same_name(&thumb);
	tg_thumb_free(&thumb);
}

#endif
