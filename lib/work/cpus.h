/*
 * How many processors this process may use.
 */
#ifndef TG_WORK_CPUS_H
#define TG_WORK_CPUS_H

/*
 * The number of CPUs that the scheduler's affinity and the control group's
 * quota allow, rounded up; at least 1.
 */
unsigned tg_cpus(void);

#endif
