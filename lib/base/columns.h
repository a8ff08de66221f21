/*
 * Text as a terminal shows it: how many columns of a row it takes, and names cut to
 * what there is room for. UTF-8 is taken for granted, whatever the locale.
 */
#ifndef TG_BASE_COLUMNS_H
#define TG_BASE_COLUMNS_H

#include <stddef.h>

/*
 * The columns that a terminal gives to a character: 0 for one that combines with the last, 2 for a
 * wide one, else 1. Where terminals differ it is the larger number. -1 for one that is not to reach a
 * terminal: controls, and what has no form of its own but moves or hides others.
 */
int tg_columns_of(unsigned long character);

/*
 * PATH for a row of a terminal: at most COLUMNS wide, or of any width where that is 0,
 * and at most SIZE bytes with the NUL in BUFFER. It is written as tg_path_show does, and so is
 * every byte that is not UTF-8 or no terminal may take; what does not fit loses its front for
 * "...". Returns BUFFER. COLUMNS is at least 4 or 0, SIZE at least 8.
 */
const char *tg_columns_show(const char *path, size_t columns, char *buffer, size_t size);

#endif
