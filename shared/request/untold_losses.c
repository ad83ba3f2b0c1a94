/* untold_losses - hooks that a program lost, and that no line tells yet. */

#include "untold_losses.h"

#include "base/shared_memory.h"

struct untold_losses *
untold_losses_new(void)
{
	return shared_memory_new(sizeof(struct untold_losses));
}

void
untold_losses_free(struct untold_losses *u)
{
	shared_memory_free(u, sizeof *u);
}

struct lost_hooks
untold_losses_take(struct untold_losses *u)
{
	unsigned long long both = 0;

	/* Reading costs less, and there is nearly always nothing. */
	if (atomic_load_explicit(&u->both, memory_order_relaxed))
		both = atomic_exchange(&u->both, 0);
	return (struct lost_hooks){
		.hooks = (unsigned)(both >> 32),
		.counted = (unsigned)both,
	};
}

void
untold_losses_add(struct untold_losses *u, struct lost_hooks more)
{
	if (more.hooks)
		atomic_fetch_add(&u->both,
				 (unsigned long long)more.hooks << 32 |
				     more.counted);
}
