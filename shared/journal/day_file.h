/* day_file - the name of a day's file in STATE/journal. */
#ifndef ECHOAPP_DAY_FILE_H
#define ECHOAPP_DAY_FILE_H

#include <dirent.h>
#include <time.h>

/* Room for a name, "20261123.ndjson", and its NUL. */
#define DAY_FILE_SIZE 32

/* Writes the name of the file for the UTC day that holds this second. */
void day_file_name(char into[DAY_FILE_SIZE], time_t second);

/* Is the entry's name that of a day's file?  A filter for scandir(3). */
int day_file_is_name(const struct dirent *);

#endif
