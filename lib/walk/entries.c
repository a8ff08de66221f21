/*
 * Folders as sorted lists. Why it is fast: few and large reads, no stat, and
 * names that stay where the kernel wrote them. The sort compares nothing where
 * there is much to sort: it skips what all names have in common, and spreads
 * them by the next few bytes, of which it only sees the bits that differ.
 */
#include "walk/entries.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "walk/extension.h"

#define READ_SIZE ((size_t)64 << 10)

/* The least that an entry takes of it: a header of 19 bytes, and a name, in words. */
#define RECORD_SIZE 24

/* Bytes of a name in a key. */
#define KEY_SIZE 8

/* So few items are sorted by insertion. */
#define FEW 16

/* ARRAY, of *HAVE items of SIZE bytes, with room for WANTED; NULL, and it stays, without memory. */
static void *
grow(void *array, size_t *have, size_t wanted, size_t size)
{
	size_t n = *have ? *have : 4096 / size;

	if (wanted <= *have)
		return array;
	while (n < wanted)
		n *= 2;
	array = reallocarray(array, n, size);
	if (array)
		*have = n;
	return array;
}

/* Makes room for RECORDS_LEN bytes of records and N_ITEMS items. */
static int
reserve(struct tg_entries *stack, size_t records_len, size_t n_items)
{
	char *records = grow(stack->records, &stack->records_size, records_len, 1);
	if (!records)
		return -1;
	stack->records = records;

	struct tg_entry *items = grow(stack->items, &stack->items_size, n_items, sizeof(*items));
	if (!items)
		return -1;
	stack->items = items;
	return 0;
}

/* Whether ENTRY is of a kind that is kept. */
static bool
is_kept(const struct dirent64 *entry)
{
	const char *name = entry->d_name;

	if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
		return false;
	return entry->d_type == DT_REG || entry->d_type == DT_DIR || entry->d_type == DT_LNK ||
	       entry->d_type == DT_UNKNOWN;
}

/* Makes items of the records from AT to the end; there is room. */
static void
push(struct tg_entries *stack, size_t at, const struct tg_extension_set *only,
     struct tg_entries_list *list)
{
	while (at < stack->records_len) {
		const struct dirent64 *entry = (const void *)(stack->records + at);
		if (entry->d_name[0] == 'C' && strcmp(entry->d_name, "CACHEDIR.TAG") == 0)
			list->has_tag = true;
		if (is_kept(entry) &&
		    (entry->d_type != DT_REG || !only->n_words ||
		     tg_extension_match(only, entry->d_name, strlen(entry->d_name)))) {
			list->n_open += entry->d_type != DT_REG;
			stack->items[stack->n_items++].at = at;
		}
		at += entry->d_reclen;
	}
}

/*
 * Up to eight bytes of TEXT, as a number that sorts as they do; zeros stand
 * behind its end. Eight bytes of it can be read, whatever its length.
 */
static uint64_t
key_of(const char *text)
{
	uint64_t bytes, ends;

	memcpy(&bytes, text, sizeof(bytes));
	bytes = le64toh(bytes);
	/* The lowest bit of it stands at the lowest zero byte. */
	ends = (bytes - 0x0101010101010101) & ~bytes & 0x8080808080808080;
	if (ends)
		bytes &= (ends & -ends) - 1;
	return __builtin_bswap64(bytes);
}

/*
 * Gives N items the keys that start *SKIP bytes into their names, which have
 * that much in common, and moves *SKIP on until the first byte of the keys differs.
 * Returns the bits in which keys differ: 0 only for names that are all the same.
 */
static uint64_t
set_keys(const char *names, struct tg_entry *items, size_t n, size_t *skip)
{
	uint64_t differ;

	for (;;) {
		differ = 0;
		for (size_t i = 0; i < n; i++) {
			items[i].key = key_of(names + items[i].at + *skip);
			differ |= items[i].key ^ items[0].key;
		}
		if (differ >> 56 || (!differ && !(items[0].key & 0xff)))
			return differ;
		*skip += differ ? (size_t)__builtin_clzll(differ) / 8 : KEY_SIZE;
	}
}

/* Whether A sorts before B; their keys start SKIP bytes into their names. */
static inline bool
is_before(const char *names, const struct tg_entry *a, const struct tg_entry *b, size_t skip)
{
	if (a->key != b->key)
		return a->key < b->key;
	/* A name that ends within its key has nothing behind it. */
	return (a->key & 0xff) && strcmp(names + a->at + skip + KEY_SIZE,
	                                 names + b->at + skip + KEY_SIZE) < 0;
}

static void
sort_few(const char *names, struct tg_entry *items, size_t n, size_t skip)
{
	for (size_t i = 1; i < n; i++) {
		struct tg_entry item = items[i];
		size_t at = i;
		for (; at && is_before(names, &item, &items[at - 1], skip); at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Of the bits DIFFER, those in as many leading bytes as can tell N items apart. */
static uint64_t
leading(uint64_t differ, size_t n)
{
	uint64_t bits = 0;

	for (int shift = 56; shift >= 0 && n >> __builtin_popcountll(bits); shift -= 8)
		bits |= differ & (uint64_t)0xff << shift;
	return bits;
}

/* Sorts N items by the bits BITS of their keys, by one byte after another. */
static void
sort_by_key(struct tg_entry *items, size_t n, uint64_t bits, struct tg_entry *spare)
{
	struct tg_entry *from = items, *to = spare, *swap;

	for (int shift = 0; shift < 64; shift += 8) {
		/* Bits that are the same in all are not in MASK: digits need 16 places, not 256. */
		size_t mask = bits >> shift & 0xff, places[256], next = 0;
		if (!mask)
			continue;
		memset(places, 0, (mask + 1) * sizeof(*places));
		for (size_t i = 0; i < n; i++)
			places[from[i].key >> shift & mask]++;
		for (size_t i = 0; i <= mask; i++) {
			size_t count = places[i];
			places[i] = next;
			next += count;
		}
		for (size_t i = 0; i < n; i++)
			to[places[from[i].key >> shift & mask]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}

/*
 * Sorts N items whose names have SKIP bytes in common, with room for as many
 * at SPARE: by the first bytes that differ, then each group that is equal in
 * them. It calls itself, at most as deep as a name is long.
 */
static void
sort(const char *names, struct tg_entry *items, size_t n, size_t skip, struct tg_entry *spare)
{
	uint64_t differ = n > 1 ? set_keys(names, items, n, &skip) : 0;

	if (!differ)
		return;
	if (n <= FEW) {
		sort_few(names, items, n, skip);
		return;
	}
	uint64_t bits = leading(differ, n);
	int shift = __builtin_ctzll(bits) & ~7;
	sort_by_key(items, n, bits, spare);
	for (size_t i = 0, same; i < n; i += same) {
		for (same = 1; i + same < n && items[i + same].key >> shift == items[i].key >> shift;)
			same++;
		if (same <= FEW)
			sort_few(names, items + i, same, skip);
		else if (items[i].key >> shift & 0xff)
			sort(names, items + i, same, skip + KEY_SIZE - (size_t)shift / 8, spare);
	}
}

int
tg_entries_read(struct tg_entries *stack, int fd, const struct tg_extension_set *only,
                struct tg_entries_list *list, struct tg_fault *why)
{
	const size_t none = stack->n_items;
	int result = 0;
	ssize_t len;

	*list = (struct tg_entries_list){ .records_start = stack->records_len, .start = none, .end = none };
	for (;;) {
		if (reserve(stack, stack->records_len + READ_SIZE + KEY_SIZE,
		            stack->n_items + READ_SIZE / RECORD_SIZE))
			goto no_memory;
		len = getdents64(fd, stack->records + stack->records_len, READ_SIZE);
		if (len <= 0)
			break;
		stack->records_len += (size_t)len;
		push(stack, stack->records_len - (size_t)len, only, list);
	}
	/* ENOENT: the folder was removed since it was opened. */
	if (len < 0 && errno != ENOENT)
		result = tg_fault_errno(why, NULL);

	list->end = stack->n_items;
	if (reserve(stack, stack->records_len + KEY_SIZE, 2 * list->end - list->start))
		goto no_memory;
	memset(stack->records + stack->records_len, 0, KEY_SIZE);
	sort(stack->records + offsetof(struct dirent64, d_name), stack->items + list->start,
	     list->end - list->start, 0, stack->items + list->end);
	return result;

no_memory:
	tg_fault_errno(why, NULL);
	tg_entries_drop(stack, list);
	list->end = list->start;
	list->n_open = 0;
	return -1;
}

void
tg_entries_drop(struct tg_entries *stack, const struct tg_entries_list *list)
{
	stack->records_len = list->records_start;
	stack->n_items = list->start;
}

const char *
tg_entries_get(const struct tg_entries *stack, size_t i, unsigned char *type)
{
	const struct dirent64 *entry = (const void *)(stack->records + stack->items[i].at);

	*type = entry->d_type;
	return entry->d_name;
}

void
tg_entries_free(struct tg_entries *stack)
{
	free(stack->records);
	free(stack->items);
	*stack = (struct tg_entries){ 0 };
}
