/* lock - flock(2) with a timeout. */
#ifndef ECHOAPP_LOCK_H
#define ECHOAPP_LOCK_H

/*
 * Takes the exclusive lock of an open file.  Returns 0, or -1 with errno:
 * ETIMEDOUT at the deadline (deadline.h); without one, after DEADLINE_MS.
 */
int lock_take(int fd);

/* The same without waiting: EWOULDBLOCK if another process has the lock. */
int lock_try(int fd);

/* The same, but without a deadline it waits as long as it takes. */
int lock_wait(int fd);

void lock_release(int fd);

#endif
