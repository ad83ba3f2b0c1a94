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

/* 2026-03-01T12:00:00Z, where the clocks of the tests begin. */
#define NOON INT64_C(1772366400000000)
#define SECOND INT64_C(1000000)
#define DAY_FILE "20260301.ndjson"

/* Limits that nothing outlives, and such that nothing keeps. */
extern const struct timeouts patient, impatient;

/* A line as our programs write it, its newline included. */
char *line_of(timestamp, const char *hook, int status, const char *session,
	      const char *members);

/* Adds bytes to a day's file below `state`, and makes what is missing. */
void journal_add(const char *state, const char *file, const char *bytes,
		 size_t len);

/* Adds a line to ./state; seconds after NOON, answered 200. */
void tell(double seconds, const char *hook, const char *session,
	  const char *members);

/* The same, refused. */
void tell_refused(double seconds, const char *hook, const char *session,
		  const char *members, const char *reason, const char *rule);

/* Folds what is new; fails when that cannot be done.  `most`: lines_max. */
struct fold_result fold_upto(const char *state, const struct timeouts *,
			     uint64_t most);

/* All, patiently, `most` lines at a time, or by chance up to so many. */
void fold_by(const char *state, uint64_t most, uint64_t *random);

/* All there is, with patience, in ./state. */
struct fold_result fold_all(void);

/* 0, or -1: fold_error() or index_error() is in *why. */
int fold_may_fail(const char *state, const char **why);

/* Tells an entity of a line, which makes it when there is none yet. */
struct entity *heard(struct entity *, char *line);

/* The same of a hook at whole seconds after NOON, in a session named s. */
struct entity *hear(struct entity *, int when, const char *hook,
		    const char *members);

/* Whole seconds after NOON; -1: never. */
int second_of(timestamp);

/* Its status and when that came, was answered, and ended. */
void check_status(const struct entity *, const char *status, int since,
		  int answered, int ended);

/* What a query returns: columns|apart, NULL as -, a newline after each row. */
char *rows(const char *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* All tables, all columns, ordered by row; but for inodes. */
char *tables(const char *state);

/* The tables that a copy of the journal becomes elsewhere, in one go. */
char *fresh_tables(const char *state, const struct timeouts *);

/* Fails with the first line that differs. */
void assert_same(const char *got, const char *wanted, const char *what);

#endif
