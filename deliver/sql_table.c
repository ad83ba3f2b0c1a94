/* sql_table - the table of call records in an SQL database. */

#include "sql_table.h"

#include <string.h>

#include "report/cdr.h"

const struct sql_dialect sql_table_postgresql = {
	.quote = '"',
	.key = "text COLLATE \"C\" PRIMARY KEY",
	.text = "text",
	.time = "timestamptz(6)",
	.span = "numeric(15,3)",
	.number = "integer",
};

const struct sql_dialect sql_table_mariadb = {
	.quote = '`',
	.key = "varchar(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY",
	.text = "mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	.time = "datetime(6)",
	.span = "decimal(15,3)",
	.number = "integer",
	.is_mariadb = true,
};

void
sql_table_add_name(struct buffer *out, const struct sql_dialect *d,
		   const char *name)
{
	buffer_byte(out, d->quote);
	for (; *name; name++) {
		if (*name == '.') {
			buffer_byte(out, d->quote);
			buffer_byte(out, '.');
			buffer_byte(out, d->quote);
		} else {
			buffer_byte(out, *name);
		}
	}
	buffer_byte(out, d->quote);
}

void
sql_table_add_columns(struct buffer *out, const struct sql_dialect *d)
{
	size_t i;

	for (i = 0; i < CDR_COLUMNS; i++) {
		if (i)
			buffer_byte(out, ',');
		sql_table_add_name(out, d, cdr_columns[i].name);
	}
}

static const char *
type_of(const struct sql_dialect *d, const struct cell_column *c)
{
	switch (c->kind) {
	case CELL_UNIQUEID:
		return d->key;
	case CELL_TIMESTAMP:
		return d->time;
	case CELL_DURATION:
		return d->span;
	case CELL_NUMBER:
		return d->number;
	default:
		return d->text;
	}
}

static void
add_column(struct buffer *out, const struct sql_dialect *d, size_t i)
{
	sql_table_add_name(out, d, cdr_columns[i].name);
	buffer_byte(out, ' ');
	buffer_str(out, type_of(d, &cdr_columns[i]));
}

void
sql_table_add_create(struct buffer *out, const struct sql_dialect *d,
		     const char *table)
{
	size_t i;

	buffer_str(out, "CREATE TABLE IF NOT EXISTS ");
	sql_table_add_name(out, d, table);
	for (i = 0; i < CDR_COLUMNS; i++) {
		buffer_str(out, i ? ", " : " (");
		add_column(out, d, i);
	}
	buffer_str(out, ")");
}

void
sql_table_add_migrate(struct buffer *out, const struct sql_dialect *d,
		      const char *table)
{
	const char *comma = " ";
	size_t i;

	buffer_str(out, "ALTER TABLE ");
	sql_table_add_name(out, d, table);
	for (i = 0; i < CDR_COLUMNS; i++) {
		if (cdr_columns[i].kind == CELL_UNIQUEID)
			continue;
		buffer_str(out, comma);
		buffer_str(out, "ADD COLUMN IF NOT EXISTS ");
		add_column(out, d, i);
		comma = ", ";
	}
}

/* PostgreSQL has a condition for the row; MariaDB one for each column. */
static void
add_assignment(struct buffer *out, const struct sql_dialect *d,
	       const char *name)
{
	sql_table_add_name(out, d, name);
	if (!d->is_mariadb) {
		buffer_str(out, "=excluded.");
		sql_table_add_name(out, d, name);
		return;
	}
	buffer_str(out, "=IF(VALUES(`revision`)>`revision`,VALUES(");
	sql_table_add_name(out, d, name);
	buffer_str(out, "),");
	sql_table_add_name(out, d, name);
	buffer_str(out, ")");
}

/* MariaDB assigns in order, so the revision, which is compared, comes last. */
void
sql_table_add_upsert(struct buffer *out, const struct sql_dialect *d)
{
	size_t i;

	buffer_str(out, d->is_mariadb ? " ON DUPLICATE KEY UPDATE "
				      : " ON CONFLICT (uniqueid) DO UPDATE"
					" SET ");
	for (i = 0; i < CDR_COLUMNS; i++) {
		if (cdr_columns[i].kind == CELL_UNIQUEID ||
		    strcmp(cdr_columns[i].name, "revision") == 0)
			continue;
		add_assignment(out, d, cdr_columns[i].name);
		buffer_byte(out, ',');
	}
	add_assignment(out, d, "revision");
	if (!d->is_mariadb)
		buffer_str(out, " WHERE excluded.revision>t.revision");
}
