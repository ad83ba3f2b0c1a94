/* lock - flock(2) with an end to the patience. */
#ifndef ECHOAPP_LOCK_H
#define ECHOAPP_LOCK_H

/* Nobody waits longer: a hook has to be answered.  Milliseconds. */
#define LOCK_TIMEOUT_MS 2000

/*
 * Takes the exclusive lock of an open file.  Returns 0, or -1 with errno;
 * ETIMEDOUT after LOCK_TIMEOUT_MS.
 */
int lock_take(int fd);

/* The same without waiting, EWOULDBLOCK; and however long it takes. */
int lock_try(int fd);
int lock_wait(int fd);

void lock_release(int fd);

#endif
