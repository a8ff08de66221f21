/*
 * A set of file name extensions, and whether a name has one of them.
 */
#ifndef TG_WALK_EXTENSION_H
#define TG_WALK_EXTENSION_H

#include <stdbool.h>
#include <stddef.h>

struct tg_fault;

struct tg_extension_set {
	char *words; /* in lower case, each with its dot and ended by NUL; owned */
	size_t n_words;
};

/*
 * Fills *SET from LIST: extensions with commas between them, with or without
 * their dot. 0, or -1 with WHY filled and *SET zeroed: there is an empty one,
 * or one with a slash, or no memory.
 */
int tg_extension_parse(struct tg_extension_set *set, const char *list, struct tg_fault *why);

/*
 * Whether the LEN bytes at NAME end in a dot and a word of SET; A to Z and a to z
 * are equal. Every name is in an empty set.
 */
bool tg_extension_match(const struct tg_extension_set *set, const char *name, size_t len);

/* Frees and zeroes *SET. */
void tg_extension_free(struct tg_extension_set *set);

#endif
