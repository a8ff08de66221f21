/*
 * A worker's answer as its parent reads it: one that is believed gives a
 * record that can be written, and read again.
 */
#include "fuzz.h"

#include "stream/item.h"
#include "work/answer.h"

/* What can be made right beforehand, so that not everything must be guessed at once. */
enum { RIGHT_ID = 1, RIGHT_KIND = 2, RIGHT_NAME = 4, RIGHT_LEN = 8, RIGHT_TEXT = 16 };

static void
make_right(struct tg_answer *answer, const struct tg_request *request, unsigned what, size_t len)
{
	static const char kinds[] = "tpfs";

	if (what & RIGHT_ID)
		answer->id = request->id;
	if (what & RIGHT_KIND)
		answer->kind = (uint32_t)kinds[answer->kind % 4];
	if (what & RIGHT_NAME)
		for (size_t i = 0; i < TG_NAME_SIZE; i++) {
			char *digit = &answer->thumbs[0].name[i];
			*digit = i < TG_NAME_SIZE - 1 ? "0123456789abcdef"[*digit & 15] : '\0';
		}
	if (what & RIGHT_LEN) {
		answer->n_thumbs = 1;
		answer->thumbs[0].len = len;
	}
	if (what & RIGHT_TEXT)
		answer->text[sizeof(answer->text) - 1] = '\0';
}

static void
expect_record(const struct tg_answer *answer, const struct tg_answer_rule *rule)
{
	struct tg_group group = { .first = { .id = "00112233445566778899aabbccddeeff", .path = "/a path", .size = 7 } };
	const struct tg_record *record = &group.first;
	struct tg_record again;
	struct tg_item_writer out;
	struct tg_fault why;

	tg_answer_to_group(answer, rule, &group);
	EXPECT(tg_item_writer_init(&out, -1, 4096, &why) == 0);
	EXPECT(tg_record_write(&out, record, &why) == 0);
	EXPECT(strlen(out.buffer) == out.len - 1);
	for (size_t i = 0; i < out.len - 1; i++)
		EXPECT((unsigned char)out.buffer[i] >= 0x20 || out.buffer[i] == '\t');
	EXPECT(tg_record_read(out.buffer, out.len - 1, &again, &why) == 0);
	EXPECT(again.kind == record->kind && strcmp(again.path, record->path) == 0);
	EXPECT(strcmp(again.name, record->name) == 0 && !strchr(again.name, '/'));
	EXPECT(again.reason.code == record->reason.code);
	tg_item_writer_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct tg_request request = { .id = 3, .size = 7 };
	const struct tg_shape shape = { .boxes = { { 200, 200 } }, .n_boxes = 1 };
	struct tg_answer_rule rule;
	struct tg_answer answer;
	struct tg_fault why;

	if (len < 1 + sizeof(answer))
		return 0;
	memcpy(&answer, data + 1, sizeof(answer));
	const uint8_t *bytes = data + 1 + sizeof(answer);
	len -= 1 + sizeof(answer);
	EXPECT(tg_answer_rule_init(&rule, &shape, false, &why) == 0);
	make_right(&answer, &request, data[0], len);

	if (tg_answer_check(&answer, &request, &rule, &why)) {
		EXPECT(why.code == TG_FAULT_CRASH && *why.text);
		return 0;
	}
	expect_record(&answer, &rule);
	/* The parent has answer.len bytes by now; here there may be fewer. */
	if (tg_answer_len(&answer) <= len)
		tg_answer_check_bytes(&answer, bytes, &rule, &why);
	return 0;
}
