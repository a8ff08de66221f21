/* Shards against digests that sha256sum(1) made. */
#include "stream/share.h"

#include <string.h>

#include "check.h"

static void
parses(void)
{
	static const char *const wrong[] = {
		"", "/", "1", "1/", "/2", "2/2", "0/0", "-1/2", "+1/2", " 1/2", "1/2 ", "1/2/3", "0/1000001",
		"4294967296/4294967297", "1/4294967298", "0x1/2", "1 /2",
	};
	struct tg_shard shard;

	CHECK(!tg_shard_parse("0/1", &shard) && shard.index == 0 && shard.count == 1);
	CHECK(!tg_shard_parse("999999/1000000", &shard) && shard.index == 999999 && shard.count == 1000000);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK(tg_shard_parse(wrong[i], &shard) < 0);
}

/* printf '/a.jpg' | sha256sum begins with 8 digits that are taken as a number. */
static void
deals(void)
{
	CHECK(tg_share_of("abc", 3, 1) == 0);
	CHECK(tg_share_of("abc", 3, 7) == 0xba7816bf % 7);
	CHECK(tg_share_of("abc", 3, 1000000) == 0xba7816bf % 1000000);
	CHECK(tg_share_of("", 0, 10) == 0xe3b0c442 % 10);
}

/* Every path is in one share, with its place; all shares agree on the list. */
static void
shares(void)
{
	static const uint32_t count = 3;
	struct tg_share all[3];
	char digests[3][TG_SHARD_DIGEST_SIZE];
	size_t n = 0;

	for (uint32_t i = 0; i < count; i++) {
		tg_share_init(&all[i], (struct tg_shard){ i, count });
		for (unsigned k = 0; k < 1000; k++) {
			char path[16];
			int len = snprintf(path, sizeof(path), "/%u", k);
			int mine = tg_share_of(path, (size_t)len, count) == i;
			CHECK(tg_share_add(&all[i], path, (size_t)len, NULL) == mine);
			CHECK(!mine || all[i].positions[all[i].n - 1] == k);
		}
		CHECK(all[i].n_listed == 1000);
		/* Fair, within five standard deviations. */
		CHECK(all[i].n > 258 && all[i].n < 408);
		n += all[i].n;
		tg_share_digest(&all[i], digests[i]);
		tg_share_free(&all[i]);
	}
	CHECK(n == 1000);
	/* seq -f /%g 0 999 | tr '\n' '\0' | sha256sum */
	CHECK(strcmp(digests[0], "a7275cd2d802f1bff4d746d25bd217ea3a2b295fc848bd0dbb00d57a78b2afc5") == 0);
	CHECK(strcmp(digests[0], digests[1]) == 0 && strcmp(digests[0], digests[2]) == 0);
}

int
main(void)
{
	parses();
	deals();
	shares();
	return report("share");
}
