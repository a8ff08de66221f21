/* File name extensions. ASCII has upper and lower case here, other bytes are themselves. */
#include "walk/extension.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int
tg_extension_parse(struct tg_extension_set *set, const char *list, struct tg_fault *why)
{
	/* At worst, each byte is a word of its own: it, a dot and a NUL. */
	char *to = malloc(3 * strlen(list) + 3);

	*set = (struct tg_extension_set){ .words = to };
	if (!to)
		return tg_fault_errno(why, NULL);
	for (;; list++) {
		while (*list == ' ')
			list++;
		list += *list == '.';
		size_t len = strcspn(list, ",");
		if (!len || memchr(list, '/', len)) {
			tg_extension_free(set);
			return tg_fault_set(why, TG_FAULT_UNSUPPORTED,
			                    len ? "an extension has no slash" : "an extension is empty");
		}
		*to++ = '.';
		for (; len; len--)
			*to++ = lower(*list++);
		*to++ = '\0';
		set->n_words++;
		if (!*list)
			return 0;
	}
}

bool
tg_extension_match(const struct tg_extension_set *set, const char *name, size_t len)
{
	const char *word = set->words;

	for (size_t i = 0; i < set->n_words; i++) {
		size_t word_len = strlen(word), same = 0;
		if (word_len <= len)
			while (same < word_len && lower(name[len - word_len + same]) == word[same])
				same++;
		if (same == word_len)
			return true;
		word += word_len + 1;
	}
	return set->n_words == 0;
}

void
tg_extension_free(struct tg_extension_set *set)
{
	free(set->words);
	*set = (struct tg_extension_set){ 0 };
}
