/* CPUs and memory: what the kernel says, lowered by the limits of control groups. */
#include "work/machine.h"

#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "work/cgroup.h"

/*
 * Reads up to two numbers from the file NAME in FOLDER, and leaves those that
 * are not there as they were. The word "max", for no limit, is no number.
 */
static void
read_numbers(const char *folder, const char *name, int64_t numbers[2])
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "%" SCNd64 " %" SCNd64, &numbers[0], &numbers[1]) < 1)
		numbers[0] = 0;
	fclose(file);
}

/* Lowers the number of CPUs at ARG to a group's quota: so many microseconds in each period. */
static void
lower_cpus(const char *folder, int version, void *arg)
{
	unsigned *cpus = arg;
	int64_t quota[2] = { 0 }, period[2] = { 0 };

	if (version == 2) {
		read_numbers(folder, "cpu.max", quota);
		period[0] = quota[1];
	} else {
		read_numbers(folder, "cpu.cfs_quota_us", quota);
		read_numbers(folder, "cpu.cfs_period_us", period);
	}
	if (quota[0] > 0 && period[0] > 0 && (quota[0] - 1) / period[0] + 1 < *cpus)
		*cpus = (unsigned)((quota[0] - 1) / period[0] + 1);
}

unsigned
tg_machine_cpus(void)
{
	cpu_set_t set;
	unsigned cpus = 1;

	/* Fails with over 1024 CPUs; then one is a safe answer. */
	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		cpus = (unsigned)CPU_COUNT(&set);
	tg_cgroup_each("cpu", lower_cpus, &cpus);
	return cpus;
}

static void
lower_memory(const char *folder, int version, void *arg)
{
	uint64_t *memory = arg;
	int64_t limit[2] = { 0 };

	read_numbers(folder, version == 2 ? "memory.max" : "memory.limit_in_bytes", limit);
	if (limit[0] > 0 && (uint64_t)limit[0] < *memory)
		*memory = (uint64_t)limit[0];
}

uint64_t
tg_machine_memory(void)
{
	uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);

	tg_cgroup_each("memory", lower_memory, &memory);
	return memory;
}
