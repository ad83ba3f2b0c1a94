/* doctor_view - who a process belongs to, for tests as well. */
#ifndef ECHOAPP_DOCTOR_VIEW_H
#define ECHOAPP_DOCTOR_VIEW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The service of systemd's that a /proc/PID/cgroup tells of; false: it is none,
 * and `into` is "".
 */
bool doctor_service(const char *cgroup, char *into, size_t size);

#endif
