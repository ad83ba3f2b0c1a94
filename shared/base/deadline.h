/*
 * deadline - until when this process waits for other processes.
 *
 * All waits of one request, for locks and for databases, end at one deadline,
 * however many they are.  The time runs from the first wait on: work does not
 * use it up.
 */
#ifndef ECHOAPP_DEADLINE_H
#define ECHOAPP_DEADLINE_H

#include <stdbool.h>

/* How long WCS waits for us to wait, and a person; milliseconds. */
#define DEADLINE_MS 2000
/* No deadline: each wait has a limit of its own, or none. */
#define DEADLINE_NONE (-1)

/*
 * From now on, all waits together last at most `ms`; with 0 nothing waits.
 * Without a call the process has no deadline.
 */
void deadline_set(long ms);

/* Runs the time of the same deadline anew, after work that took long. */
void deadline_renew(void);

/*
 * How many milliseconds a wait that begins now may last: 0 when the deadline
 * has passed, and `otherwise` without a deadline.
 */
long deadline_left(long otherwise);

/* Has a wait ended, or not begun, because of the deadline? */
bool deadline_has_passed(void);

/*
 * Sleeps for a moment before another try; `tries` counts from 0.  False: the
 * deadline has passed.
 */
bool deadline_nap(int tries);

#endif
