/* give_way - a process that others need not wait for. */

#include "give_way.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE 10
/*
 * Nanoseconds that it may go on while another waits: the least there is.  A
 * kernel before 6.12 has no such thing, and takes no notice; one from 6.6 on
 * lets a process of any priority go on for milliseconds.
 */
#define SLICE 100000

/* The C library has no name for it, and its <sched.h> does not bear Linux's. */
void
give_way(void)
{
	struct sched_attr how = {
		.size = sizeof how,
		.sched_policy = SCHED_NORMAL,
		.sched_nice = NICE,
		.sched_runtime = SLICE,
	};

	/* Nothing is wrong where that is not to be had. */
	(void)syscall(SYS_sched_setattr, 0, &how, 0);
}
