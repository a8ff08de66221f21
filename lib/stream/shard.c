/* Which share of how many, as text. */
#include "stream/shard.h"

#include <stddef.h>

/* Digits only, unlike strtoul(3), and below LIMIT: what follows them, or NULL. */
static const char *
read_digits(const char *text, uint32_t limit, uint32_t *number)
{
	const char *start = text;

	for (*number = 0; *text >= '0' && *text <= '9'; text++) {
		*number = *number * 10 + (uint32_t)(*text - '0');
		if (*number >= limit)
			return NULL;
	}
	return text > start ? text : NULL;
}

int
tg_shard_parse(const char *text, struct tg_shard *shard)
{
	text = read_digits(text, TG_SHARD_MAX_COUNT, &shard->index);
	if (!text || *text != '/')
		return -1;
	text = read_digits(text + 1, TG_SHARD_MAX_COUNT + 1, &shard->count);
	return text && !*text && shard->index < shard->count ? 0 : -1;
}
