/* history - journals for tests, and the index tables made from them. */

#include "history.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "harness.h"
#include "index/entity_id.h"
#include "index/entity_update.h"

#define CENTURY (INT64_C(100) * 365 * 86400 * SECOND_US)

const struct timeouts history_patient = {
	.pending = { CENTURY, CENTURY, CENTURY, CENTURY, CENTURY },
	.established = { CENTURY, CENTURY, CENTURY, CENTURY, CENTURY },
	.hangup = CENTURY,
};
const struct timeouts history_impatient = {
	.pending = { SECOND_US, SECOND_US, SECOND_US, SECOND_US, SECOND_US },
	.established = { SECOND_US, SECOND_US, SECOND_US, SECOND_US,
			 SECOND_US },
	.hangup = SECOND_US,
};

static char *
line_with(timestamp when, const char *hook, int status, const char *session,
	  const char *extra, const char *members)
{
	struct buffer b = { 0 };
	char time[TIMESTAMP_SIZE];

	timestamp_format(time, sizeof time, when);
	buffer_printf(&b,
		      "{\"time\":\"%s\",\"hook\":\"%s\",\"status\":%d,"
		      "\"us\":20,\"appKey\":\"defaultApp\",\"nodeId\":\"n@1\","
		      "\"sessionId\":\"%s\"%s,\"body\":{\"nodeId\":\"n@1\","
		      "\"appKey\":\"defaultApp\",\"sessionId\":\"%s\"%s%s}}\n",
		      time, hook, status, session, extra, session,
		      members[0] ? "," : "", members);
	buffer_add(&b, "", 1);
	return b.at;
}

char *
history_line(timestamp when, const char *hook, int status, const char *session,
	     const char *members)
{
	return line_with(when, hook, status, session, "", members);
}

void
history_append(const char *state, const char *file, const char *bytes,
	       size_t len)
{
	char path[PATH_MAX];
	int fd;

	ck_assert(mkdir(state, 0700) == 0 || errno == EEXIST);
	snprintf(path, sizeof path, "%s/journal", state);
	ck_assert(mkdir(path, 0700) == 0 || errno == EEXIST);
	snprintf(path, sizeof path, "%s/journal/%s", state, file);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

static void
add_line(char *line)
{
	history_append("state", DAY_FILE, line, strlen(line));
	free(line);
}

static timestamp
moment_of(double seconds)
{
	return NOON_US + (timestamp)(seconds * (double)SECOND_US + 0.5);
}

void
history_tell(double seconds, const char *hook, const char *session,
	     const char *members)
{
	add_line(history_line(moment_of(seconds), hook, 200, session, members));
}

void
history_call_becomes(double seconds, const char *id, const char *status)
{
	char members[128];

	snprintf(members, sizeof members, "\"callId\":\"%s\",\"status\":\"%s\"",
		 id, status);
	history_tell(seconds, "CallStatusEvent", "s", members);
}

void
history_tell_refused(double seconds, const char *hook, const char *session,
		     const char *members, const char *reason, const char *rule)
{
	char extra[256];

	snprintf(extra, sizeof extra, ",\"reason\":\"%s\",\"rule\":\"%s\"",
		 reason, rule);
	add_line(
	    line_with(moment_of(seconds), hook, 403, session, extra, members));
}

struct entity *
history_entity_line(struct entity *e, char *line)
{
	static struct journal_line v;
	static struct arena *arena;
	enum entity_kind about;
	const char *id;

	ck_assert_int_eq(journal_line_read(&v, line, strlen(line) - 1), 0);
	ck_assert(entity_id_find(&v, &about, &id));
	if (!arena)
		arena = arena_new();
	if (!e)
		e = entity_new(arena, about, id);
	ck_assert_int_eq(e->kind, about);
	ck_assert_str_eq(e->id, id);
	entity_update(e, &v);
	free(line);
	return e;
}

struct entity *
history_entity(struct entity *e, int when, const char *hook,
	       const char *members)
{
	return history_entity_line(e, history_line(NOON_US + when * SECOND_US,
						   hook, 200, "s", members));
}

int
history_second(timestamp m)
{
	return m == TIMESTAMP_NONE ? -1 : (int)((m - NOON_US) / SECOND_US);
}

void
history_check_status(const struct entity *e, const char *status, int since,
		     int answered, int ended)
{
	ck_assert_str_eq(e->status, status);
	ck_assert_int_eq(history_second(e->since), since);
	ck_assert_int_eq(history_second(e->answered), answered);
	ck_assert_int_eq(history_second(entity_ended_at(e)), ended);
	ck_assert_int_eq(entity_has_ended(e), ended >= 0);
}

static int
fold_with(const char *state, const struct timeouts *l, uint64_t most,
	  struct fold_result *done)
{
	struct fold_task task = {
		.state_dir = state,
		.timeouts = l,
		.lines_max = most,
	};
	struct index *ix = index_open(state, &done->error);
	int bad;

	if (!ix)
		return -1;
	bad = fold(ix, &task, done);
	index_close(ix);
	return bad;
}

struct fold_result
history_fold_upto(const char *state, const struct timeouts *l, uint64_t most)
{
	struct fold_result done;

	ck_assert(mkdir(state, 0700) == 0 || errno == EEXIST);
	ck_assert_msg(fold_with(state, l, most, &done) == 0, "%s",
		      done.error.text);
	return done;
}

void
history_fold_by(const char *state, uint64_t most, uint64_t *random)
{
	struct fold_task task = { .state_dir = state,
				  .timeouts = &history_patient };
	struct error e;
	struct index *ix = index_open(state, &e);
	struct fold_result done;

	ck_assert_msg(ix != NULL, "%s", e.text);
	do {
		task.lines_max = random ? 1 + next_random(random) % most : most;
		ck_assert_msg(fold(ix, &task, &done) == 0, "%s",
			      done.error.text);
	} while (done.unfinished);
	index_close(ix);
}

struct fold_result
history_fold(void)
{
	return history_fold_upto("state", &history_patient, 0);
}

int
history_fold_may_fail(const char *state, struct error *why)
{
	struct fold_result done;
	int bad = fold_with(state, &history_patient, 0, &done);

	*why = done.error;
	return bad;
}

static void
add_value(struct buffer *b, struct sql_query *q, int column)
{
	const unsigned char *bytes;
	const char *text;
	size_t i, len;

	if (strcmp(sql_query_column_name(q, column), "ranks") == 0) {
		bytes = sql_query_bytes(q, column, &len);
		for (i = 0; i < len; i++)
			buffer_printf(b, "%02x", bytes[i]);
	} else {
		text = sql_query_text(q, column);
		buffer_str(b, text ? text : "-");
	}
}

/* When records became final depends on when folds ran. */
static bool
is_of_ledger(const char *column)
{
	static const char *const names[] = {
		"born", "recorded", "due", "revision", "digest", "uniqueid"
	};
	size_t i;

	for (i = 0; i < ROWS(names); i++)
		if (strcmp(column, names[i]) == 0)
			return true;
	return false;
}

/* All columns but those if `timeless`. */
static void
add_rows(struct buffer *b, struct sql *db, const char *text, bool timeless)
{
	struct sql_query *q = sql_prepare(db, "%s", text);
	int column, step;

	ck_assert_msg(q != NULL, "%s: %s", text, sql_error(db));
	while ((step = sql_query_step(q)) == 1)
		for (column = 0; column < sql_query_column_count(q); column++) {
			if (!timeless ||
			    !is_of_ledger(sql_query_column_name(q, column)))
				add_value(b, q, column);
			buffer_str(b, column + 1 < sql_query_column_count(q)
					  ? "|"
					  : "\n");
		}
	ck_assert_msg(step == 0, "%s: %s", text, sql_error(db));
	sql_query_free(q);
}

char *
history_query(const char *state, const char *format, ...)
{
	struct buffer b = { 0 };
	struct error e;
	struct index *ix = index_open(state, &e);
	char text[2048];
	va_list ap;

	ck_assert_msg(ix != NULL, "%s", e.text);
	va_start(ap, format);
	ck_assert_int_lt(vsnprintf(text, sizeof text, format, ap),
			 (int)sizeof text);
	va_end(ap);
	add_rows(&b, index_sql(ix), text, false);
	index_close(ix);
	buffer_add(&b, "", 1);
	return b.at;
}

char *
history_tables(const char *state)
{
	static const char *const queries[] = {
		"SELECT * FROM connection ORDER BY row",
		"SELECT * FROM registration ORDER BY row",
		"SELECT * FROM call ORDER BY row",
		"SELECT * FROM message ORDER BY row",
		"SELECT * FROM stream ORDER BY row",
		"SELECT * FROM hook_count ORDER BY hook, status",
		"SELECT * FROM series ORDER BY unit, begin, hook, status",
		"SELECT * FROM cdr ORDER BY row",
		"SELECT file, offset FROM checkpoint ORDER BY file",
	};
	struct buffer b = { 0 };
	struct error e;
	struct index *ix = index_open(state, &e);
	size_t i;

	ck_assert_msg(ix != NULL, "%s", e.text);
	for (i = 0; i < ROWS(queries); i++) {
		buffer_printf(&b, "= %s\n", queries[i]);
		add_rows(&b, index_sql(ix), queries[i], true);
	}
	index_close(ix);
	buffer_add(&b, "", 1);
	return b.at;
}

char *
history_fresh_tables(const char *state, const struct timeouts *l)
{
	static unsigned count;
	char from[PATH_MAX], fresh[64], path[PATH_MAX];
	struct dirent *e;
	size_t len;
	DIR *d;

	snprintf(fresh, sizeof fresh, "fresh-%d-%u", (int)getpid(), count++);
	ck_assert_int_eq(mkdir(fresh, 0700), 0);
	snprintf(from, sizeof from, "%s/journal", state);
	d = opendir(from);
	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d))) {
		char *bytes;

		if (e->d_name[0] == '.')
			continue;
		ck_assert_int_lt(
		    snprintf(path, sizeof path, "%s/%s", from, e->d_name),
		    (int)sizeof path);
		bytes = harness_read_file(path, &len);
		history_append(fresh, e->d_name, bytes, len);
		free(bytes);
	}
	closedir(d);
	history_fold_upto(fresh, l, 0);
	return history_tables(fresh);
}

void
history_check_same(const char *got, const char *wanted, const char *what)
{
	size_t same = 0, from = 0;

	for (; got[same] && got[same] == wanted[same]; same++)
		if (got[same] == '\n')
			from = same + 1;
	if (got[same] == wanted[same])
		return;
	from = same - from > 300 ? same - 300 : from;
	got += from;
	wanted += from;
	ck_abort_msg("%s, byte %zu of a line:\n got %.*s\nnot %.*s", what,
		     same - from, (int)strcspn(got, "\n"), got,
		     (int)strcspn(wanted, "\n"), wanted);
}
