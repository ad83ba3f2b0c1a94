/*
 * history - journals for tests, and the index tables made from them.
 *
 * Returned texts are never freed.
 */
#ifndef ECHOAPP_HISTORY_H
#define ECHOAPP_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "index/fold.h"

/* 2026-03-01T12:00:00Z in microseconds, the time at which the tests begin. */
#define NOON_US INT64_C(1772366400000000)
#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)
#define DAY_US (24 * HOUR_US)
#define DAY_FILE "20260301.ndjson"

/* Timeouts of a century, and of a second. */
extern const struct timeouts history_patient, history_impatient;

/* A line as EchoApp writes it, with its newline. */
char *history_line(timestamp, const char *hook, int status, const char *session,
		   const char *members);

/* Appends bytes to a day's file in `state`, and makes missing directories. */
void history_append(const char *state, const char *file, const char *bytes,
		    size_t len);

/* Appends a line to ./state, of `seconds` after NOON_US and status 200. */
void history_tell(double seconds, const char *hook, const char *session,
		  const char *members);

/* A CallStatusEvent of session "s" with this status. */
void history_call_becomes(double seconds, const char *id, const char *status);

/* The same as history_tell() with status 403. */
void history_tell_refused(double seconds, const char *hook, const char *session,
			  const char *members, const char *reason,
			  const char *rule);

/* Folds new lines, at most `most` (0: no limit); fails on an error. */
struct fold_result history_fold_upto(const char *state, const struct timeouts *,
				     uint64_t most);

/*
 * Folds all lines, `most` at a time; with `random`, a random number up to
 * `most`.
 */
void history_fold_by(const char *state, uint64_t most, uint64_t *random);

/* Folds all lines of ./state without expiry. */
struct fold_result history_fold(void);

/* Returns 0, or -1 with the reason in *why. */
int history_fold_may_fail(const char *state, struct error *why);

/* Applies a line to an entity; creates the entity if it is NULL. */
struct entity *history_entity_line(struct entity *, char *line);

/* The same for a hook `when` seconds after NOON_US, in the session "s". */
struct entity *history_entity(struct entity *, int when, const char *hook,
			      const char *members);

/* Seconds after NOON_US; -1 for 0, which means never. */
int history_second(timestamp);

/*
 * Checks the status, since when it holds, and when the call was answered and
 * ended.
 */
void history_check_status(const struct entity *, const char *status, int since,
			  int answered, int ended);

/*
 * The rows of a query: values separated by |, NULL as -, a newline after each
 * row.
 */
char *history_query(const char *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* All tables with all columns except inodes, ordered by row. */
char *history_tables(const char *state);

/* The tables of a new index, built at once from a copy of the journal. */
char *history_fresh_tables(const char *state, const struct timeouts *);

/* Fails with the first line that differs. */
void history_check_same(const char *got, const char *wanted, const char *what);

#endif
