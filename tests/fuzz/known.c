/* Kept records: what two files fold to, and what is found in them, is what the last record of each path says. */
#include "records.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/identity.h"
#include "stream/fold.h"
#include "stream/item.h"
#include "stream/known.h"

/* Writes the records of the LEN bytes at DATA to PATH, the end of the last one cut off if CUT. */
static void
write_records(const char *path, const uint8_t *data, size_t len, bool cut)
{
	struct tg_item_writer out;
	struct tg_record record;
	struct tg_fault why;
	FILE *file = fopen(path, "w");

	if (!file || tg_item_writer_init(&out, fileno(file), 4096, &why))
		abort();
	/* Any file starts with a begin record, if it is one of records. */
	record = (struct tg_record){ .kind = TG_RECORD_BEGIN, .settings = "box=1x1", .path = "/t" };
	snprintf(record.id, sizeof(record.id), "%032x", 0);
	tg_record_write(&out, &record, &why);
	for (; len >= RECORD_BYTES; data += RECORD_BYTES, len -= RECORD_BYTES) {
		make_record(data, &record);
		tg_record_write(&out, &record, &why);
	}
	if (tg_item_flush(&out, &why) || (cut && ftruncate(fileno(file), lseek(fileno(file), 0, SEEK_CUR) - 1)))
		abort();
	tg_item_writer_free(&out);
	fclose(file);
}

/* What OLDER and NEWER fold to, to be closed. */
static FILE *
fold(const char *older, const char *newer)
{
	FILE *old = fopen(older, "r"), *new = fopen(newer, "r");
	int fd = memfd_create("folded", 0);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w+");
	struct tg_fault why;

	if (!old || !new || !out)
		abort();
	EXPECT(tg_fold(fileno(old), fileno(new), out, &why) == 0);
	fclose(old);
	fclose(new);
	return out;
}

/* For each path, settings and size the last record of both files, by a plain way. */
#define N_SETTINGS 2
#define N_PATHS 8

struct model {
	int settings[4];                   /* of each stream, -1 where it has not begun */
	int size[N_SETTINGS][N_PATHS];     /* of the file in the last record, -1 for none */
};

static void
learn(struct model *model, const struct tg_record *record)
{
	int id = record->id[31] - '0';
	int settings = model->settings[id];

	if (record->kind == TG_RECORD_BEGIN && settings < 0)
		model->settings[id] = record->settings[4] - '1';
	else if (record->kind != TG_RECORD_BEGIN && record->kind != TG_RECORD_END && settings >= 0)
		model->size[settings][record->inode - 1] = (int)record->size;
}

static void
learn_all(struct model *model, const uint8_t *data, size_t len, bool cut)
{
	struct tg_record record = { .kind = TG_RECORD_BEGIN, .settings = "box=1x1" };

	snprintf(record.id, sizeof(record.id), "%032x", 0);
	if (!cut || len >= RECORD_BYTES)
		learn(model, &record);
	for (; len >= RECORD_BYTES * (1 + (size_t)cut); data += RECORD_BYTES, len -= RECORD_BYTES) {
		make_record(data, &record);
		learn(model, &record);
	}
}

/* What is folded has each path of the model once, and no other. */
static void
check_folded(FILE *out, const struct model *model)
{
	struct tg_item_reader in;
	struct tg_record record;
	struct tg_fault why;
	struct model seen;
	char *item;
	size_t len;

	memset(&seen, -1, sizeof(seen));
	EXPECT(lseek(fileno(out), 0, SEEK_SET) == 0);
	tg_item_reader_init(&in, fileno(out));
	while (tg_item_next(&in, &item, &len, &why) > 0) {
		EXPECT(tg_record_read(item, len, &record, &why) == 0);
		if (record.kind != TG_RECORD_BEGIN && record.kind != TG_RECORD_END) {
			int settings = seen.settings[record.id[31] - '0'];
			EXPECT(settings >= 0 && seen.size[settings][record.inode - 1] < 0);
		}
		learn(&seen, &record);
	}
	tg_item_reader_free(&in);
	EXPECT(memcmp(seen.size, model->size, sizeof(seen.size)) == 0);
}

static void
check_known(const char *path, int settings, const struct model *model)
{
	static const char *const paths[] = { "/a", "/b", "/c", "/d", "/e", "/folder/f", "/folder/g", "/folder/h" };
	struct tg_known *known;
	struct tg_group group;
	struct tg_fault why;

	EXPECT(tg_known_open(&known, path, settings ? "box=2x2" : "box=1x1", &why) == 0);
	for (int i = 0; i < N_PATHS; i++)
		for (int size = 0; size < 4; size++) {
			struct tg_identity identity = { .is_regular = true, .size = (uint64_t)size, .mtime = { 1, 0 } };
			bool found = tg_known_find(known, paths[i], &identity, 1, &group);
			EXPECT(found == (model->size[settings][i] == size));
			EXPECT(!found || (strcmp(group.first.path, paths[i]) == 0 && group.first.size == (uint64_t)size));
		}
	tg_known_close(known);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char path[64], partial[72];
	struct model model;

	if (len < 2)
		return 0;
	size_t n_old = data[0] * (size_t)RECORD_BYTES;
	bool cut = data[1] & 1;
	data += 2;
	len -= 2;
	n_old = n_old < len ? n_old : len;
	memset(&model, -1, sizeof(model));
	snprintf(path, sizeof(path), "/dev/shm/tg-fuzz-known-%d", (int)getpid());
	snprintf(partial, sizeof(partial), "%s.partial", path);
	write_records(path, data, n_old, false);
	write_records(partial, data + n_old, len - n_old, cut);
	learn_all(&model, data, n_old, false);
	learn_all(&model, data + n_old, len - n_old, cut);
	for (int settings = 0; settings < N_SETTINGS; settings++)
		check_known(path, settings, &model);
	FILE *out = fold(path, partial);
	check_folded(out, &model);
	fclose(out);
	unlink(path);
	unlink(partial);
	return 0;
}
