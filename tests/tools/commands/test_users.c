/*
 * users: a database's users become a file, which stays as it was if the
 * database fails, lies or stands still.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "base/str.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/web_server.h"

/* Of "geheim", with a cost of 4. */
static char *hash;

static void
start(void)
{
	output_of("umask 077; htpasswd -cbB -C 4 made alice geheim 2>&1");
	hash = output_of("cut -d: -f2 made | tr -d '\\n'");
	write_file("echoapp.conf", "");
}

const struct test_setup test_setup = {
	.before = start,
};

static struct outcome
fetch(const char *seconds, const char *script)
{
	return ctl_run("--conf", "echoapp.conf", "users", "--seconds", seconds,
		       "fetch", "users", "sh", "-c", script, NULL);
}

static const char *
kept(void)
{
	return harness_read_file("users", NULL);
}

TEST(what_the_client_prints_becomes_the_file)
{
	char script[400], expected[300];
	struct outcome r;
	struct stat st;

	snprintf(script, sizeof script,
		 "printf '%%s\\t%%s\\n' alice '%s'; "
		 "printf '%%s:%%s\\r\\n' 'b b' '%s'; echo",
		 hash, hash);
	r = fetch("20", script);
	ck_assert_msg(r.code == 0, "%s", r.err);
	ck_assert_str_eq(r.out, "users has 2 users\n");
	snprintf(expected, sizeof expected, "alice:%s\nb b:%s\n", hash, hash);
	ck_assert_str_eq(kept(), expected);
	ck_assert_int_eq(stat("users", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(chmod("users", 0640), 0);
	snprintf(script, sizeof script, "printf '%%s:%%s\\n' carol '%s'", hash);
	ck_assert_int_eq(fetch("20", script).code, 0);
	ck_assert_int_eq(stat("users", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_str_eq(output_of("ls users*"), "users\n");
}

TEST(a_user_whose_hash_is_not_accepted_is_left_out)
{
	char script[400];
	struct outcome r;

	snprintf(script, sizeof script,
		 "echo 'bob:plain'; echo 'carol:$P$B123456789'; echo none; "
		 "echo ':%s'; printf '%%s:%%s\\n' alice '%s'",
		 hash, hash);
	r = fetch("20", script);
	ck_assert_int_eq(r.code, 0);
	ck_assert_str_eq(r.out, "users has 1 users\n");
	ck_assert_ptr_nonnull(
	    strstr(r.err, "line 1 is left out: bob: this is"));
	ck_assert_ptr_nonnull(strstr(r.err, "line 2 is left out: carol: "));
	ck_assert_ptr_nonnull(
	    strstr(r.err, "line 3 is left out: none: it has"));
	ck_assert_ptr_nonnull(strstr(r.err, "line 4 is left out"));
	ck_assert_ptr_null(strstr(r.err, "plain\n"));
}

TEST(the_file_stays_if_the_client_fails)
{
	char script[400];
	struct outcome r;

	write_file("users", "old");
	snprintf(script, sizeof script, "printf '%%s:%%s\\n' a '%s'; exit 3",
		 hash);
	r = fetch("20", script);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "sh failed"));
	r = fetch("20", "true");
	ck_assert_ptr_nonnull(strstr(r.err, "printed no user"));
	snprintf(script, sizeof script, "printf '%%s:%%s\\n' a '%s' a '%s'",
		 hash, hash);
	r = fetch("20", script);
	ck_assert_ptr_nonnull(strstr(r.err, "this user has an earlier line"));
	r = ctl_run("--conf", "echoapp.conf", "users", "fetch", "users",
		    "no-such-client", NULL);
	ck_assert_int_eq(r.code, 2);
	r = fetch("20", "kill -9 $$");
	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(kept(), "old");
	ck_assert_str_eq(output_of("ls users*"), "users\n");
}

TEST(a_client_that_stands_still_is_ended)
{
	char script[400];
	const int64_t begin = monotonic_now();
	struct outcome r;

	write_file("users", "old");
	snprintf(script, sizeof script, "printf '%%s:%%s\\n' a '%s'; sleep 300",
		 hash);
	r = fetch("1", script);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "within 1 seconds"));
	r = fetch("1", "kill -STOP $$");
	ck_assert_int_eq(r.code, 2);
	ck_assert_int_lt(monotonic_now() - begin, INT64_C(200000000));
	ck_assert_str_eq(kept(), "old");
}

/* The statements that make the table of users. */
static void
put_table(const char *type)
{
	char text[400];

	snprintf(text, sizeof text,
		 "CREATE TABLE u (l %s, p %s);\n"
		 "INSERT INTO u VALUES ('alice', '%s');\n",
		 type, type, hash);
	write_file("table.sql", text);
}

static bool
has_sqlite(void)
{
	return system("command -v sqlite3 >/dev/null") == 0;
}

TEST_IF(has_sqlite, users_of_sqlite_become_the_file)
{
	char command[400];
	struct outcome r;

	put_table("text");
	str_copy(command, sizeof command, "sqlite3 site.db <table.sql");
	output_of(command);
	r = ctl_run("--conf", "echoapp.conf", "users", "fetch", "users",
		    "sqlite3", "-readonly", "-separator", ":", "site.db",
		    "SELECT l, p FROM u", NULL);
	ck_assert_msg(r.code == 0, "%s", r.err);
	snprintf(command, sizeof command, "alice:%s\n", hash);
	ck_assert_str_eq(kept(), command);
}

static bool
has_postgresql(void)
{
	return system("for c in psql initdb pg_ctl setpriv; do command -v $c "
		      ">/dev/null || exit 1; done") == 0;
}

/* Starts a server of our own; it does not run as root. */
static void
start_postgresql(int port)
{
	char command[1000];

	put_table("text");
	snprintf(
	    command, sizeof command,
	    "set -e; chmod 755 .; mkdir pg; as=; if [ $(id -u) = 0 ]; then "
	    "chown nobody pg; as='setpriv --reuid nobody --clear-groups'; fi; "
	    "cd pg; $as initdb -D data -A trust -U reader >/dev/null; "
	    "$as pg_ctl -D data -w -o '-p %d -k . -h 127.0.0.1' -l log start "
	    ">/dev/null; psql -q -h 127.0.0.1 -p %d -U reader -f "
	    "../table.sql postgres",
	    port, port);
	output_of(command);
}

static struct outcome
fetch_postgresql(int port, const char *seconds)
{
	char text[16];

	snprintf(text, sizeof text, "%d", port);
	setenv("PGHOST", "127.0.0.1", 1);
	setenv("PGPORT", text, 1);
	setenv("PGUSER", "reader", 1);
	return ctl_run("users", "--seconds", seconds, "fetch", "users", "psql",
		       "-AtX", "-F:", "-c", "SELECT l, p FROM u", "postgres",
		       NULL);
}

TEST_IF(has_postgresql, a_postgresql_that_is_stopped_leaves_the_file)
{
	const int port = web_free_port();
	struct outcome r;
	char expected[200];

	start_postgresql(port);
	snprintf(expected, sizeof expected, "alice:%s\n", hash);
	r = fetch_postgresql(port, "20");
	ck_assert_msg(r.code == 0, "%s", r.err);
	ck_assert_str_eq(kept(), expected);
	output_of("kill -STOP $(head -n 1 pg/data/postmaster.pid)");
	r = fetch_postgresql(port, "2");
	output_of("kill -CONT $(head -n 1 pg/data/postmaster.pid); "
		  "kill -INT $(head -n 1 pg/data/postmaster.pid)");
	ck_assert_int_eq(r.code, 2);
	ck_assert_msg(strstr(r.err, "within 2 seconds"), "%s", r.err);
	ck_assert_str_eq(kept(), expected);
}
