/*
 * Every system call of a hook, a fold, an export, a delivery, a rebuild, a
 * compression, an erase and a purge fails once (support/fault_injection.h).
 * Afterwards no hook that was answered is missing without a word, no line is
 * glued or lost, the index equals one that is made anew, and an export has each
 * call once.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/sql.h"
#include "conf/conf.h"
#include "index/expiry.h"
#include "index/fold.h"
#include "support/ctl_runner.h"
#include "support/fault_injection.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/state_fixture.h"

#define TORN "{\"time\":\"2026"
#define HOOK "\"callId\":\"the-hook\""
#define BODY "{" HOOK ",\"caller\":\"10001\"}"

/* What there was before the command. */
static char *template_text;
static size_t template_lines;

/* All days of the journal, in order. */
static char *
journal(void)
{
	return output_of("cat state/journal/*.ndjson");
}

/* Calls of three days; today's file ends in the middle of a line. */
static void
make_template(bool folded)
{
	timestamp now = state_now();

	state_put_calls();
	state_put_call(now - 2 * DAY_US, "gone", "10001", "10003");
	history_append("state", state_day_file(now), TORN, strlen(TORN));
	if (folded)
		ctl_output(ctl_run("calls", NULL));
	template_text = journal();
	template_lines = count_lines(template_text);
}

/* Appends the rows of a query, without numbers of rows. */
static void
dump(struct index *ix, struct buffer *out, const char *query)
{
	struct sql_query *q = sql_prepare(index_sql(ix), "%s", query);
	int i, step;

	ck_assert_msg(q != NULL, "%s: %s", query, sql_error(index_sql(ix)));
	while ((step = sql_query_step(q)) == 1) {
		for (i = 0; i < sql_query_column_count(q); i++) {
			const char *name = sql_query_column_name(q, i);
			const char *text = sql_query_text(q, i);

			if (strcmp(name, "row") == 0 ||
			    strcmp(name, "connection") == 0)
				continue;
			buffer_printf(out, "%s=%s ", name, text ? text : "");
		}
		buffer_str(out, "\n");
	}
	ck_assert_int_eq(step, 0);
	sql_query_free(q);
}

static char *
index_text(struct index *ix)
{
	static const char *const kinds[] = { "registration", "call", "message",
					     "stream" };
	struct buffer out = { 0 };
	char query[256];
	size_t i;

	dump(ix, &out, "SELECT * FROM connection ORDER BY id");
	for (i = 0; i < ROWS(kinds); i++) {
		snprintf(query, sizeof query,
			 "SELECT c.id AS session, e.* FROM %s AS e JOIN"
			 " connection AS c ON c.row = e.connection"
			 " ORDER BY c.id, e.id",
			 kinds[i]);
		dump(ix, &out, query);
	}
	dump(ix, &out,
	     "SELECT hook, status, rule, count FROM hook_count"
	     " ORDER BY hook, status, rule");
	buffer_byte(&out, '\0');
	return out.at;
}

static void
fold_all(struct index *ix, bool rebuild)
{
	struct conf c = { .timeouts = { 180, 14400, 86400, 43200, 30 } };
	struct timeouts timeouts = expiry_timeouts(&c);
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &timeouts,
		.rebuild = rebuild,
		.now = state_now(),
	};
	struct fold_result done;

	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
}

/* The index equals one made anew, and has each hook once. */
static void
check_index(const char *at, uint64_t hooks)
{
	struct error e;
	struct index *ix = index_open("state", &e);
	char *as_is, *anew;
	int64_t counted;

	ck_assert_msg(ix != NULL, "%s: %s", at, e.text);
	fold_all(ix, false);
	as_is = index_text(ix);
	counted =
	    sql_number(index_sql(ix), "SELECT sum(count) FROM hook_count");
	ck_assert_msg(counted == (int64_t)hooks,
		      "%s: %ld hooks, not %lu: %.1500s", at, (long)counted,
		      (unsigned long)hooks, strstr(as_is, "hook="));
	fold_all(ix, true);
	anew = index_text(ix);
	ck_assert_msg(strcmp(as_is, anew) == 0, "%s: %.1500s\nnot\n%.1500s", at,
		      as_is, anew);
	free(as_is);
	free(anew);
	index_close(ix);
}

/* Each line is whole, but the torn one of the template. */
static void
check_lines(const char *at, const char *text)
{
	struct json_scan scan = { .extra_depth = 1 };
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1) {
		size_t len = (size_t)(end - text);

		if (len == strlen(TORN) && memcmp(text, TORN, len) == 0)
			continue;
		ck_assert_msg(json_scan(&scan, text, len) == 0, "%s: %.*s", at,
			      (int)len, text);
	}
	json_scan_free(&scan);
}

static void
try_all(const char *line, bool folded,
	void (*check)(const char *at, int code, const char *said))
{
	make_template(folded);
	fault_injection_try(
	    &(struct fault_command){ .line = line, .check = check });
}

/* Was anything said to the operator? */
static bool
was_told(void)
{
	return harness_read_file("said", NULL)[0] != '\0';
}

static void
check_hook(const char *at, int code, const char *said)
{
	const char *text = journal();
	bool answered = strncmp(said, "Status: 200", 11) == 0 && code == 0 &&
			strstr(said, HOOK) != NULL;
	size_t recorded = count_of(text, HOOK);

	check_lines(at, text);
	ck_assert_msg(recorded <= 1, "%s: twice: %s", at, text);
	ck_assert_msg(!answered || recorded == 1 || was_told(),
		      "%s: answered, and lost without a word", at);
	ck_assert_msg(strncmp(text, template_text, strlen(template_text)) == 0,
		      "%s: the journal changed: %s", at, text);
	/* A line that was torn is one, too, once the next line has begun. */
	check_index(at, count_lines(text));
}

TEST(a_hook_is_recorded_or_the_log_says_that_it_is_not)
{
	char length[16], line[512];

	snprintf(length, sizeof length, "%zu", strlen(BODY));
	write_file("echoapp.conf",
		   "state_dir = state\nlog = server\ndurability = disk\n");
	write_file("body", BODY);
	setenv("ECHOAPP_CONF", path_here("echoapp.conf"), 1);
	setenv("REQUEST_METHOD", "POST", 1);
	setenv("CONTENT_TYPE", "application/json", 1);
	setenv("CONTENT_LENGTH", length, 1);
	snprintf(line, sizeof line, "%s/call.fcgi <body",
		 path_from("TEST_PROGRAMS", "fcgi"));
	try_all(line, false, check_hook);
}

static void
check_fold(const char *at, int code, const char *said)
{
	(void)code, (void)said;
	check_lines(at, journal());
	ck_assert_msg(strcmp(journal(), template_text) == 0,
		      "%s: the journal changed", at);
	check_index(at, template_lines);
}

/* `echoappctl` with arguments, on ./state. */
static const char *
ctl_line(const char *arguments)
{
	static char line[512];

	unsetenv("ECHOAPP_CONF");
	snprintf(line, sizeof line, "%s --state state %s", ctl_path(),
		 arguments);
	return line;
}

TEST(a_fold_that_fails_is_made_up_for_by_the_next)
{
	try_all(ctl_line("calls"), false, check_fold);
}

TEST(a_rebuild_that_fails_leaves_an_index)
{
	try_all(ctl_line("reindex"), true, check_fold);
}

/* Of the calls of the template that are over. */
#define RECORDS 4
#define EXPORT "cdr", "--json", "--cursor", "state/cursor"

/* The next export has all records, unless this one had them. */
static void
check_export(const char *at, int code, const char *said)
{
	size_t now = count_lines(said), next;

	next = count_lines(ctl_output(ctl_run(EXPORT, NULL)));
	ck_assert_msg(next == 0 ? now == RECORDS : code != 0 && next == RECORDS,
		      "%s: exit %d, %zu records, and %zu next time", at, code,
		      now, next);
	check_fold(at, code, said);
}

TEST(an_export_that_fails_is_repeated_whole)
{
	try_all(ctl_line("cdr --json --cursor state/cursor"), false,
		check_export);
}

#define DELIVER "%s --once"

/* A second delivery makes up for it; no record is in the file twice. */
static void
check_delivery(const char *at, int code, const char *said)
{
	char line[512], text[4096];
	size_t lines;

	(void)code, (void)said;
	snprintf(line, sizeof line, DELIVER " 2>&1",
		 path_from("TEST_DELIVERER", "deliver/echoapp-deliver"));
	ck_assert_msg(run_shell(line, text, sizeof text) == 0, "%s: %s", at,
		      text);
	lines = count_lines(harness_read_file("state/out.csv", NULL));
	ck_assert_msg(lines == RECORDS + 1, "%s: %zu lines: %s", at, lines,
		      harness_read_file("state/out.csv", NULL));
	check_fold(at, code, said);
}

TEST(a_delivery_that_fails_is_made_up_for_and_has_nothing_twice)
{
	char line[512];

	write_file("echoapp.conf", "deliver = deliver.conf\nlog = server\n");
	write_file(
	    "deliver.conf",
	    "destination f csv state/out.csv columns callid from beginning\n"
	    "deliver cdr to f\n");
	setenv("ECHOAPP_CONF", path_here("echoapp.conf"), 1);
	setenv("ECHOAPP_STATE_DIR", path_here("state"), 1);
	snprintf(line, sizeof line, DELIVER,
		 path_from("TEST_DELIVERER", "deliver/echoapp-deliver"));
	try_all(line, true, check_delivery);
}

/* Days that are not compressed yet are as they were. */
static void
check_compressed(const char *at, int code, const char *said)
{
	const char *text = journal();

	(void)said;
	check_lines(at, text);
	check_index(at, template_lines);
	if (code == 0)
		ck_assert_msg(count_of(text, "\"callId\":\"gone\"") == 0,
			      "%s: a day is not compressed", at);
	ctl_output(ctl_run("compress", NULL));
	check_index(at, template_lines);
}

TEST(a_compression_that_fails_loses_no_line_and_can_be_repeated)
{
	try_all(ctl_line("compress"), true, check_compressed);
}

/* Neither the journal nor the index has it; in numbers it may be by chance. */
static void
check_no_name(const char *at)
{
	char *rows = ctl_output(ctl_run("calls", "--json", NULL));

	ck_assert_msg(count_of(journal(), "\"10001\"") == 0 &&
			  count_of(rows, "\"10001\"") == 0,
		      "%s: the name stays: %s", at, rows);
}

static void
check_erase(const char *at, int code, const char *said)
{
	(void)said;
	check_lines(at, journal());
	ck_assert_msg(count_lines(journal()) == template_lines,
		      "%s: lines are lost: %s", at, journal());
	if (code == 0)
		check_no_name(at);
	check_index(at, template_lines);
	ctl_output(ctl_run("erase", "--user", "10001", "--yes", NULL));
	check_no_name(at);
	check_index(at, template_lines);
}

TEST(an_erase_that_fails_loses_no_line_and_can_be_repeated)
{
	try_all(ctl_line("erase --user 10001 --yes"), true, check_erase);
}

static void
check_purge(const char *at, int code, const char *said)
{
	const char *today = strstr(template_text, "\"callId\":\"on\"");

	(void)said;
	check_lines(at, journal());
	ck_assert_ptr_nonnull(today);
	ck_assert_msg(count_of(journal(), "\"callId\":\"on\"") ==
			  count_of(template_text, "\"callId\":\"on\""),
		      "%s: lines of today are lost", at);
	if (code == 0)
		ck_assert_msg(count_of(journal(), "\"callId\":\"gone\"") == 0,
			      "%s: lines stay", at);
	/* A purge that failed half way says so, and the index has what
	 * went until the purge is repeated. */
	if (code == 0)
		check_index(at, template_lines);
	ctl_output(ctl_run("purge", "--before", "today", "--yes", NULL));
	ck_assert_uint_eq(count_of(journal(), "\"callId\":\"gone\""), 0);
	check_index(at, template_lines);
}

TEST(a_purge_that_fails_loses_no_line_that_stays_and_can_be_repeated)
{
	try_all(ctl_line("purge --before today --yes"), true, check_purge);
}

const struct test_setup test_setup = {
	.seconds = 14400,
};
