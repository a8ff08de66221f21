/*
 * Times the store with many tiny thumbnails, in one flat folder or fanned out:
 *
 *     store FOLDER COUNT flat|fan-out
 *
 * FOLDER is made and gets COUNT files, in steps of a tenth. Then some are put again, which finds
 * them there, and all names are read. A line of each: wall time, rate, CPU time of one.
 */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/sha256.h"
#include "work/store.h"

#define N_STEPS 10
#define NAME_SIZE (3 + TG_SHA256_HEX_SIZE + 4)

/* What the store takes for a whole PNG: it looks at the first bytes and the last. */
static const uint8_t thumbnail[80] = {
	[68] = 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82,
};

struct times {
	struct timespec wall, cpu;
};

static struct times
now(void)
{
	struct times times;

	clock_gettime(CLOCK_MONOTONIC, &times.wall);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &times.cpu);
	return times;
}

static double
seconds(struct timespec from, struct timespec to)
{
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void
tell(const char *what, uint64_t n, struct times start)
{
	struct times end = now();
	double wall = seconds(start.wall, end.wall), cpu = seconds(start.cpu, end.cpu);

	printf("%-14s %9" PRIu64 " %7.2f s %9.0f/s %6.1f us of CPU each\n", what, n, wall, (double)n / wall,
	       cpu * 1e6 / (double)n);
	fflush(stdout);
}

static int
put(struct tg_store *store, uint64_t i, bool fan_out)
{
	char hex[TG_SHA256_HEX_SIZE], name[NAME_SIZE];
	unsigned char digest[TG_SHA256_SIZE];
	struct tg_sha256 hash;
	struct tg_fault why;

	tg_sha256_init(&hash);
	tg_sha256_add(&hash, &i, sizeof(i));
	tg_sha256_finish(&hash, digest);
	tg_sha256_hex(digest, hex);
	snprintf(name, sizeof(name), "%.*s%s%s.png", fan_out ? 2 : 0, hex, fan_out ? "/" : "", hex);
	if (tg_store_put(store, name, thumbnail, sizeof(thumbnail), &why) == 0)
		return 0;
	fprintf(stderr, "store: after %" PRIu64 ": %s\n", i, why.text);
	return -1;
}

/* How many thumbnails are in the open FOLDER, which it closes, and in the folders there. */
static uint64_t
count(int folder)
{
	DIR *entries = fdopendir(folder);
	uint64_t n = 0;

	for (struct dirent *entry; entries && (entry = readdir(entries));)
		if (strlen(entry->d_name) == 2 && *entry->d_name != '.')
			n += count(openat(dirfd(entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		else if (strlen(entry->d_name) == TG_SHA256_HEX_SIZE - 1 + 4)
			n++;
	if (entries)
		closedir(entries);
	return n;
}

static int
fill(struct tg_store *store, uint64_t n, bool fan_out)
{
	uint64_t step = n / N_STEPS;

	for (uint64_t i = 0; i < n;) {
		struct times start = now();
		for (uint64_t end = i + step; i < end; i++)
			if (put(store, i, fan_out))
				return -1;
		tell(i == step ? "new, first" : i == n ? "new, last" : "new", step, start);
	}
	struct times start = now();
	for (uint64_t i = 0; i < step; i++)
		if (put(store, i * 7919 % n, fan_out))
			return -1;
	tell("there already", step, start);
	start = now();
	uint64_t n_seen = count(dup(store->folder));
	tell("names read", n_seen, start);
	return n_seen == n ? 0 : -1;
}

int
main(int argc, char **argv)
{
	uint64_t n = argc == 4 ? strtoull(argv[2], NULL, 10) / N_STEPS * N_STEPS : 0;
	struct tg_store store;
	struct tg_fault why;

	if (!n) {
		fprintf(stderr, "usage: store FOLDER COUNT flat|fan-out\n");
		return 2;
	}
	if (tg_store_open(&store, argv[1], &why)) {
		fprintf(stderr, "store: %s: %s\n", argv[1], why.text);
		return 2;
	}
	int failed = fill(&store, n, strcmp(argv[3], "fan-out") == 0);
	tg_store_close(&store);
	return failed ? 1 : 0;
}
