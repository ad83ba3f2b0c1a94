/* lock - flock(2) with a timeout. */
#ifndef ECHOAPP_LOCK_H
#define ECHOAPP_LOCK_H

/* Milliseconds; WCS waits for the answer to a hook all the while. */
#define LOCK_TIMEOUT_MS 2000

/*
 * Takes the exclusive lock of an open file.  Returns 0, or -1 with errno:
 * ETIMEDOUT after LOCK_TIMEOUT_MS.
 */
int lock_take(int fd);

/* The same without waiting: EWOULDBLOCK if another process has the lock. */
int lock_try(int fd);

/* The same without a timeout. */
int lock_wait(int fd);

void lock_release(int fd);

#endif
