/*
 * history - journals for tests, and the tables that they become.
 *
 * Texts that are returned are never freed.
 */
#ifndef ECHOAPP_HISTORY_H
#define ECHOAPP_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "index/fold.h"

/* Microseconds: 2026-03-01T12:00:00Z, where the clocks of the tests begin. */
#define NOON_US INT64_C(1772366400000000)
#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)
#define DAY_US (24 * HOUR_US)
#define DAY_FILE "20260301.ndjson"

/* Limits that nothing outlives, and such that nothing keeps. */
extern const struct timeouts history_patient, history_impatient;

/* A line as our programs write it, its newline included. */
char *history_line(timestamp, const char *hook, int status, const char *session,
		   const char *members);

/* Adds bytes to a day's file below `state`, and makes what is missing. */
void history_append(const char *state, const char *file, const char *bytes,
		    size_t len);

/* Adds a line to ./state; seconds after NOON, answered 200. */
void history_tell(double seconds, const char *hook, const char *session,
		  const char *members);

/* The same, refused. */
void history_tell_refused(double seconds, const char *hook, const char *session,
			  const char *members, const char *reason,
			  const char *rule);

/* Folds what is new; fails when that cannot be done.  `most`: lines_max. */
struct fold_result history_fold_upto(const char *state, const struct timeouts *,
				     uint64_t most);

/* All, patiently, `most` lines at a time, or by chance up to so many. */
void history_fold_by(const char *state, uint64_t most, uint64_t *random);

/* All there is, with patience, in ./state. */
struct fold_result history_fold(void);

/* 0, or -1 with the reason in *why. */
int history_fold_may_fail(const char *state, struct error *why);

/* Tells an entity of a line, which makes it when there is none yet. */
struct entity *history_entity_line(struct entity *, char *line);

/* The same of a hook at whole seconds after NOON, in a session named s. */
struct entity *history_entity(struct entity *, int when, const char *hook,
			      const char *members);

/* Whole seconds after NOON; -1: never. */
int history_second(timestamp);

/* Its status and when that came, was answered, and ended. */
void history_check_status(const struct entity *, const char *status, int since,
			  int answered, int ended);

/* What a query returns: columns|apart, NULL as -, a newline after each row. */
char *history_query(const char *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* All tables, all columns, ordered by row; but for inodes. */
char *history_tables(const char *state);

/* The tables that a copy of the journal becomes elsewhere, in one go. */
char *history_fresh_tables(const char *state, const struct timeouts *);

/* Fails with the first line that differs. */
void history_check_same(const char *got, const char *wanted, const char *what);

#endif
