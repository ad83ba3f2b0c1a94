/*
 * purge_record - what the last purge did: STATE/purge.json.
 *
 * For readers only; without the file nothing is wrong.  The file's time is that
 * of the last look at what could be purged.
 */
#ifndef ECHOAPP_PURGE_RECORD_H
#define ECHOAPP_PURGE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/timestamp.h"
#include "journal/day_file.h"

struct purge_record {
	timestamp at;			 /* TIMESTAMP_NONE: there was none */
	char before[DAY_FILE_DATE_SIZE]; /* "2026-11-23" */
	/* Of what was removed; 0 if it failed, though some may have gone. */
	uint64_t days;
	uint64_t lines;
	uint64_t bytes;
	bool automatic;	    /* by keep_days */
	struct error error; /* why it failed; "": it did not */
};

/* Replaces the file; if that fails, readers see the one before. */
void purge_record_write(const char *state_dir, const struct purge_record *);

/* Reads the file; `at` is TIMESTAMP_NONE if there is none, or it is no good. */
void purge_record_read(const char *state_dir, struct purge_record *);

/* When it was last looked what could be purged; 0: never. */
timestamp purge_record_looked(const char *state_dir);
void purge_record_look(const char *state_dir);

#endif
