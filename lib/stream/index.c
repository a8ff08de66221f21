/* The index: open addressing with linear steps, at most two thirds full. */
#include "stream/index.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

#define SIZE_MIN 1024

void
tg_index_init(struct tg_index *index)
{
	*index = (struct tg_index){ 0 };
}

void
tg_index_free(struct tg_index *index)
{
	free(index->entries);
	tg_index_init(index);
}

/* Both halves of a product of 64 bits each, folded. The factor is 2^64 by the golden ratio, odd. */
static uint64_t
mix(uint64_t word)
{
	unsigned __int128 product = (unsigned __int128)word * UINT64_C(0x9e3779b97f4a7c15);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
tg_index_hash(uint64_t seed, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint64_t hash = mix(seed ^ len), word;

	for (; len >= sizeof(word); len -= sizeof(word), bytes += sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash + word) ^ seed;
	}
	word = 0;
	memcpy(&word, bytes, len);
	hash = mix(mix(hash + word) ^ seed);
	return hash ? hash : 1;
}

/* The entry that has HASH, or the free one where it belongs; there is one. */
static struct tg_index_entry *
find(const struct tg_index *index, uint64_t hash)
{
	size_t at = hash & (index->size - 1);

	while (index->entries[at].hash && index->entries[at].hash != hash)
		at = (at + 1) & (index->size - 1);
	return &index->entries[at];
}

static int
grow(struct tg_index *index, struct tg_fault *why)
{
	struct tg_index larger = { .size = index->size ? 2 * index->size : SIZE_MIN, .n = index->n };

	larger.entries = calloc(larger.size, sizeof(*larger.entries));
	if (!larger.entries)
		return tg_fault_errno(why, NULL);
	for (size_t i = 0; i < index->size; i++)
		if (index->entries[i].hash)
			*find(&larger, index->entries[i].hash) = index->entries[i];
	free(index->entries);
	*index = larger;
	return 0;
}

int
tg_index_put(struct tg_index *index, uint64_t hash, uint64_t value, struct tg_fault *why)
{
	if (index->n >= index->size / 3 * 2 && grow(index, why))
		return -1;
	struct tg_index_entry *entry = find(index, hash);
	index->n += !entry->hash;
	*entry = (struct tg_index_entry){ hash, value };
	return 0;
}

bool
tg_index_get(const struct tg_index *index, uint64_t hash, uint64_t *value)
{
	if (!index->size)
		return false;
	const struct tg_index_entry *entry = find(index, hash);
	*value = entry->value;
	return entry->hash != 0;
}
