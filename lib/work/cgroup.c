/* Control groups, by /proc/self/cgroup and where they are mounted by custom; see cgroups(7). */
#include "work/cgroup.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ROOT "/sys/fs/cgroup"

/* Visits ROOT GROUP and the groups above it. Which of them exist is the visitor's business. */
static void
visit_upwards(const char *root, const char *group, int version,
              void (*visit)(const char *, int, void *), void *arg)
{
	char folder[PATH_MAX];

	if (*group != '/' || snprintf(folder, sizeof(folder), "%s%s", root, group) >= (int)sizeof(folder))
		return;
	while (strlen(folder) >= strlen(root)) {
		visit(folder, version, arg);
		*strrchr(folder, '/') = '\0';
	}
}

/* Whether LIST, of names with commas between, has NAME. */
static bool
has_name(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (strcspn(list, ",") == len && memcmp(list, name, len) == 0)
			return true;
	return false;
}

void
tg_cgroup_each(const char *controller, void (*visit)(const char *folder, int version, void *arg), void *arg)
{
	char line[PATH_MAX], root[64];

	/* A line is ID:CONTROLLERS:GROUP; version 2 is "0::GROUP". */
	FILE *groups = fopen("/proc/self/cgroup", "re");
	while (groups && fgets(line, sizeof(line), groups)) {
		line[strcspn(line, "\n")] = '\0';
		char *controllers = strchr(line, ':');
		char *group = controllers ? strchr(++controllers, ':') : NULL;
		if (!group)
			continue;
		*group++ = '\0';
		if (!*controllers) {
			visit_upwards(ROOT, group, 2, visit, arg);
		} else if (has_name(controllers, controller)) {
			snprintf(root, sizeof(root), ROOT "/%s", controller);
			visit_upwards(root, group, 1, visit, arg);
		}
	}
	if (groups)
		fclose(groups);
}
