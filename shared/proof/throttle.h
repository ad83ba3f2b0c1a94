/*
 * throttle - bounds the time that is spent on wrong passwords.
 *
 * Checking a password is slow on purpose, and the program answers no other hook
 * meanwhile.  So each of THROTTLE_GROUPS groups of strangers may cause half a
 * second of checking at once, and 2 % of the time in the long run; all groups
 * together may cause a second, and 5 % of the time.  Peers that have sent a
 * right password before have a share of their own, which strangers cannot use
 * up, for the time after a change of the passwords.
 */
#ifndef ECHOAPP_THROTTLE_H
#define ECHOAPP_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#define THROTTLE_GROUPS 16
#define THROTTLE_BURST 500000 /* microseconds */
#define THROTTLE_SHARE 50     /* a group gets 1 part in so many */

#define THROTTLE_STRANGERS_BURST 1000000
#define THROTTLE_STRANGERS_SHARE 20

/* The group of peers that have been right, beside those of strangers. */
#define THROTTLE_PROVEN 256

/* Times are in microseconds.  A zeroed struct has charged no group. */
struct throttle {
	/* When a group owes nothing; the last is THROTTLE_PROVEN. */
	int64_t settled_at[THROTTLE_GROUPS + 1];
	int64_t strangers_settled_at;
};

/* May this group, from 0 to THROTTLE_PROVEN, cause another check? */
bool throttle_allows(const struct throttle *, unsigned group, int64_t now);

/* Charges the group for a check that took `cost`. */
void throttle_charge(struct throttle *, unsigned group, int64_t now,
		     int64_t cost);

#endif
