/* disk_space - leaves the last free space of a disk to the journal. */
#ifndef ECHOAPP_DISK_SPACE_H
#define ECHOAPP_DISK_SPACE_H

#include <stdint.h>

#include "base/error.h"

/*
 * The index may grow while so much stays free: 64 MiB, or a twentieth of a
 * smaller file system.
 */
uint64_t disk_space_reserve(uint64_t size);

/*
 * Is there more free space than that on the file system of the directory?
 * Returns 0; or -1 with a reason.  One that cannot be asked has space.
 */
int disk_space_check(const char *dir, struct error *);

#endif
