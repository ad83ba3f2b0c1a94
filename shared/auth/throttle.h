/*
 * budget - what wrong passwords may cost.
 *
 * To look at a password is slow on purpose, and while it lasts nobody else is
 * served.  So each of BUDGET_GROUPS groups of peers may cause half a second of
 * that at once, and 2 % of the time in the long run: a third of it for all
 * groups together, which leaves the rest for who knows the password.
 */
#ifndef ECHOAPP_BUDGET_H
#define ECHOAPP_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#define BUDGET_GROUPS 16
#define BUDGET_BURST 500000 /* microseconds */
#define BUDGET_SHARE 50	    /* one part in so many */

/* A zeroed struct has nothing spent; times are in microseconds. */
struct budget {
	int64_t paid_at[BUDGET_GROUPS]; /* when nothing will be owed */
};

/* May this group cause more? */
bool budget_allows(const struct budget *, unsigned group, int64_t now);

void budget_spend(struct budget *, unsigned group, int64_t now, int64_t cost);

#endif
