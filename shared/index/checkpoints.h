/*
 * day_files - the days that the journal has, and how far each was read.
 */
#ifndef ECHOAPP_DAY_FILES_H
#define ECHOAPP_DAY_FILES_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "index.h"

struct day_files {
	int dir;	    /* lent */
	struct dirent **at; /* the earliest day first */
	int count;
	struct position *known; /* those that the index tells of */
	int known_count;
};

/* -1: the directory, with errno; or the index, and errno is 0. */
int day_files_open(struct day_files *, int dir, struct index *);
void day_files_close(struct day_files *);

/* Where a file was left; a new one begins at its first byte. */
struct position day_files_position(const struct day_files *, const char *file,
				   const struct stat *);

/*
 * Is every file that was read still there, and still the one it was, and has
 * none turned up among them?
 */
bool day_files_are_same(const struct day_files *);

/* Bytes that were not read yet. */
uint64_t day_files_to_read(const struct day_files *);

/*
 * Tells a file that was emptied, or whose place another took, from the one
 * that was read: by the last bytes that were.
 */
int64_t position_print(int fd, off_t offset);

#endif
