/*
 * sql - the part of SQLite that we use.  sql.c is the only file that calls
 * SQLite.
 *
 * A statement that finds the database locked waits until the deadline
 * (deadline.h), and some seconds without one.
 *
 * A query is prepared once and run many times: set its parameters, step through
 * its rows, and sql_query_reset().  Parameters count from 1 and columns from 0,
 * as in SQLite.
 */
#ifndef ECHOAPP_SQL_H
#define ECHOAPP_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct sql;
struct sql_query;

/* NULL: `error` names the file that cannot be opened, and says why. */
struct sql *sql_open(const char *path, bool create, struct error *error);
void sql_close(struct sql *);

/*
 * Does each page have a checksum (sql_checksum.h)?  Not in a database that was
 * made by somebody else.
 */
bool sql_has_checksums(const struct sql *);

/* sql_close() will leave SQLite's files beside the database. */
void sql_keep_files(struct sql *);

/*
 * Sets the directory of the unnamed files that SQLite sorts in when its cache
 * is too small, for all databases; NULL: SQLite's default.  `dir` is not
 * copied.
 */
void sql_set_temp_dir(char *dir);

/* The text of the last error; for NULL, that the database is not open. */
const char *sql_error(const struct sql *);

/* Was the last error that another process has the database locked? */
bool sql_is_busy(const struct sql *);

/*
 * Was the last error one of the content of the file, rather than of reading or
 * writing it?
 */
bool sql_is_corrupt(const struct sql *);

/* Was it that the file is damaged?  Other causes can come back with the data.
 */
bool sql_is_damaged(const struct sql *);

/* Runs statements that return no rows.  Returns 0, or -1: sql_error(). */
int sql_exec(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The number that a query returns, or -1. */
int64_t sql_number(struct sql *, const char *query);

/* How many rows the last statement changed. */
int sql_changes(const struct sql *);

/* How many rows all statements since sql_open() changed. */
int64_t sql_total_changes(const struct sql *);

/* NULL: sql_error() has the reason.  A NULL database is such an error. */
struct sql_query *sql_prepare(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void sql_query_free(struct sql_query *);

/* Text and bytes must live until sql_query_reset(); NULL sets SQL's NULL. */
void sql_query_set_text(struct sql_query *, int parameter, const char *);
void sql_query_set_text_len(struct sql_query *, int parameter, const char *,
			    size_t len);
void sql_query_set_bytes(struct sql_query *, int parameter, const void *,
			 size_t);
void sql_query_set_number(struct sql_query *, int parameter, int64_t);

/*
 * A query for sql_query_each() only, "SELECT values rest".  Its columns are
 * read in a fraction of the time, which counts when a row has many.
 * places[column] is the number of the value; several columns may have one.
 * `places` is not copied.  The order of rows has to come from an index: SQLite
 * would sort after it computed the values.
 */
struct sql_query *sql_prepare_rows(struct sql *, const char *values,
				   const unsigned char *places, int columns,
				   const char *rest);

/*
 * Calls `row` for each row, whose columns are good until it returns.  Returns
 * how many there were, or -1: sql_error().  `row` must not run another such
 * query of the same database.
 */
typedef void sql_row_fn(struct sql_query *, void *arg);
long sql_query_each(struct sql_query *, sql_row_fn *row, void *arg);

/* Returns 1: there is a row; 0: there are no more; -1: sql_error(). */
int sql_query_step(struct sql_query *);

/* Makes the query ready to run again, with all parameters NULL. */
void sql_query_reset(struct sql_query *);

/* Steps a statement that returns no rows, and resets it; 0 or -1. */
int sql_query_run(struct sql_query *);

/*
 * A column of the row that the last step reached, good until the next step.
 * SQL's NULL is NULL, or 0.
 */
const char *sql_query_text(struct sql_query *, int column);
const char *sql_query_text_len(struct sql_query *, int column, size_t *len);
const void *sql_query_bytes(struct sql_query *, int column, size_t *len);
int64_t sql_query_number(struct sql_query *, int column);
/* False: the column is NULL, and *number stays as it was. */
bool sql_query_get_number(struct sql_query *, int column, int64_t *number);

/* Of any row of the query. */
int sql_query_column_count(const struct sql_query *);
const char *sql_query_column_name(const struct sql_query *, int column);

#endif
