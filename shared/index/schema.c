/* schema - the tables of the index. */

#include "schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reused_id.h"
#include "time_series.h"

/* One table for each kind of entity, all alike. */
static const char *const columns[] = {
	"row INTEGER PRIMARY KEY",
	"connection INTEGER NOT NULL",
	"live INTEGER NOT NULL",
	"unended INTEGER NOT NULL",
	"first INTEGER NOT NULL",
	"last INTEGER NOT NULL",
	"expires INTEGER NOT NULL",
	"id TEXT NOT NULL",
	"app TEXT",
	"src TEXT",
	"dst TEXT",
	"clid TEXT",
	"info TEXT",
	"rule TEXT",
	"transferred_to TEXT",
	"transfer TEXT",
	"transfer_side TEXT",
	"instance INTEGER NOT NULL",
	"stop INTEGER",
	"begin INTEGER",
	"answer INTEGER",
	"billsec INTEGER",
	"direction TEXT",
	"disposition TEXT",
	"transferred_by TEXT",
	"hangup TEXT",
	"identity INTEGER",
	"born INTEGER",
	"recorded INTEGER",
	"revision INTEGER",
	"digest INTEGER",
	"due INTEGER",
	"status TEXT NOT NULL",
	"stage INTEGER NOT NULL",
	"since INTEGER",
	"begun INTEGER",
	"reported INTEGER",
	"answered INTEGER",
	"in_call INTEGER",
	"was_up INTEGER NOT NULL",
	"progressed INTEGER NOT NULL",
	"ended INTEGER",
	"cut INTEGER",
	"incoming INTEGER",
	"hung_up INTEGER",
	"denied_at INTEGER",
	"refused INTEGER NOT NULL",
	"steps INTEGER NOT NULL",
	"has_slots INTEGER NOT NULL",
	"ranks BLOB NOT NULL",
	"over_at INTEGER",
	"facts TEXT",
	"facts_at INTEGER",
	"history TEXT NOT NULL",
};

_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "columns");

const char *
schema_select(void)
{
	static char text[720];
	size_t i, n = 0;

	if (text[0])
		return text;
	for (i = 0; i < COLUMNS; i++) {
		bool is_outcome = i >= COLUMN_STOP && i < COLUMN_AFTER_OUTCOME;
		const char *name = is_outcome ? "NULL" : columns[i];

		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s",
				      i ? ", " : "SELECT ",
				      (int)strcspn(name, " "), name);
	}
	snprintf(text + n, sizeof text - n, " FROM ");
	return text;
}

/*
 * Adding to these takes less than making them at the end of a rebuild: they
 * have few rows, or rows that come in order.
 */
static const char indexes_of_calls[] =
    "CREATE INDEX call_due ON call (due) WHERE due IS NOT NULL;"
    "CREATE INDEX call_recorded ON call (recorded)"
    " WHERE recorded IS NOT NULL AND due IS NULL;"
    "CREATE INDEX call_transferred_to ON call (transferred_to, live, first)"
    " WHERE transferred_to IS NOT NULL";

static int
create_table(struct sql *db, enum entity_kind kind)
{
	const char *name = entity_kind_names[kind];
	char text[2048];
	size_t i, n = 0;

	for (i = 0; i < COLUMNS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s, ",
				      columns[i]);
	/* Stale: its hooks stopped, and none told of an end or a hangup. */
	return sql_exec(db,
			"CREATE TABLE %s (%s stale AS (unended AND"
			" hung_up IS NULL AND NOT live))",
			name, text) ||
	       sql_exec(db,
			"CREATE INDEX %s_connection ON %s (connection);"
			"CREATE INDEX %s_live ON %s (expires) WHERE live;"
			"CREATE INDEX %s_first ON %s (live, first);"
			"CREATE INDEX %s_stale ON %s (last) WHERE stale;"
			"CREATE INDEX %s_over ON %s (over_at)"
			" WHERE live AND over_at IS NOT NULL",
			name, name, name, name, name, name, name, name, name,
			name) ||
	       (kind == ENTITY_CALL && sql_exec(db, "%s", indexes_of_calls));
}

/* For searches by one column, newest first, with or without live ones. */
static int
create_indexes(struct sql *db, const char *name)
{
	return sql_exec(db,
			"CREATE INDEX %s_src ON %s (src, live, first);"
			"CREATE INDEX %s_dst ON %s (dst, live, first);"
			"CREATE INDEX %s_app ON %s (app, live, first);"
			"CREATE UNIQUE INDEX %s_id ON %s (id, connection,"
			" instance)",
			name, name, name, name, name, name, name, name);
}

int
schema_create_indexes(struct sql *db)
{
	size_t i;

	for (i = 0; i < ENTITY_KINDS; i++)
		if (create_indexes(db, entity_kind_names[i]))
			return -1;
	return sql_exec(db,
			"INSERT INTO shared_call_id SELECT id FROM call"
			" GROUP BY id HAVING count(*) > 1;"
			"PRAGMA user_version = %d",
			SCHEMA_VERSION);
}

#define BIRTH(of) "coalesce(" of "born, " of "first)"
#define UNIQUEID(of) "printf('%016x%014x', " of "identity, " BIRTH(of) ")"

/* The uniqueid of the first call that has the same callId at one time. */
#define LINKED                                                                 \
	"(SELECT " UNIQUEID("o.") " FROM call AS o WHERE o.id = call.id"       \
				  " AND o.first <= max(call.last, call.stop)"  \
				  " AND max(o.last, o.stop) >= call.first"     \
				  " ORDER BY " BIRTH(                          \
				      "o.") ", o.identity LIMIT 1)"

/*
 * One row for each call record that is final, with the column names of
 * Asterisk, which billing tools know; times are microseconds.  The call may be
 * live again, because the clock was set back or a timeout was raised; as long
 * as no hook changes the record, an export must not miss it.  Few calls have
 * the callId of another one, so those callIds are in a table of their own;
 * `linked` is NULL for other calls.  The index has final records only, so
 * SQLite looks at no other rows, nor at these columns.
 */
static const char cdr_view[] =
    "CREATE VIEW cdr AS SELECT row, src, dst, app AS dcontext, clid,"
    " direction, begin AS start, answer, stop AS end, stop - begin AS duration,"
    " billsec, disposition, " UNIQUEID(
	"") " AS uniqueid, hangup, info, rule,"
	    " transferred_by, transferred_to, transfer, " REUSED_ID_NAME_SQL
	    " AS callid, holder, app, CASE WHEN EXISTS (SELECT 1 FROM"
	    " shared_call_id) AND id IN (SELECT id FROM shared_call_id) "
	    "THEN " LINKED " END AS linked, revision,"
	    " recorded, connection, identity, " BIRTH(
		"") " AS birth"
		    " FROM call INDEXED BY call_recorded CROSS JOIN"
		    " (SELECT row AS holder_row, id AS holder FROM connection)"
		    " ON holder_row = connection"
		    " WHERE recorded IS NOT NULL AND due IS NULL";

/*
 * Slots that limits count: limit_slots.h.  The partial index on `active` keeps
 * a count from reading the slots of all ended calls.
 */
static const char limit_slot_table[] =
    "CREATE TABLE limit_slot (key TEXT, name TEXT, time INTEGER,"
    " kind INTEGER, row INTEGER, active INTEGER, PRIMARY KEY (key, name));"
    "CREATE INDEX limit_slot_time ON limit_slot (key, time);"
    "CREATE INDEX limit_slot_active ON limit_slot (key, kind, row)"
    " WHERE active;"
    "CREATE INDEX limit_slot_holder ON limit_slot (kind, row);"
    "CREATE INDEX limit_slot_past ON limit_slot (time) WHERE NOT active";

/* Sums per span of time: time_series.h. */
static int
create_series(struct sql *db)
{
	char text[1024];
	size_t i, n = 0;

	for (i = 0; i <= SERIES_BOUNDS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
				      " b%zu INTEGER,", i);
	return sql_exec(db,
			"CREATE TABLE series (unit INTEGER, begin INTEGER,"
			" hook TEXT, status INTEGER, count INTEGER,"
			" took INTEGER,%s PRIMARY KEY (unit, begin, hook,"
			" status)) WITHOUT ROWID",
			text);
}

int
schema_create(struct sql *db)
{
	enum entity_kind kind;

	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (create_table(db, kind))
			return -1;
	if (sql_exec(db, "CREATE TABLE missing_day (day TEXT PRIMARY KEY,"
			 " accepted INTEGER);"
			 "CREATE TABLE missing_sums (id INTEGER PRIMARY KEY,"
			 " line TEXT);"
			 "CREATE TABLE complete (id INTEGER PRIMARY KEY);"
			 "CREATE TABLE checkpoint (file TEXT PRIMARY KEY,"
			 " inode INTEGER, packed_id INTEGER,"
			 " packed_bytes INTEGER, offset INTEGER,"
			 " fingerprint INTEGER);"
			 "CREATE TABLE clock (id INTEGER PRIMARY KEY,"
			 " last INTEGER);"
			 "CREATE TABLE refusal (day INTEGER, offset INTEGER,"
			 " PRIMARY KEY (day, offset)) WITHOUT ROWID;"
			 "CREATE TABLE ledger (row INTEGER PRIMARY KEY,"
			 " id TEXT, size INTEGER, last INTEGER);"
			 "CREATE TABLE call_sum (disposition TEXT,"
			 " bucket INTEGER, calls INTEGER, talk INTEGER,"
			 " PRIMARY KEY (disposition, bucket)) WITHOUT ROWID;"
			 "CREATE TABLE shared_call_id (id TEXT PRIMARY KEY)"
			 " WITHOUT ROWID;"
			 "CREATE TABLE timeouts (kind INTEGER PRIMARY KEY,"
			 " pending INTEGER, established INTEGER,"
			 " hangup INTEGER);"
			 "CREATE TABLE hook_count (hook TEXT, status INTEGER,"
			 " rule TEXT, count INTEGER, warnings INTEGER,"
			 " lost INTEGER, took INTEGER, last INTEGER,"
			 " PRIMARY KEY (hook, status, rule)) WITHOUT ROWID") ||
	    create_series(db) || sql_exec(db, "%s", limit_slot_table))
		return -1;
	return sql_exec(db, "%s", cdr_view);
}
