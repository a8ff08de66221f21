/*
 * Strangers' bytes as HTML and URLs have them, so that no name means anything there.
 */
#ifndef TG_LISTING_MARKUP_H
#define TG_LISTING_MARKUP_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the LEN bytes at TEXT to OUT, fit for an element or a quoted attribute.
 * What cannot be seen or would turn the text around (control characters,
 * Unicode's line ends and its marks for the direction of writing) and what is not UTF-8
 * is written as \ooo, byte by byte.
 */
void tg_markup_text(FILE *out, const char *text, size_t len);

/*
 * Writes the path of LEN bytes to OUT as a URL has it: percent-encoded, all but
 * letters, digits, and '-', '.', '_', '~' and '/'.
 */
void tg_markup_url(FILE *out, const char *path, size_t len);

#endif
