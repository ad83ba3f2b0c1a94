/*
 * fuzz_index_rows - any values in the rows of the index, for libFuzzer.
 *
 * They are written by SQLite, so the file has right checksums: who can write
 * to the state can do that.  The first byte of an input chooses a command that
 * reads.  After it, four bytes are a column (two), a row and a type, and what
 * follows up to a NUL is the value.  Folding, reading
 * and counting may fail then, and must not do anything else.
 */

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sql_checksum.h"
#include "fuzz/support/ctl.h"
#include "fuzz/support/fuzz.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/index_reader.h"
#include "support/random_history.h"

#define INDEX "state/index.db"
#define JOURNAL "state/journal/" DAY_FILE

/* UPDATE statements, one for each column of each table. */
static char updates[1024][256];
static size_t update_count, index_len, journal_len;
static char *index_bytes;

static sqlite3 *
open_index(void)
{
	sqlite3 *db = NULL;

	MUST(sqlite3_open_v2(INDEX, &db, SQLITE_OPEN_READWRITE,
			     sql_checksum_vfs()) == SQLITE_OK);
	return db;
}

static int
add_update(void *arg, int columns, char **values, char **names)
{
	(void)arg;
	(void)columns;
	(void)names;
	MUST(update_count < ROWS(updates));
	snprintf(updates[update_count++], sizeof updates[0],
		 "UPDATE OR REPLACE \"%s\" SET \"%s\" = ?1 WHERE rowid %% 16 = "
		 "?2",
		 values[0], values[1]);
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	sqlite3 *db;

	(void)argc;
	(void)argv;
	fuzz_start();
	random_history_make(7, true);
	random_history_deliver(0.5, false);
	random_history_write("state");
	history_fold();
	index_bytes = harness_read_file(INDEX, &index_len);
	free(harness_read_file(JOURNAL, &journal_len));
	db = open_index();
	sqlite3_exec(db,
		     "SELECT m.name, c.name FROM sqlite_schema m,"
		     " pragma_table_info(m.name) c WHERE m.type = 'table'",
		     add_update, NULL, NULL);
	sqlite3_close(db);
	MUST(update_count > 50);
	return 0;
}

static void
bind(sqlite3_stmt *q, unsigned type, const char *text)
{
	if (type == 0)
		sqlite3_bind_null(q, 1);
	if (type == 1)
		sqlite3_bind_int64(q, 1, strtoll(text, NULL, 10));
	if (type == 2)
		sqlite3_bind_double(q, 1, strtod(text, NULL));
	if (type == 3)
		sqlite3_bind_text(q, 1, text, -1, SQLITE_TRANSIENT);
	if (type == 4)
		sqlite3_bind_blob(q, 1, text, (int)strlen(text),
				  SQLITE_TRANSIENT);
}

static void
change_rows(struct fuzz_input *in)
{
	sqlite3 *db = open_index();
	sqlite3_stmt *q;

	while (in->left) {
		const unsigned high = fuzz_byte(in) << 8;
		const char *update =
		    updates[(high | fuzz_byte(in)) % update_count];
		const unsigned row = fuzz_byte(in), type = fuzz_byte(in) % 5;
		char *text = fuzz_string(in);

		/* Some columns cannot be changed. */
		if (sqlite3_prepare_v2(db, update, -1, &q, NULL) == SQLITE_OK) {
			bind(q, type, text);
			sqlite3_bind_int(q, 2, (int)row % 16);
			sqlite3_step(q);
		}
		sqlite3_finalize(q);
		free(text);
	}
	MUST(sqlite3_close(db) == SQLITE_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const lines[] = {
		"calls --limit 0 --tz Asia/Tokyo",
		"cdr --csv --tz Asia/Tokyo",
		"cdr --json",
		"show call-1 --json",
		"connections --json --limit 0",
		"streams",
		"messages --json",
		"status",
	};
	struct fuzz_input in = { data, size };
	const char *reader = lines[fuzz_byte(&in) % ROWS(lines)];
	char *line =
	    history_line(NOON_US + HOUR_US, "CallStatusEvent", 200, "s0",
			 "\"callId\":\"call-1\",\"status\":\"BUSY\"");

	unlink(INDEX "-wal");
	fuzz_write_file(INDEX, index_bytes, index_len);
	change_rows(&in);
	/* So that a fold has something to do. */
	MUST(truncate(JOURNAL, (off_t)journal_len) == 0);
	history_append("state", DAY_FILE, line, strlen(line));
	index_reader_read();
	ctl(reader);
	free(line);
	return 0;
}
