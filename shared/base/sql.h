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
struct query;

/* NULL: it cannot be opened; `*why` then says why, and is never freed. */
struct sql *sql_open(const char *path, bool create, const char **why);
void sql_close(struct sql *);

/*
 * Where what is sorted goes when it is too much for the cache, in files without
 * names; NULL: wherever SQLite likes.  The directory's name is not copied.
 */
void sql_sort_in(char *dir);

/* What went wrong last.  A NULL, as after sql_open(), can be asked nothing. */
const char *sql_error(const struct sql *);

/* Was it that another has it, for a moment? */
bool sql_is_busy(const struct sql *);

/*
 * Was it that the file is no good, rather than that it cannot be reached or
 * written?
 */
bool sql_is_broken(const struct sql *);

/* Runs statements that return nothing; 0 or -1. */
int sql_run(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The one number that a query returns, or -1. */
int64_t sql_number(struct sql *, const char *query);

/* Rows that the last statement changed. */
int sql_changes(const struct sql *);
/* And all statements since sql_open(). */
int64_t sql_all_changes(const struct sql *);

/* NULL: the text is wrong, see sql_error(). */
struct query *sql_prepare(struct sql *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void query_free(struct query *);

/* The text and the bytes must live until query_again(); NULL is NULL. */
void query_set_text(struct query *, int parameter, const char *);
void query_set_string(struct query *, int parameter, const char *, size_t len);
void query_set_bytes(struct query *, int parameter, const void *, size_t);
void query_set(struct query *, int parameter, int64_t);

/* 1: a row is there; 0: no more; -1: see sql_error(). */
int query_step(struct query *);

/* Ready to be asked anew, with nothing set. */
void query_again(struct query *);

/* Steps a statement that returns nothing, and makes it ready; 0 or -1. */
int query_do(struct query *);

/* Of the row that is there; good until the next step.  NULL is NULL and 0. */
const char *query_text(struct query *, int column);
const void *query_bytes(struct query *, int column, size_t *len);
int64_t query_number(struct query *, int column);
/* NULL is false, and `*number` what it was. */
bool query_get(struct query *, int column, int64_t *number);
int query_columns(const struct query *);
const char *query_column_name(const struct query *, int column);

#endif
