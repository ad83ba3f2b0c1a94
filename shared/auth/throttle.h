/*
 * budget - what wrong passwords may cost.
 *
 * To look at a password is slow on purpose, and while it lasts nobody else is
 * served.  So each of THROTTLE_GROUPS groups of peers may cause half a second
 * of that at once, and 2 % of the time in the long run: a third of it for all
 * groups together, which leaves the rest for who knows the password.
 */
#ifndef ECHOAPP_BUDGET_H
#define ECHOAPP_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#define THROTTLE_GROUPS 16
#define THROTTLE_BURST 500000 /* microseconds */
#define THROTTLE_SHARE 50     /* one part in so many */

/* A zeroed struct has nothing spent; times are in microseconds. */
struct throttle {
	int64_t settled_at[THROTTLE_GROUPS]; /* when nothing will be owed */
};

/* May this group cause more? */
bool throttle_allows(const struct throttle *, unsigned group, int64_t now);

void throttle_charge(struct throttle *, unsigned group, int64_t now,
		     int64_t cost);

#endif
