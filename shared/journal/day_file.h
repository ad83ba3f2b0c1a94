/*
 * day_file - the names of a day's files in STATE/journal.
 *
 * A day is called "20261123.ndjson", and that is the file that programs append
 * to.  A closed day may be compressed: then the file's name has one of two
 * endings more.
 */
#ifndef ECHOAPP_DAY_FILE_H
#define ECHOAPP_DAY_FILE_H

#include <dirent.h>
#include <time.h>

#include "base/packed.h"

/* Room for a name, "20261123.ndjson.zst", and its NUL. */
#define DAY_FILE_SIZE 32

/* Writes the name of the file for the UTC day that holds this second. */
void day_file_name(char into[DAY_FILE_SIZE], time_t second);

/* Writes the day's date. */
#define DAY_FILE_DATE_SIZE (sizeof "2026-11-23")
void day_file_date(char into[DAY_FILE_DATE_SIZE], const char *day);

/* Writes the name that this day's file has if it is compressed so. */
void day_file_packed_name(char into[DAY_FILE_SIZE], const char *day,
			  enum packed_kind);

/* How the file of that name is compressed. */
enum packed_kind day_file_kind(const char *name);

/* Is the entry's name that of a day's file?  A filter for scandir(3). */
int day_file_is_name(const struct dirent *);

#endif
