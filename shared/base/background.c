/* background_enter - a process that others need not wait for. */

#include "background.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NICE 10
/*
 * Nanoseconds of work that it asks for at a time: the most there are.  From
 * Linux 6.12 on who wakes up takes the processor at once from one that asked
 * for more; from one that asked for less, or for the same, only when it had
 * that, and this is seen at the clock's next tick, milliseconds later.  Before
 * there is no such thing, and the kernel takes no notice.
 */
#define SLICE 100000000

/* The C library has no name for it, and its <sched.h> does not bear Linux's. */
void
background_enter(void)
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
