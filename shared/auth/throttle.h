/*
 * throttle - bounds the time that is spent on wrong passwords.
 *
 * Checking a password is slow on purpose, and the program answers no other hook
 * meanwhile.  So each of THROTTLE_GROUPS groups of peers may cause half a
 * second of checking at once, and 2 % of the time in the long run.  All groups
 * together may take a third of the time, which leaves the rest to peers with
 * the right password.
 */
#ifndef ECHOAPP_THROTTLE_H
#define ECHOAPP_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#define THROTTLE_GROUPS 16
#define THROTTLE_BURST 500000 /* microseconds */
#define THROTTLE_SHARE 50     /* a group gets 1 part in so many */

/* Times are in microseconds.  A zeroed struct has charged no group. */
struct throttle {
	int64_t settled_at[THROTTLE_GROUPS]; /* when a group owes nothing */
};

/* May this group cause another check? */
bool throttle_allows(const struct throttle *, unsigned group, int64_t now);

/* Charges the group for a check that took `cost`. */
void throttle_charge(struct throttle *, unsigned group, int64_t now,
		     int64_t cost);

#endif
