/* disk_space - leaves the last free space of a disk to the journal. */

#include "disk_space.h"

#include <sys/statvfs.h>

#define RESERVE_MAX (UINT64_C(64) << 20)
#define RESERVE_PART 20

uint64_t
disk_space_reserve(uint64_t size)
{
	return size / RESERVE_PART < RESERVE_MAX ? size / RESERVE_PART
						 : RESERVE_MAX;
}

int
disk_space_check(const char *dir, struct error *e)
{
	struct statvfs fs;
	uint64_t left;

	if (statvfs(dir, &fs))
		return 0;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (left > disk_space_reserve((uint64_t)fs.f_blocks * fs.f_frsize))
		return 0;
	return error_set(e,
			 "%s: the disk is nearly full, so the index is not "
			 "brought up to date: only %llu KiB are free, and the "
			 "journal needs them",
			 dir, (unsigned long long)(left >> 10));
}
