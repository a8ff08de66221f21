/*
 * Which bytes of a name are text: UTF-8 as Unicode defines it, without
 * surrogates and without longer forms than a character needs.
 */
#ifndef TG_BASE_UTF8_H
#define TG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length in bytes of the character at TEXT, which ends with NUL, with its
 * code point in *CODE; or 0 where the byte there does not begin one, or at the end.
 */
size_t tg_utf8_next(const char *text, uint32_t *code);

/* Whether all of TEXT is UTF-8. */
bool tg_utf8_is_valid(const char *text);

#endif
