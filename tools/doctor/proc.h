/* process - what anybody may know of another process. */
#ifndef ECHOAPP_PROCESS_H
#define ECHOAPP_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/* The beginning of /proc/PID/FILE, with a NUL behind it; -1: it is not there.
 */
ssize_t proc_read(const char *pid, const char *file, char *into, size_t size);

/*
 * The service of systemd's that a /proc/PID/cgroup tells of; false: it is none,
 * and `into` is "".
 */
bool proc_service(const char *cgroup, char *into, size_t size);

/*
 * May it make files in such a directory, by its mode?  Whom it runs as goes to
 * `user`; where nothing is known of it, it may.
 */
#define PROC_USER_SIZE 64
bool proc_may_write(const char *pid, const struct stat *directory,
		    char user[PROC_USER_SIZE]);

#endif
