/*
 * untold_losses - hooks that a program lost, and that no line of the journal
 * tells yet.
 *
 * Processes that are forked after untold_losses_new() share the count, so that
 * the line of any of them tells what another one lost.
 */
#ifndef ECHOAPP_UNTOLD_LOSSES_H
#define ECHOAPP_UNTOLD_LOSSES_H

#include <stdatomic.h>

struct lost_hooks {
	unsigned hooks;	  /* that were answered but not recorded */
	unsigned counted; /* of these, in losses.json */
};

struct untold_losses {
	atomic_ullong both; /* hooks << 32 | counted */
};

struct untold_losses *untold_losses_new(void);
void untold_losses_free(struct untold_losses *);

/* Returns the count and sets it to zero: the caller tells them, or adds them
 * again. */
struct lost_hooks untold_losses_take(struct untold_losses *);

void untold_losses_add(struct untold_losses *, struct lost_hooks);

#endif
