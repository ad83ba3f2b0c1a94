/* schema - the tables of the index. */

#include "schema.h"

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
	"identity INTEGER",
	"born INTEGER",
	"recorded INTEGER",
	"revision INTEGER",
	"digest INTEGER",
	"due INTEGER",
	"id TEXT NOT NULL",
	"instance INTEGER NOT NULL",
	"app TEXT",
	"src TEXT",
	"dst TEXT",
	"clid TEXT",
	"info TEXT",
	"rule TEXT",
	"transferred_to TEXT",
	"transfer TEXT",
	"transfer_side TEXT",
	"status TEXT NOT NULL",
	"stage INTEGER NOT NULL",
	"since INTEGER",
	"begun INTEGER",
	"reported INTEGER",
	"answered INTEGER",
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
	"history TEXT NOT NULL",
};

_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "columns");

const char *
schema_select(void)
{
	static char text[640];
	size_t i, n = 0;

	if (text[0])
		return text;
	for (i = 0; i < COLUMNS; i++)
		n += (size_t)snprintf(
		    text + n, sizeof text - n, "%s%.*s", i ? ", " : "SELECT ",
		    (int)strcspn(columns[i], " "), columns[i]);
	snprintf(text + n, sizeof text - n, " FROM ");
	return text;
}

/*
 * A hook may overtake another by a moment: a beginning or an answer less than
 * HOOK_DISORDER after the end was at the end.  A later one comes from a clock
 * that was set back, and its time is unknown.
 */
#define NOT_AFTER_STOP(time)                                                   \
	"CASE WHEN " time " <= stop THEN " time " WHEN " time                  \
	" <= stop + " HOOK_DISORDER_SQL " THEN stop END"
#define ANSWER NOT_AFTER_STOP("answered")
#define BEGIN_BY_REQUEST NOT_AFTER_STOP("begun")
#define BEGIN_BY_STATUS NOT_AFTER_STOP("reported")

/*
 * Columns derived from the stored ones.  An entity is stale if no hook reported
 * its end; it then counts as stopped at its last hook, or, if a client asked
 * for its end, at that hangup, and is not stale.  The stored ones are read with
 * every call detail record, so SQLite computes them on writing.
 */
static const char derived[] =
    ", stale AS (unended AND hung_up IS NULL AND NOT live),"
    " stop INTEGER AS (CASE WHEN unended THEN coalesce(hung_up, last) ELSE "
    "coalesce(ended,"
    " CASE WHEN refused THEN denied_at END, cut, last) END) STORED,"
    " direction TEXT AS (CASE incoming WHEN 1 THEN 'in' WHEN 0 THEN 'out' END)"
    " STORED";

/*
 * Columns of calls for billing.  How long a stale call was talked is unknown,
 * so its billsec is NULL; so is all that no hook told.  A call began with its
 * request; if that was lost, with the first status before its end.
 */
static const char billed[] =
    ", answer INTEGER AS (" ANSWER ") STORED,"
    " begin INTEGER AS (CASE WHEN begun <= stop THEN begun"
    " WHEN refused THEN first WHEN begun IS NOT NULL THEN " BEGIN_BY_REQUEST
    " ELSE " BEGIN_BY_STATUS " END) STORED,"
    " billsec INTEGER AS (CASE WHEN hung_up OR NOT unended THEN stop - answer "
    "END) STORED,"
    " disposition TEXT AS (CASE WHEN refused THEN 'DENIED'"
    " WHEN unended AND hung_up IS NULL THEN 'STALE' WHEN was_up THEN 'ANSWERED'"
    " WHEN status IN ('BUSY', 'FAILED') THEN status"
    " WHEN begun IS NULL AND reported IS NULL THEN 'UNKNOWN'"
    " ELSE 'NO ANSWER' END) STORED,"
    " transferred_by TEXT AS (CASE WHEN transfer_side IS NULL OR"
    " incoming IS NULL THEN NULL WHEN (transfer_side = 'ours') ="
    " (incoming = 0) THEN src ELSE dst END),"
    " hangup TEXT AS (CASE WHEN hung_up <= stop THEN CASE incoming"
    " WHEN 1 THEN 'callee' WHEN 0 THEN 'caller' END END) STORED";

/* When anything else began: its first hook is part of it. */
static const char begin_of_others[] =
    ", answer INTEGER AS (" ANSWER "),"
    " begin INTEGER AS (CASE WHEN begun <= stop THEN begun ELSE first END)"
    " STORED";

static int
create_table(struct sql *db, enum entity_kind kind)
{
	const char *name = entity_kind_names[kind];
	char text[3584];
	size_t i, n = 0;

	for (i = 0; i < COLUMNS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s%s",
				      i ? ", " : "", columns[i],
				      i + 1 == COLUMN_STATUS ? derived : "",
				      i + 1 != COLUMN_STATUS ? ""
				      : kind == ENTITY_CALL  ? billed
							     : begin_of_others);
	return sql_exec(db, "CREATE TABLE %s (%s)", name, text) ||
	       sql_exec(db,
			"CREATE INDEX %s_connection ON %s (connection);"
			"CREATE INDEX %s_live ON %s (expires) WHERE live;"
			"CREATE INDEX %s_first ON %s (live, first);"
			"CREATE INDEX %s_stale ON %s (last) WHERE stale",
			name, name, name, name, name, name, name, name) ||
	       (kind == ENTITY_CALL &&
		sql_exec(db, "CREATE INDEX call_due ON call (due)"
			     " WHERE due IS NOT NULL"));
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
			"CREATE INDEX call_transferred_to ON call"
			" (transferred_to, live, first)"
			" WHERE transferred_to IS NOT NULL;"
			"CREATE INDEX call_recorded ON call (recorded)"
			" WHERE recorded IS NOT NULL;"
			"INSERT INTO shared_call_id SELECT id FROM call"
			" GROUP BY id HAVING count(*) > 1;"
			"PRAGMA user_version = %d",
			SCHEMA_VERSION);
}

#define BIRTH(of) "coalesce(" of "born, " of "first)"
#define UNIQUEID(of) "printf('%016x%014x', " of "identity, " BIRTH(of) ")"

/* The uniqueid of the first call that has the same callId at one time. */
#define LINKED                                                                 \
	"(SELECT " UNIQUEID(                                                   \
	    "o.") " FROM call AS o WHERE o.id = call.id"                       \
		  " AND o.first <= call.last AND o.last >= call.first"         \
		  " ORDER BY " BIRTH("o.") ", o.identity LIMIT 1)"

/*
 * One row for each call record that is final, with the column names of
 * Asterisk, which billing tools know; times are microseconds.  Few calls have
 * the callId of another one, so those callIds are in a table of their own;
 * `linked` is NULL for other calls.  The plus signs keep SQLite from using
 * another index than that of `recorded`.
 */
static const char cdr_view[] =
    "CREATE VIEW cdr AS SELECT row, src, dst, app AS dcontext, clid,"
    " direction, begin AS start, answer, stop AS end, stop - begin AS duration,"
    " billsec, disposition, " UNIQUEID(
	"") " AS uniqueid, hangup, info, rule,"
	    " transferred_by, transferred_to, transfer, " REUSED_ID_NAME_SQL
	    " AS callid, holder, app, CASE WHEN EXISTS (SELECT 1 FROM "
	    "shared_call_id"
	    " AS s WHERE s.id = call.id) THEN " LINKED
	    " END AS linked, revision,"
	    " recorded, connection, identity, " BIRTH(
		"") " AS birth"
		    " FROM call CROSS JOIN"
		    " (SELECT row AS holder_row, id AS holder FROM connection)"
		    " ON holder_row = connection"
		    " WHERE recorded IS NOT NULL AND +due IS NULL AND +live = "
		    "0";

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
			 "CREATE TABLE ledger (row INTEGER PRIMARY KEY,"
			 " id TEXT, size INTEGER, last INTEGER);"
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
