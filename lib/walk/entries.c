/*
 * Folders as sorted lists. Why it is fast: few and large reads, no stat, one
 * copy of each name and no allocation for it; and a sort that compares one
 * number, since the eight bytes after what all names of the folder have in
 * common nearly always decide.
 */
#include "walk/entries.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "walk/extension.h"

#define BUFFER_SIZE ((size_t)64 << 10)

/* Bytes of a name in a key. */
#define KEY_SIZE 8

/* Lists this short are sorted by insertion, which longer ones are merged from. */
#define RUN 12

/* Makes room for WANTED items of SIZE bytes at *DATA, of which *HAVE are allocated. */
static int
reserve(void *data, size_t *have, size_t wanted, size_t size)
{
	void **array = data, *larger;
	size_t n = *have ? *have : 4096 / size;

	if (wanted <= *have)
		return 0;
	while (n < wanted)
		n *= 2;
	larger = reallocarray(*array, n, size);
	if (!larger)
		return -1;
	*array = larger;
	*have = n;
	return 0;
}

/* The kind of a directory entry; -1 if it is of none that is kept. */
static int
kind_of(const struct dirent64 *entry)
{
	const char *name = entry->d_name;

	if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
		return -1;
	switch (entry->d_type) {
	case DT_REG:     return TG_ENTRY_FILE;
	case DT_DIR:     return TG_ENTRY_FOLDER;
	case DT_LNK:     return TG_ENTRY_LINK;
	case DT_UNKNOWN: return TG_ENTRY_UNSURE;
	default:         return -1;
	}
}

/* Pushes what the LEN bytes in the buffer list; there is room. */
static void
push(struct tg_entries *stack, size_t len, const struct tg_extension_set *only,
     struct tg_entries_list *list)
{
	for (size_t at = 0; at < len;) {
		const struct dirent64 *entry = (const void *)(stack->buffer + at);
		int kind = kind_of(entry);
		at += entry->d_reclen;
		if (kind < 0)
			continue;

		size_t name_len = strlen(entry->d_name);
		if (entry->d_name[0] == 'C' && strcmp(entry->d_name, "CACHEDIR.TAG") == 0)
			list->has_tag = true;
		if (kind != TG_ENTRY_FILE)
			list->n_open++;
		else if (only->n_words && !tg_extension_match(only, entry->d_name, name_len))
			continue;
		stack->names[stack->names_len++] = (char)kind;
		stack->items[stack->n_items++].name = stack->names_len;
		memcpy(stack->names + stack->names_len, entry->d_name, name_len + 1);
		stack->names_len += name_len + 1;
	}
}

/* The length of what all names of LIST start with. */
static size_t
common_len(const struct tg_entries *stack, const struct tg_entries_list *list)
{
	const char *first = tg_entries_name(stack, list->start);
	size_t len = strlen(first);

	for (size_t i = list->start + 1; i < list->end && len; i++) {
		const char *name = tg_entries_name(stack, i);
		size_t same = 0;
		while (same < len && name[same] == first[same])
			same++;
		len = same;
	}
	return len;
}

/* Up to eight bytes of TEXT, as a number that sorts as they do; zeros stand behind its end. */
static uint64_t
key_of(const char *text)
{
	uint64_t key = 0;

	for (int i = 0, shift = 56; i < KEY_SIZE && text[i]; i++, shift -= 8)
		key |= (uint64_t)(unsigned char)text[i] << shift;
	return key;
}

/* Whether A's name sorts before B's. NAMES is the stack's, moved by the common length. */
static inline bool
is_before(const char *names, const struct tg_entry *a, const struct tg_entry *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	/* A name that ends within its key has nothing behind it. */
	return (a->key & 0xff) &&
	       strcmp(names + a->name + KEY_SIZE, names + b->name + KEY_SIZE) < 0;
}

/* Sorts N items by insertion. */
static void
sort_run(const char *names, struct tg_entry *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct tg_entry item = items[i];
		size_t at = i;
		for (; at && is_before(names, &item, &items[at - 1]); at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Merges the sorted items A to B and B to END into TO. */
static void
merge(const char *names, const struct tg_entry *a, const struct tg_entry *b,
      const struct tg_entry *end, struct tg_entry *to)
{
	const struct tg_entry *middle = b;

	while (a < middle && b < end)
		*to++ = is_before(names, b, a) ? *b++ : *a++;
	memcpy(to, a, (size_t)(middle - a) * sizeof(*a));
	memcpy(to + (middle - a), b, (size_t)(end - b) * sizeof(*b));
}

/* Sorts N items, with room for as many behind them. */
static void
sort(const char *names, struct tg_entry *items, size_t n)
{
	struct tg_entry *from = items, *to = items + n, *swap;

	for (size_t i = 0; i < n; i += RUN)
		sort_run(names, items + i, n - i < RUN ? n - i : RUN);
	for (size_t run = RUN; run < n; run *= 2) {
		for (size_t i = 0; i < n; i += 2 * run) {
			size_t middle = n - i < run ? n : i + run;
			size_t end = n - i < 2 * run ? n : i + 2 * run;
			merge(names, from + i, from + middle, from + end, to + i);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}

int
tg_entries_read(struct tg_entries *stack, int fd, const struct tg_extension_set *only,
                struct tg_entries_list *list, struct tg_fault *why)
{
	ssize_t len;
	int result = 0;

	*list = (struct tg_entries_list){ .names_start = stack->names_len, .start = stack->n_items,
	                                  .end = stack->n_items };
	if (!stack->buffer && !(stack->buffer = malloc(BUFFER_SIZE)))
		return tg_fault_errno(why, NULL);
	while ((len = getdents64(fd, stack->buffer, BUFFER_SIZE)) > 0) {
		/* An entry takes at least 24 bytes there. */
		if (reserve(&stack->names, &stack->names_size, stack->names_len + (size_t)len, 1) ||
		    reserve(&stack->items, &stack->items_size, stack->n_items + (size_t)len / 24,
		            sizeof(*stack->items)))
			goto no_memory;
		push(stack, (size_t)len, only, list);
	}
	/* ENOENT: the folder was removed since it was opened. */
	if (len < 0 && errno != ENOENT)
		result = tg_fault_errno(why, NULL);

	size_t n = stack->n_items - list->start;
	if (reserve(&stack->items, &stack->items_size, stack->n_items + n, sizeof(*stack->items)))
		goto no_memory;
	list->end = stack->n_items;
	if (n > 1) {
		const char *names = stack->names + common_len(stack, list);
		for (size_t i = list->start; i < list->end; i++)
			stack->items[i].key = key_of(names + stack->items[i].name);
		sort(names, stack->items + list->start, n);
	}
	return result;

no_memory:
	tg_fault_errno(why, NULL);
	tg_entries_drop(stack, list);
	*list = (struct tg_entries_list){ .names_start = list->names_start, .start = list->start,
	                                  .end = list->start };
	return -1;
}

void
tg_entries_drop(struct tg_entries *stack, const struct tg_entries_list *list)
{
	stack->names_len = list->names_start;
	stack->n_items = list->start;
}

const char *
tg_entries_name(const struct tg_entries *stack, size_t i)
{
	return stack->names + stack->items[i].name;
}

enum tg_entry_kind
tg_entries_kind(const struct tg_entries *stack, size_t i)
{
	return (enum tg_entry_kind)stack->names[stack->items[i].name - 1];
}

void
tg_entries_free(struct tg_entries *stack)
{
	free(stack->names);
	free(stack->items);
	free(stack->buffer);
	*stack = (struct tg_entries){ 0 };
}
