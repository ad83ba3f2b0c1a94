/* sql - the part of SQLite that we use. */

#include "sql.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "deadline.h"
#include "die.h"
#include "error.h"
#include "sql_checksum.h"

/*
 * How often a statement tries again without a deadline, about 5 s; a reader and
 * a writer wait for each other much less.
 */
#define BUSY_TRIES 1000

struct sql {
	sqlite3 *db;
	struct sql_query *reading; /* the query of sql_query_each() */
};

struct sql_query {
	sqlite3_stmt *s;
	struct sql *rows_of; /* of sql_prepare_rows(), or NULL */
	sql_row_fn *row;
	void *arg;
	long rows;
	const unsigned char *places;
	int columns;
	sqlite3_value **values; /* of the row */
};

/* SQLite asks after each try whether to try again. */
static int
wait_for_others(void *unused, int tries)
{
	(void)unused;
	if (deadline_left(BUSY_TRIES - tries) <= 0)
		return 0;
	return deadline_nap(tries);
}

/*
 * The file may have been written by somebody else, and what its schema does
 * would run in our processes: no trigger, no function with side effects, no
 * writing to the schema's own tables.
 */
static void
distrust_schema(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}

/* Applies to a file that is empty. */
static int
reserve_checksums(struct sql *db)
{
	int bytes = SQL_CHECKSUM_SIZE;
	int code = sqlite3_file_control(db->db, NULL,
					SQLITE_FCNTL_RESERVE_BYTES, &bytes);

	return code == SQLITE_OK
		   ? sql_exec(db, "PRAGMA page_size = %d", SQL_CHECKSUM_PAGE)
		   : code;
}

bool
sql_has_checksums(const struct sql *db)
{
	return sql_checksum_is_used(db->db);
}

struct sql *
sql_open(const char *path, bool create, struct error *error)
{
	struct sql *db = calloc(1, sizeof *db);
	int code;

	if (!db)
		die(EXIT_TEMPORARY, "cannot allocate a database:");
	/* Counting its memory would take a lock for each allocation. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	code = sqlite3_open_v2(path, &db->db,
			       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
				   SQLITE_OPEN_NOMUTEX |
				   (create ? SQLITE_OPEN_CREATE : 0),
			       sql_checksum_vfs());
	if (code == SQLITE_OK && create)
		code = reserve_checksums(db);
	if (code != SQLITE_OK) {
		error_set(error, "cannot open %s: %s", path,
			  sqlite3_errstr(code));
		sql_close(db);
		return NULL;
	}
	sqlite3_busy_handler(db->db, wait_for_others, NULL);
	distrust_schema(db->db);
	return db;
}

void
sql_close(struct sql *db)
{
	sqlite3_close(db->db);
	free(db);
}

void
sql_keep_files(struct sql *db)
{
	int yes = 1;

	sqlite3_file_control(db->db, NULL, SQLITE_FCNTL_PERSIST_WAL, &yes);
}

void
sql_set_temp_dir(char *dir)
{
	sqlite3_temp_directory = dir;
}

/* The primary result code of the last call. */
static int
code_of(const struct sql *db)
{
	return db ? sqlite3_errcode(db->db) & 0xff : SQLITE_MISUSE;
}

const char *
sql_error(const struct sql *db)
{
	int code = code_of(db);
	int error = db ? sqlite3_system_errno(db->db) : 0;

	if (!db)
		return "the database is not open";
	/* errno says more than "disk I/O error". */
	if (code == SQLITE_IOERR && error)
		return error_text(error);
	return sqlite3_errmsg(db->db);
}

bool
sql_is_busy(const struct sql *db)
{
	int code = code_of(db);

	return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

bool
sql_is_damaged(const struct sql *db)
{
	int code = code_of(db);

	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool
sql_is_corrupt(const struct sql *db)
{
	switch (code_of(db)) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return true;
	default:
		return false;
	}
}

static void add_formatted(struct buffer *, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void
add_formatted(struct buffer *b, const char *format, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		die(EXIT_PERMANENT, "cannot format an SQL statement: %s",
		    format);
	vsnprintf(buffer_reserve(b, (size_t)n + 1), (size_t)n + 1, format, ap);
}

int
sql_exec(struct sql *db, const char *format, ...)
{
	struct buffer text = { 0 };
	va_list ap;
	int code;

	if (!db)
		return -1;
	va_start(ap, format);
	add_formatted(&text, format, ap);
	va_end(ap);
	code = sqlite3_exec(db->db, text.at, NULL, NULL, NULL);
	buffer_free(&text);
	return code == SQLITE_OK ? 0 : -1;
}

static struct sql_query *
prepare(struct sql *db, const char *text)
{
	struct sql_query *q = calloc(1, sizeof *q);

	if (!q)
		die(EXIT_TEMPORARY, "cannot allocate a query:");
	if (sqlite3_prepare_v3(db->db, text, -1, SQLITE_PREPARE_PERSISTENT,
			       &q->s, NULL) == SQLITE_OK)
		return q;
	free(q);
	return NULL;
}

struct sql_query *
sql_prepare(struct sql *db, const char *format, ...)
{
	struct buffer text = { 0 };
	struct sql_query *q;
	va_list ap;

	if (!db)
		return NULL;
	va_start(ap, format);
	add_formatted(&text, format, ap);
	va_end(ap);
	q = prepare(db, text.at);
	buffer_free(&text);
	return q;
}

/*
 * An SQL function that gets the columns as its arguments: SQLite looks for a
 * lock and for errors at each call of sqlite3_column_text(), not here.
 */
static void
take_row(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sql *db = sqlite3_user_data(context);
	struct sql_query *q = db->reading;

	(void)count;
	if (!q) {
		sqlite3_result_error(context, "no query takes rows", -1);
		return;
	}
	q->values = values;
	q->row(q, q->arg);
	q->values = NULL;
	q->rows++;
}

struct sql_query *
sql_prepare_rows(struct sql *db, const char *values,
		 const unsigned char *places, int columns, const char *rest)
{
	struct sql_query *q;

	if (!db || sqlite3_create_function(db->db, "take_row", -1,
					   SQLITE_UTF8 | SQLITE_DIRECTONLY, db,
					   take_row, NULL, NULL) != SQLITE_OK)
		return NULL;
	q = sql_prepare(db, "SELECT take_row(%s) %s", values, rest);
	if (!q)
		return NULL;
	q->rows_of = db;
	q->places = places;
	q->columns = columns;
	return q;
}

int64_t
sql_number(struct sql *db, const char *query)
{
	struct sql_query *q = sql_prepare(db, "%s", query);
	int64_t n = -1;

	if (q && sql_query_step(q) == 1)
		n = sql_query_number(q, 0);
	sql_query_free(q);
	return n;
}

int
sql_changes(const struct sql *db)
{
	return sqlite3_changes(db->db);
}

int64_t
sql_total_changes(const struct sql *db)
{
	return sqlite3_total_changes64(db->db);
}

void
sql_query_free(struct sql_query *q)
{
	if (q)
		sqlite3_finalize(q->s);
	free(q);
}

void
sql_query_set_text(struct sql_query *q, int parameter, const char *text)
{
	sqlite3_bind_text(q->s, parameter, text, -1, SQLITE_STATIC);
}

void
sql_query_set_text_len(struct sql_query *q, int parameter, const char *text,
		       size_t len)
{
	sqlite3_bind_text(q->s, parameter, text, (int)len, SQLITE_STATIC);
}

void
sql_query_set_bytes(struct sql_query *q, int parameter, const void *bytes,
		    size_t len)
{
	sqlite3_bind_blob(q->s, parameter, bytes, (int)len, SQLITE_STATIC);
}

void
sql_query_set_number(struct sql_query *q, int parameter, int64_t number)
{
	sqlite3_bind_int64(q->s, parameter, number);
}

int
sql_query_step(struct sql_query *q)
{
	switch (sqlite3_step(q->s)) {
	case SQLITE_ROW:
		return 1;
	case SQLITE_DONE:
		return 0;
	default:
		return -1;
	}
}

long
sql_query_each(struct sql_query *q, sql_row_fn *row, void *arg)
{
	int step;

	q->row = row;
	q->arg = arg;
	q->rows = 0;
	if (q->rows_of)
		q->rows_of->reading = q;
	while ((step = sql_query_step(q)) == 1)
		if (!q->rows_of) {
			row(q, arg);
			q->rows++;
		}
	if (q->rows_of)
		q->rows_of->reading = NULL;
	return step < 0 ? -1 : q->rows;
}

void
sql_query_reset(struct sql_query *q)
{
	sqlite3_reset(q->s);
	sqlite3_clear_bindings(q->s);
}

int
sql_query_run(struct sql_query *q)
{
	int step = sql_query_step(q);

	sql_query_reset(q);
	return step == 0 ? 0 : -1;
}

const char *
sql_query_text(struct sql_query *q, int column)
{
	if (q->values)
		return (const char *)sqlite3_value_text(
		    q->values[q->places[column]]);
	return (const char *)sqlite3_column_text(q->s, column);
}

const char *
sql_query_text_len(struct sql_query *q, int column, size_t *len)
{
	sqlite3_value *value;
	const char *text;

	if (!q->values) {
		text = (const char *)sqlite3_column_text(q->s, column);
		*len = (size_t)sqlite3_column_bytes(q->s, column);
		return text;
	}
	value = q->values[q->places[column]];
	text = (const char *)sqlite3_value_text(value);
	*len = text ? (size_t)sqlite3_value_bytes(value) : 0;
	return text;
}

/*
 * An "unprotected" value of a row's column may be read, because one thread uses
 * this connection.
 */
static sqlite3_value *
cell(struct sql_query *q, int column)
{
	return q->values ? q->values[q->places[column]]
			 : sqlite3_column_value(q->s, column);
}

const void *
sql_query_bytes(struct sql_query *q, int column, size_t *len)
{
	sqlite3_value *value = cell(q, column);

	*len = (size_t)sqlite3_value_bytes(value);
	return sqlite3_value_blob(value);
}

int64_t
sql_query_number(struct sql_query *q, int column)
{
	return q->values ? sqlite3_value_int64(q->values[q->places[column]])
			 : sqlite3_column_int64(q->s, column);
}

bool
sql_query_get_number(struct sql_query *q, int column, int64_t *number)
{
	sqlite3_value *value = cell(q, column);

	if (sqlite3_value_type(value) == SQLITE_NULL)
		return false;
	*number = sqlite3_value_int64(value);
	return true;
}

int
sql_query_column_count(const struct sql_query *q)
{
	return q->values ? q->columns : sqlite3_column_count(q->s);
}

const char *
sql_query_column_name(const struct sql_query *q, int column)
{
	return sqlite3_column_name(q->s, column);
}
