/*
 * sql_table - the table of call records in an SQL database.
 *
 * Its columns are those of cdr_columns, with uniqueid as the primary key.  A
 * row is replaced by one of a higher revision only, so a record that comes
 * twice is there once.
 */
#ifndef ECHOAPP_SQL_TABLE_H
#define ECHOAPP_SQL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What differs between the databases. */
struct sql_dialect {
	char quote;	 /* of names */
	const char *key; /* the type of uniqueid */
	const char *text;
	const char *time; /* UTC, microseconds */
	const char *span; /* seconds with three decimals */
	const char *number;
	bool is_mariadb;
};

extern const struct sql_dialect sql_table_postgresql, sql_table_mariadb;

/* Appends a name, or SCHEMA.NAME, in quotes; destination.c has checked it. */
void sql_table_add_name(struct buffer *, const struct sql_dialect *,
			const char *name);

/* Appends the columns in their order: "a","b" */
void sql_table_add_columns(struct buffer *, const struct sql_dialect *);

/* Appends CREATE TABLE IF NOT EXISTS. */
void sql_table_add_create(struct buffer *, const struct sql_dialect *,
			  const char *table);

/* Appends the ALTER TABLE that adds the columns that an old table lacks. */
void sql_table_add_migrate(struct buffer *, const struct sql_dialect *,
			   const char *table);

/* Appends what follows the rows of an INSERT: only a newer revision replaces.
 */
void sql_table_add_upsert(struct buffer *, const struct sql_dialect *);

#endif
