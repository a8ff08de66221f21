/*
 * Tells what kind of picture each file is whose path comes on standard input,
 * ended by NUL, by a line each:
 *
 *     small        a JPEG of under two megapixels
 *     baseline     another JPEG, in one scan or several
 *     progressive  another JPEG
 *     png
 *     other        anything else
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 2e6 /* pixels */

static unsigned
big_endian(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

/* Of a JPEG, from behind its first marker: goes from segment to segment up to the frame header (ITU-T T.81, B.2.2). */
static const char *
kind_of_jpeg(FILE *file)
{
	uint8_t head[4], frame[5];

	while (fread(head, sizeof(head), 1, file) == 1 && head[0] == 0xff) {
		unsigned marker = head[1], len = big_endian(head + 2);
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			if (fread(frame, sizeof(frame), 1, file) != 1)
				break;
			if ((double)big_endian(frame + 1) * big_endian(frame + 3) < SMALL)
				return "small";
			return marker == 0xc2 ? "progressive" : "baseline";
		}
		if (len < 2 || fseek(file, (long)len - 2, SEEK_CUR))
			break;
	}
	return "other";
}

static const char *
kind_of(FILE *file)
{
	uint8_t start[8];

	if (fread(start, 2, 1, file) != 1)
		return "other";
	if (start[0] == 0xff && start[1] == 0xd8)
		return kind_of_jpeg(file);
	if (fread(start + 2, 6, 1, file) == 1 && memcmp(start, "\x89PNG\r\n\x1a\n", sizeof(start)) == 0)
		return "png";
	return "other";
}

int
main(void)
{
	char *path = NULL;
	size_t size = 0;

	while (getdelim(&path, &size, '\0', stdin) > 0) {
		FILE *file = fopen(path, "rb");
		puts(file ? kind_of(file) : "other");
		if (file)
			fclose(file);
	}
	free(path);
	return fflush(stdout) != 0;
}
