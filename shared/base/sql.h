/*
 * sql - SQLite, as much of it as we use.  sql.c is the only file that knows
 * it.
 *
 * A query is prepared once and used again and again: set what it asks for,
 * step through its rows, and sql_again().  Parameters count from 1, columns
 * from 0, as SQLite counts them.
 */
#ifndef ECHOAPP_SQL_H
#define ECHOAPP_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql;
struct sql_query;

/* NULL: it cannot be opened; `*why` then says why, and is never freed. */
struct sql *sql_open(const char *path, bool create, const char **why);
void sql_close(struct sql *);

/*
 * Where what is sorted goes when it is too much for the cache, in files without
 * names; NULL: wherever SQLite likes.  The directory's name is not copied.
 */
void sql_set_temp_dir(char *dir);

/* What went wrong last.  A NULL, as after sql_open(), can be asked nothing. */
const char *sql_error(const struct sql *);

/* Was it that another has it, for a moment? */
bool sql_is_busy(const struct sql *);

/*
 * Was it that the file is no good, rather than that it cannot be reached or
 * written?
 */
bool sql_is_corrupt(const struct sql *);

/* Runs statements that return nothing; 0 or -1. */
int sql_exec(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The one number that a query returns, or -1. */
int64_t sql_number(struct sql *, const char *query);

/* Rows that the last statement changed. */
int sql_changes(const struct sql *);
/* And all statements since sql_open(). */
int64_t sql_total_changes(const struct sql *);

/* NULL: the text is wrong, see sql_error(). */
struct sql_query *sql_prepare(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void sql_query_free(struct sql_query *);

/* The text and the bytes must live until sql_query_reset(); NULL is NULL. */
void sql_query_set_text(struct sql_query *, int parameter, const char *);
void sql_query_set_text_len(struct sql_query *, int parameter, const char *,
			    size_t len);
void sql_query_set_bytes(struct sql_query *, int parameter, const void *,
			 size_t);
void sql_query_set_number(struct sql_query *, int parameter, int64_t);

/* 1: a row is there; 0: no more; -1: see sql_error(). */
int sql_query_step(struct sql_query *);

/* Ready to be asked anew, with nothing set. */
void sql_query_reset(struct sql_query *);

/* Steps a statement that returns nothing, and makes it ready; 0 or -1. */
int sql_query_run(struct sql_query *);

/* Of the row that is there; good until the next step.  NULL is NULL and 0. */
const char *sql_query_text(struct sql_query *, int column);
const void *sql_query_bytes(struct sql_query *, int column, size_t *len);
int64_t sql_query_number(struct sql_query *, int column);
/* NULL is false, and `*number` what it was. */
bool sql_query_get_number(struct sql_query *, int column, int64_t *number);
int sql_query_column_count(const struct sql_query *);
const char *sql_query_column_name(const struct sql_query *, int column);

#endif
