/*
 * What the fuzz targets share. A target is one function that libFuzzer calls
 * with any bytes; it returns 0, and what must never be ends it by EXPECT, a
 * sanitizer or a limit.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition) \
	((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A copy of exactly LEN bytes and a NUL, to be freed: for what wants a text, or changes it. */
static inline char *
copy_text(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);

	if (!text)
		abort();
	if (len)
		memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

#endif
