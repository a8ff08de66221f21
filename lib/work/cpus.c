/* CPUs by affinity, then by the quotas of the control group and those above it. */
#include "work/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

/* Where the two versions of control groups are mounted by custom. */
#define V2_ROOT "/sys/fs/cgroup"
#define V1_ROOT "/sys/fs/cgroup/cpu"

static unsigned
affinity(void)
{
	cpu_set_t set;

	/* Fails with over 1024 CPUs; then one is a safe answer, and -j says more. */
	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

/* Reads the number in FOLDER/NAME, -1 where there is none ("max" too). */
static long
read_number(const char *folder, const char *name)
{
	char path[2 * PATH_MAX];
	long number = -1;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%ld", &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

/* The quota of one version 2 group, "QUOTA PERIOD" in microseconds; LIMIT where there is none. */
static unsigned
v2_quota(const char *folder, unsigned limit)
{
	char path[2 * PATH_MAX];
	long quota, period;

	snprintf(path, sizeof(path), "%s/cpu.max", folder);
	FILE *file = fopen(path, "re");
	if (!file)
		return limit;
	if (fscanf(file, "%ld %ld", &quota, &period) == 2 && quota > 0 && period > 0 && (quota - 1) / period + 1 < limit)
		limit = (unsigned)((quota - 1) / period + 1);
	fclose(file);
	return limit;
}

static unsigned
v1_quota(const char *folder, unsigned limit)
{
	long quota = read_number(folder, "cpu.cfs_quota_us"), period = read_number(folder, "cpu.cfs_period_us");

	if (quota > 0 && period > 0 && (quota - 1) / period + 1 < limit)
		limit = (unsigned)((quota - 1) / period + 1);
	return limit;
}

/* The least quota of GROUP under ROOT and of the groups above it. */
static unsigned
least_quota(const char *root, const char *group, unsigned limit, unsigned (*quota)(const char *, unsigned))
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s%s", root, group);
	for (;;) {
		limit = quota(folder, limit);
		char *slash = strrchr(folder, '/');
		if (!slash || strlen(folder) <= strlen(root))
			return limit;
		*slash = '\0';
	}
}

unsigned
tg_cpus(void)
{
	char line[PATH_MAX];
	unsigned limit = affinity();

	/* A line is ID:CONTROLLERS:GROUP, see cgroups(7); version 2 is "0::GROUP". */
	FILE *groups = fopen("/proc/self/cgroup", "re");
	while (groups && fgets(line, sizeof(line), groups)) {
		line[strcspn(line, "\n")] = '\0';
		char *controllers = strchr(line, ':');
		char *group = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!group)
			continue;
		*group++ = '\0';
		if (controllers[1] == '\0')
			limit = least_quota(V2_ROOT, group, limit, v2_quota);
		else if (strstr(controllers, "cpu") && !strstr(controllers, "cpuset"))
			limit = least_quota(V1_ROOT, group, limit, v1_quota);
	}
	if (groups)
		fclose(groups);
	return limit ? limit : 1;
}
