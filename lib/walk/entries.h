/*
 * What folders hold: the entries of one folder after another, read at once,
 * sorted, and kept on a stack until they are dropped.
 */
#ifndef TG_WALK_ENTRIES_H
#define TG_WALK_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tg_extension_set;
struct tg_fault;

/* An entry, while it is sorted. */
struct tg_entry {
	uint64_t key; /* bytes of the name that tell it from others, the first the highest */
	size_t at;    /* where its record is in records */
};

/* The stack. Zeroed, it is empty. */
struct tg_entries {
	char *records;           /* struct dirent64 as the kernel wrote them; owned */
	size_t records_size;     /* bytes allocated */
	size_t records_len;      /* bytes used */
	struct tg_entry *items;  /* what is kept of the records; owned */
	size_t items_size;       /* items allocated */
	size_t n_items;          /* items used */
};

/* One folder's part of the stack. */
struct tg_entries_list {
	size_t records_start; /* where its records begin */
	size_t start;         /* its first item */
	size_t end;           /* behind its last item */
	size_t n_open;        /* items that are not plain files: what needs the open folder; the caller's from then on */
	bool has_tag;         /* whether the folder has a CACHEDIR.TAG */
};

/*
 * Reads the folder open at FD to the top of the stack, in byte order of the
 * names, and fills *LIST. Files whose name is not in ONLY are left out, and so
 * are sockets, FIFOs and devices. 0, or -1 with WHY filled: *LIST then holds what
 * was read until then, or is empty if there was no memory.
 */
int tg_entries_read(struct tg_entries *stack, int fd, const struct tg_extension_set *only,
                    struct tg_entries_list *list, struct tg_fault *why);

/* Takes LIST, the last one that was read and not dropped, off the stack. */
void tg_entries_drop(struct tg_entries *stack, const struct tg_entries_list *list);

/*
 * The name of item I, good until the next read, and its *TYPE: DT_REG, DT_DIR,
 * DT_LNK, or DT_UNKNOWN where the file system does not tell.
 */
const char *tg_entries_get(const struct tg_entries *stack, size_t i, unsigned char *type);

/* Frees what the stack holds and zeroes it. */
void tg_entries_free(struct tg_entries *stack);

#endif
