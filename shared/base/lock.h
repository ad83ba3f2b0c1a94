/* lock - flock(2) with a timeout. */
#ifndef ECHOAPP_LOCK_H
#define ECHOAPP_LOCK_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Takes the exclusive lock of an open file.  Returns 0, or -1 with errno:
 * ETIMEDOUT at the deadline (deadline.h); without one, after DEADLINE_MS.
 */
int lock_take(int fd);

/*
 * The same for one byte of the file, alone or with others that share it, for
 * fcntl(2)'s locks of open file descriptions; without a deadline, waits a
 * minute.  close(2) releases it.
 */
int lock_take_byte(int fd, off_t byte, bool shared);

/* lock_take() without waiting: EWOULDBLOCK if another process has the lock. */
int lock_try(int fd);

/* lock_take(), but without a deadline it waits as long as it takes. */
int lock_wait(int fd);

void lock_release(int fd);

#endif
