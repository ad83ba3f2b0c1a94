/* lock_holder - which process holds a lock of a file, for messages. */
#ifndef ECHOAPP_LOCK_HOLDER_H
#define ECHOAPP_LOCK_HOLDER_H

#include <stddef.h>

/* As the kernel names them in /proc. */
#define LOCK_HOLDER_FLOCK "FLOCK" /* flock(2) */
#define LOCK_HOLDER_OFD "OFDLCK"  /* fcntl(2), F_OFD_SETLK */
#define LOCK_HOLDER_POSIX "POSIX" /* fcntl(2), F_SETLK, as of SQLite */

/*
 * Writes "process 4711 (echoappctl)" if that process holds a lock of this kind
 * on the file, other than for reading; "another process" if none is found, as
 * when it belongs to another user.  It reads all of /proc, so call it when a
 * wait was in vain.  Keeps errno.
 */
#define LOCK_HOLDER_SIZE 64
void lock_holder(const char *path, const char *kind,
		 char into[LOCK_HOLDER_SIZE]);

#endif
