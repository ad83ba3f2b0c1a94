/* background_enter - a process that others need not wait for. */
#ifndef ECHOAPP_GIVE_WAY_H
#define ECHOAPP_GIVE_WAY_H

/*
 * From now on it gets what time others leave, and soon stops for one who wakes
 * up.  It still gets some when all are busy, unlike under SCHED_IDLE: it may
 * hold a lock that they wait for.
 */
void background_enter(void);

#endif
