/* proc - what every user may know of another process. */
#ifndef ECHOAPP_PROC_H
#define ECHOAPP_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * Reads the first size - 1 bytes of /proc/PID/FILE and adds a NUL; returns the
 * number of bytes, or -1 with `into` = "".
 */
ssize_t proc_read(const char *pid, const char *file, char *into, size_t size);

/*
 * Finds the systemd service in the text of /proc/PID/cgroup; false: there is
 * none, and `into` is "".
 */
bool proc_service(const char *cgroup, char *into, size_t size);

/*
 * May the process make files in a directory, by the directory's mode?  Stores
 * the name of its user.  True, with `user` = "", if the process is gone.
 */
#define PROC_USER_SIZE 64
bool proc_may_write(const char *pid, const struct stat *directory,
		    char user[PROC_USER_SIZE]);

#endif
