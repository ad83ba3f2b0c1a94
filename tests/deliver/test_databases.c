/* echoapp-deliver: each call is a row of a database once, whatever is killed.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/database_server.h"
#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const char *const kinds[] = { "postgresql", "mariadb" };
static struct database_server server;

static void
stop_server(void)
{
	database_server_end(&server);
}

const struct test_setup test_setup = { .after = stop_server, .seconds = 600 };

static struct outcome
ctl(const char *a, const char *b)
{
	const char *arguments[] = { "--state",
				    path_here("state"),
				    "--conf",
				    path_here("echoapp.conf"),
				    "deliveries",
				    a,
				    b,
				    NULL };

	return ctl_run_bare(arguments);
}

/* A server with a table, and calls. */
static void
make(const char *kind, const char *more)
{
	struct outcome o;
	char settings[64];

	database_server_start(&server, kind);
	snprintf(settings, sizeof settings, "%s.settings", kind);
	database_server_write_admin_settings(&server, settings);
	deliverer_configure("destination db %s %s.settings from beginning%s\n"
			    "deliver cdr to db\n",
			    kind, kind, more);
	o = ctl("prepare", "db");
	ck_assert_msg(o.code == 0, "%s%s", o.out, o.err);
}

static const char *
ask(const char *query)
{
	return database_server_ask(&server, query);
}

TEST_LOOP(each_record_is_one_row, 2)
{
	const char *rows;

	make(kinds[_i], "");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	rows =
	    ask("SELECT callid, disposition, revision, round(coalesce(billsec, "
		"-1), 3)"
		" FROM cdr ORDER BY start;");
	ck_assert_str_eq(rows, "old\tANSWERED\t1\t60.000\n"
			       "new\tANSWERED\t1\t60.000\n"
			       "no\tDENIED\t1\t-1.000\n");
	/* As if the answer to the batch had been lost. */
	ck_assert_int_eq(unlink("state/deliver/db.position"), 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(ask("SELECT count(*) FROM cdr;"), "3\n");
}

TEST_LOOP(only_a_higher_revision_replaces_a_row, 2)
{
	make(kinds[_i], "");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ask("UPDATE cdr SET revision = 7, src = 'newer' WHERE callid = 'old';"
	    "UPDATE cdr SET revision = 0, src = 'older' WHERE callid = 'new';");
	ck_assert_int_eq(unlink("state/deliver/db.position"), 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(ask("SELECT callid, src, revision FROM cdr WHERE "
			     "callid <> 'no' ORDER BY start;"),
			 "old\tnewer\t7\nnew\t10003\t1\n");
}

TEST_LOOP(any_text_arrives_as_it_is, 2)
{
	make(kinds[_i], "");
	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "a\\tb\\nc\\\\d",
		       "it's \\\"\\u00e9\\ud83d\\ude00", "\\\\N");
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(
	    ask("SELECT count(*) FROM cdr WHERE src = 'it''s \"\u00e9"
		"\U0001f600';"),
	    "1\n");
	ck_assert_str_eq(
	    ask(_i ? "SELECT hex(callid), hex(dst) FROM cdr;"
		   : "SELECT upper(encode(callid::bytea, 'hex')) FROM "
		     "(SELECT replace(callid, '\\', '\\\\') AS callid FROM "
		     "cdr) AS x; SELECT length(dst) FROM cdr;"),
	    _i ? "6109620A635C64\t5C4E\n" : "6109620A635C64\n2\n");
}

TEST_LOOP(prepare_adds_the_columns_that_an_old_table_lacks, 2)
{
	make(kinds[_i], "");
	ask("ALTER TABLE cdr DROP COLUMN linkedid, DROP COLUMN revision;");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_int_eq(ctl("prepare", "db").code, 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(ask("SELECT count(linkedid) FROM cdr;"), "3\n");
}

TEST_LOOP(without_its_table_a_destination_waits, 2)
{
	make(kinds[_i], "");
	ask("DROP TABLE cdr;");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_ptr_nonnull(strstr(deliverer_file("db.trouble"), "cdr"));
	ck_assert_str_eq(deliverer_file("db.dead"), "");
}

TEST_LOOP(a_server_that_was_stopped_delays_no_other_destination, 2)
{
	static const struct fake_response rows[] = {
		{ .status = 204, .body = "" }, { 0 }
	};
	pid_t pid;

	make(kinds[_i], " timeout 2");
	deliverer_configure("destination db %s %s.settings timeout 2 "
			    "from beginning\n"
			    "destination h http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to db\n"
			    "deliver cdr to h\n",
			    kinds[_i], kinds[_i], fake_server_start(rows));
	database_server_freeze(&server, true);
	state_put_calls();
	pid = deliverer_start();
	deliverer_wait_for("h.position", "delivered 3\n");
	deliverer_wait_for("db.trouble", "did not answer within 2 s");
	database_server_freeze(&server, false);
	deliverer_wait_for("db.position", "delivered 3\n");
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_str_eq(ask("SELECT count(*) FROM cdr;"), "3\n");
}

/* How often the deliverer is killed. */
static int
kills(void)
{
	return getenv("KILLS") ? atoi(getenv("KILLS")) : 20;
}

TEST_LOOP(no_record_is_missing_or_twice_whatever_is_killed, 2)
{
	uint64_t random = 4711 + (uint64_t)_i;
	char id[32], wanted[32];
	int i, j, calls = 0;
	pid_t pid;

	make(kinds[_i], "");
	for (i = 0; i < kills(); i++) {
		pid = deliverer_start();
		for (j = 0; j < 20; j++) {
			snprintf(id, sizeof id, "c%d", calls++);
			state_put_call(state_now() - 100 * TIMESTAMP_SECOND +
					   calls,
				       id, "1", "2");
		}
		usleep((useconds_t)(next_random(&random) % 300000));
		if (i % 10 == 5)
			database_server_kill(&server);
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		if (i % 10 == 5)
			database_server_again(&server);
	}
	sleep(1);
	ck_assert_int_eq(deliverer_run_once(), 0);
	snprintf(wanted, sizeof wanted, "%d\t%d\n", calls, calls);
	ck_assert_str_eq(
	    ask("SELECT count(*), count(DISTINCT callid) FROM cdr;"), wanted);
}
