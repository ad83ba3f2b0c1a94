/* background - a process that lets others run first. */

#include "background.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE 10
/*
 * Nanoseconds that the process asks to run at a time: the longest slice there
 * is.  From Linux 6.12 on, a process that wakes up preempts one with a longer
 * slice at once, and one with a shorter or equal slice only at a clock tick
 * after the slice is used up, milliseconds later.  Older kernels ignore it.
 */
#define SLICE 100000000

/* The C library has no wrapper, and <sched.h> conflicts with <linux/sched.h>.
 */
void
background_enter(void)
{
	struct sched_attr attr = {
		.size = sizeof attr,
		.sched_policy = SCHED_NORMAL,
		.sched_nice = NICE,
		.sched_runtime = SLICE,
	};

	(void)syscall(SYS_sched_setattr, 0, &attr, 0);
}
