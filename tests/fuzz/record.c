/* Records: what is read and written again is the same record. */
#include "fuzz.h"

#include <unistd.h>

#include "stream/item.h"
#include "stream/record.h"

/* Writes RECORD and gives its item without the NUL, to be freed. */
static char *
write_again(const struct tg_record *record, size_t *len)
{
	struct tg_item_writer out;
	struct tg_fault why;
	char *item = NULL;

	/* The buffer is never full, so nothing is written to the descriptor. */
	if (tg_item_writer_init(&out, -1, (size_t)1 << 20, &why))
		abort();
	if (tg_record_write(&out, record, &why) == 0) {
		*len = out.len - 1;
		item = copy_text((const uint8_t *)out.buffer, *len);
	}
	EXPECT(item);
	tg_item_writer_free(&out);
	return item;
}

static void
expect_same_text(const char *a, const char *b)
{
	EXPECT(!a == !b && (!a || strcmp(a, b) == 0));
}

static void
expect_same(const struct tg_record *a, const struct tg_record *b)
{
	EXPECT(a->kind == b->kind && a->complete == b->complete);
	EXPECT(strcmp(a->id, b->id) == 0 && strcmp(a->name, b->name) == 0);
	EXPECT(a->start.tv_sec == b->start.tv_sec && a->start.tv_nsec == b->start.tv_nsec);
	EXPECT(a->mtime.tv_sec == b->mtime.tv_sec && a->mtime.tv_nsec == b->mtime.tv_nsec);
	EXPECT(memcmp(&a->counts, &b->counts, sizeof(a->counts)) == 0);
	EXPECT(a->width == b->width && a->height == b->height && a->size == b->size);
	EXPECT(a->source_width == b->source_width && a->source_height == b->source_height);
	EXPECT(a->device == b->device && a->inode == b->inode && a->reused == b->reused && a->position == b->position && a->variant == b->variant);
	EXPECT(a->shard.index == b->shard.index && a->shard.count == b->shard.count);
	EXPECT(strcmp(a->list, b->list) == 0 && a->n_listed == b->n_listed);
	EXPECT(a->birth.tv_sec == b->birth.tv_sec && a->birth.tv_nsec == b->birth.tv_nsec);
	EXPECT(a->reason.code == b->reason.code);
	if (a->reason.code)
		expect_same_text(a->reason.text, b->reason.text);
	expect_same_text(a->settings, b->settings);
	expect_same_text(a->path, b->path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *nul = len ? memchr(data, '\0', len) : NULL;
	struct tg_record first, second;
	struct tg_fault why;

	if (nul)
		len = (size_t)(nul - data);
	char *item = copy_text(data, len);
	if (tg_record_read(item, len, &first, &why) == 0) {
		size_t again_len;
		char *again = write_again(&first, &again_len);
		EXPECT(tg_record_read(again, again_len, &second, &why) == 0);
		expect_same(&first, &second);
		free(again);
	} else {
		EXPECT(why.code == TG_FAULT_CORRUPT && *why.text);
	}
	free(item);
	return 0;
}
