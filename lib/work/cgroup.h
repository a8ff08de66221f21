/*
 * The control groups of this process, whose limits hold for it.
 */
#ifndef TG_WORK_CGROUP_H
#define TG_WORK_CGROUP_H

/*
 * Calls visit(FOLDER, VERSION, arg) for the group of this process in which
 * CONTROLLER ("cpu", "memory") may limit it, and for each group above that one:
 * FOLDER holds the group's files, VERSION is that of the hierarchy, 1 or 2. None is
 * visited where there are no control groups.
 */
void tg_cgroup_each(const char *controller, void (*visit)(const char *folder, int version, void *arg), void *arg);

#endif
