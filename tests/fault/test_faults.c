/*
 * Every system call of a hook, a fold, a purge and an erase fails once, with
 *each of some errors.  Afterwards no line that was answered is missing without
 *a word, no line is glued or lost, and the index equals one that is made anew.
 *
 *	FAULT_POINTS=N	how many failures of each command are tried, spread over
 *			all; 0: all
 *
 * strace makes the calls fail.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_scan.h"
#include "base/sql.h"
#include "conf/conf.h"
#include "index/expiry.h"
#include "index/fold.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/state_fixture.h"

#define TORN "{\"time\":\"2026"
#define HOOK "\"callId\":\"the-hook\""
#define BODY "{" HOOK ",\"caller\":\"10001\"}"
/* Of different calls in a run, and of what one run prints. */
#define CALLS_MAX 200

static const char *const errors[] = { "EIO", "ENOSPC", "EINTR", "EMFILE" };

/* Failing them tests the C library or the shell, not us. */
static const char *const left_out[] = { "execve",
					"exit_group",
					"exit",
					"rt_sigreturn",
					"restart_syscall",
					"arch_prctl",
					"set_tid_address",
					"set_robust_list",
					"rseq",
					"brk" };

struct call {
	char name[32];
	unsigned pid, count, most; /* in one process */
};

static struct call calls[CALLS_MAX];
static size_t call_count;

/* What there was before the command. */
static char *template_text;
static size_t template_lines;

static unsigned long
points_wanted(void)
{
	const char *text = getenv("FAULT_POINTS");

	return text ? strtoul(text, NULL, 10) : 25;
}

static bool
can_trace(void)
{
	char said[512];

	if (run_shell(
		"strace --seccomp-bpf -f -qq -e trace=read -o /dev/null true",
		said, sizeof said) == 0)
		return true;
	printf("left out: strace may not trace here\n");
	return false;
}

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
	output_of("cp -a state template");
	template_text = journal();
	template_lines = count_lines(template_text);
}

static bool
is_left_out(const char *name)
{
	size_t i;

	for (i = 0; i < ROWS(left_out); i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

static void
count_call(unsigned pid, const char *name)
{
	size_t i;

	for (i = 0; i < call_count; i++)
		if (strcmp(calls[i].name, name) == 0)
			break;
	if (i == call_count) {
		ck_assert_uint_lt(call_count, CALLS_MAX);
		calls[call_count++] = (struct call){ .pid = pid };
		snprintf(calls[i].name, sizeof calls[i].name, "%s", name);
	}
	if (calls[i].pid != pid)
		calls[i].count = 0;
	calls[i].pid = pid;
	if (++calls[i].count > calls[i].most)
		calls[i].most = calls[i].count;
}

/* Which calls the command makes, and how often one process makes each. */
static void
list_calls(const char *command)
{
	char line[4096], name[32], whole[4096], said[4096];
	unsigned pid;
	FILE *f;

	snprintf(whole, sizeof whole, "strace -f -qq -o trace %s", command);
	run_shell(whole, said, sizeof said);
	f = fopen("trace", "re");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%u %31[a-z0-9_](", &pid, name) == 2 &&
		    !is_left_out(name))
			count_call(pid, name);
	fclose(f);
	ck_assert_uint_gt(call_count, 10);
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

struct command {
	const char *line; /* of the shell */
	/* The state after a failure: `code` is that of the command. */
	void (*check)(const char *at, int code, const char *said);
	bool folded; /* the index has read the template */
};

/* Makes one call fail in the command, on a copy of the template. */
static void
try_point(const struct command *c, const struct call *call, unsigned nth,
	  const char *error)
{
	char at[128], line[2048], said[8192];
	int code;

	output_of("rm -rf state && cp -a template state");
	snprintf(at, sizeof at, "%s %u: %s", call->name, nth, error);
	snprintf(line, sizeof line,
		 "timeout 60 strace --seccomp-bpf -f -qq -o /dev/null"
		 " -e trace=%s -e inject=%s:error=%s:when=%u %s 2>said",
		 call->name, call->name, error, nth, c->line);
	code = run_shell(line, said, sizeof said);
	ck_assert_msg(code != 124, "%s: hangs", at);
	check_lines(at, journal());
	if (getenv("FAULT_SHOW"))
		fprintf(stderr, "%s: exit %d: %s%s\n", at, code, said,
			harness_read_file("said", NULL));
	c->check(at, code, said);
}

/* All failures, or as many as are wanted, evenly spread. */
static void
try_all(const struct command *c)
{
	unsigned long all = 0, wanted = points_wanted(), n = 0, tried = 0;
	unsigned nth;
	size_t i, e;

	if (!can_trace())
		return;
	make_template(c->folded);
	list_calls(c->line);
	for (i = 0; i < call_count; i++)
		all += calls[i].most * ROWS(errors);
	if (wanted == 0 || wanted > all)
		wanted = all;
	for (i = 0; i < call_count; i++)
		for (nth = 1; nth <= calls[i].most; nth++)
			for (e = 0; e < ROWS(errors); e++, n++)
				if (n * wanted / all !=
				    (n + 1) * wanted / all) {
					try_point(c, &calls[i], nth, errors[e]);
					tried++;
				}
	printf("%lu of %lu failures tried\n", tried, all);
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
	try_all(&(struct command){ .line = line, .check = check_hook });
}

static void
check_fold(const char *at, int code, const char *said)
{
	(void)code, (void)said;
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
	try_all(&(struct command){
	    .line = ctl_line("calls"),
	    .check = check_fold,
	});
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
	try_all(&(struct command){
	    .line = ctl_line("erase --user 10001 --yes"),
	    .check = check_erase,
	    .folded = true,
	});
}

static void
check_purge(const char *at, int code, const char *said)
{
	const char *today = strstr(template_text, "\"callId\":\"on\"");

	(void)said;
	ck_assert_ptr_nonnull(today);
	ck_assert_msg(count_of(journal(), "\"callId\":\"on\"") ==
			  count_of(template_text, "\"callId\":\"on\""),
		      "%s: lines of today are lost", at);
	if (code == 0)
		ck_assert_msg(count_of(journal(), "\"callId\":\"gone\"") == 0,
			      "%s: lines stay", at);
	/* A purge that failed half way says so, and the index has what went
	 * until the purge is repeated. */
	if (code == 0)
		check_index(at, template_lines);
	ctl_output(ctl_run("purge", "--before", "today", "--yes", NULL));
	ck_assert_uint_eq(count_of(journal(), "\"callId\":\"gone\""), 0);
	check_index(at, template_lines);
}

TEST(a_purge_that_fails_loses_no_line_that_stays_and_can_be_repeated)
{
	try_all(&(struct command){
	    .line = ctl_line("purge --before today --yes"),
	    .check = check_purge,
	    .folded = true,
	});
}

const struct test_setup test_setup = {
	.seconds = 14400,
};
