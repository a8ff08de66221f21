/*
 * What of the machine this process may use.
 */
#ifndef TG_WORK_MACHINE_H
#define TG_WORK_MACHINE_H

#include <stdint.h>

/*
 * The number of CPUs that the scheduler's affinity and the control groups'
 * quotas allow, rounded up; at least 1.
 */
unsigned tg_machine_cpus(void);

/* The bytes of memory that there are, or that the control groups allow if that is less. */
uint64_t tg_machine_memory(void);

#endif
