/* echoapp-users: a program's questions for users, with real databases. */

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/monotonic.h"
#include "proof/passwd.h"
#include "proof/user_helper.h"
#include "proof/user_lookup.h"
#include "support/database_server.h"
#include "support/harness.h"
#include "support/holder.h"

static const char *const drivers[] = { "sqlite", "postgresql", "mariadb" };

#define DRIVERS ROWS(drivers)
/* Questions that would take USER_LOOKUP_MS each, if they waited. */
#define ASKED 200

/* Those that have a server. */
#define SERVERS 2

static struct database_server databases[DRIVERS];

static void
start_servers(void)
{
	size_t i;

	for (i = 0; i < DRIVERS; i++)
		database_server_start(&databases[i], drivers[i]);
}

static void
end_servers(void)
{
	size_t i;

	for (i = 0; i < DRIVERS; i++)
		database_server_end(&databases[i]);
}

static char *
helper(void)
{
	static char path[4096];

	snprintf(path, sizeof path, "%s/" USER_LOOKUP_PROGRAM,
		 path_from("TEST_PROGRAMS", "fcgi"));
	return path;
}

static void
start(void)
{
	user_lookup_set_program(helper());
	deadline_set(DEADLINE_MS);
}

const struct test_setup test_setup = {
	.before_all = start_servers,
	.after_all = end_servers,
	.before = start,
	.after = user_lookup_end,
};

/* Asks without what is remembered. */
static enum user_lookup_result
ask(const char *user, struct user_lookup_answer *a)
{
	deadline_renew();
	return user_lookup_ask(path_here("db"), user, a);
}

static void
check(const char *user, enum user_lookup_result want)
{
	struct user_lookup_answer a;
	const enum user_lookup_result got = ask(user, &a);

	ck_assert_msg(got == want, "%s: %d, %s", user, (int)got,
		      a.why ? a.why : "");
}

static void
check_password(const char *user, const char *password)
{
	struct user_lookup_answer a;
	const enum user_lookup_result got = ask(user, &a);

	ck_assert_msg(got == USER_LOOKUP_FOUND, "%s: %d, %s", user, (int)got,
		      a.why);
	ck_assert(passwd_matches(a.hash, password));
}

TEST_LOOP(a_user_is_found_with_the_hash, DRIVERS * 2)
{
	database_server_write_settings(&databases[_i / 2], "db", _i % 2, NULL);
	check_password("alice", "geheim");
	check_password("bob", "topsecret");
	check("carol", USER_LOOKUP_NOBODY);
	check("", USER_LOOKUP_NOBODY);
	check("' OR ''='", USER_LOOKUP_NOBODY);
	check("%", USER_LOOKUP_NOBODY);
	check("\xc3\xa9", USER_LOOKUP_NOBODY);
	check("\xc3", USER_LOOKUP_NOBODY);
	check_password("alice", "geheim");
}

TEST(the_name_is_that_of_the_database)
{
	struct user_lookup_answer a;

	database_server_write_settings(&databases[2], "db", false, NULL);
	ck_assert_int_eq(ask("ALICE", &a), USER_LOOKUP_FOUND);
	ck_assert_str_eq(a.name, "alice");
}

static const char *const wrong_queries[][2] = {
	{ "SELECT login, password FROM users", "must have one" },
	{ "SELECT password FROM users WHERE login = ?", "two columns" },
	{ "SELECT login, password, 1 FROM users WHERE login = ?",
	  "two columns" },
	{ "SELECT login, hash FROM users WHERE login = ?",
	  "refuses the query" },
	{ "SELECT login, password FROM people WHERE login = ?",
	  "refuses the query" },
	{ "SELECT login, password FROM users WHERE login = ?; DELETE FROM "
	  "users",
	  "" },
	{ "WITH gone AS (DELETE FROM users WHERE login = ? RETURNING login, "
	  "password) SELECT login, password FROM gone",
	  "" },
	{ "DELETE FROM users WHERE login = ?", "must be a SELECT" },
	{ "SELECT login, password FROM users WHERE login <> ?",
	  "more than one row" },
};

/* The query for the driver's own parameters. */
static const char *
query_for(const char *driver, const char *query)
{
	static char text[512];
	const char *mark = strchr(query, '?');

	if (!mark || strcmp(driver, "postgresql") != 0)
		return query;
	snprintf(text, sizeof text, "%.*s$1%s", (int)(mark - query), query,
		 mark + 1);
	return text;
}

TEST_LOOP(a_query_of_another_form_is_refused, DRIVERS *ROWS(wrong_queries))
{
	const struct database_server *d = &databases[_i % (int)DRIVERS];
	const char *const *row = wrong_queries[_i / (int)DRIVERS];
	struct user_lookup_answer a;

	database_server_write_settings(d, "db", false,
				       query_for(d->driver, row[0]));
	ck_assert_int_ge(ask("alice", &a), USER_LOOKUP_REFUSED);
	ck_assert_msg(strstr(a.why, row[1]), "%s: %s", row[0], a.why);
	/* Nothing was deleted. */
	database_server_write_settings(d, "db", false, NULL);
	check_password("alice", "geheim");
}

/* The texts that no log may have. */
static void
check_has_no_secret(const struct database_server *d, const char *why)
{
	ck_assert_msg(!strstr(why, "127.0.0.1") && !strstr(why, "echoapp\"") &&
			  !strstr(why, "site") && !strstr(why, "/dev/shm") &&
			  !strstr(why, d->dir) &&
			  !strstr(why, DATABASE_PASSWORD),
		      "%s", why);
}

static void
change_settings(const char *command)
{
	char text[512];

	snprintf(text, sizeof text, "sed -i '%s' db", command);
	output_of(text);
}

TEST_LOOP(why_it_fails_is_said_without_address_user_and_password, SERVERS * 3)
{
	static const char *const changes[] = {
		"s/^password = .*/password = wrong/",
		"s/^port = .*/port = 1/",
		"s/^dbname = .*/dbname = other/",
	};
	const struct database_server *d = &databases[1 + _i % SERVERS];
	struct user_lookup_answer a;

	database_server_write_settings(d, "db", true, NULL);
	change_settings(changes[_i / SERVERS]);
	ck_assert_int_eq(ask("alice", &a), USER_LOOKUP_FAILED);
	ck_assert_ptr_nonnull(strstr(a.why, "cannot be reached, or refuses"));
	check_has_no_secret(d, a.why);
	/* The next version of the settings is read at once. */
	database_server_write_settings(d, "db", true, NULL);
	check_password("alice", "geheim");
}

/* By a name that the certificate has, and by one that it lacks. */
static const struct {
	int database;
	const char *host, *ca;
	enum user_lookup_result result;
} proofs[] = {
	{ 1, "localhost", "cert.pem", USER_LOOKUP_FOUND },
	{ 1, "127.0.0.1", "cert.pem", USER_LOOKUP_FAILED },
	{ 1, "localhost", "other.pem", USER_LOOKUP_FAILED },
	{ 1, "localhost", "missing.pem", USER_LOOKUP_FAILED },
	{ 2, "127.0.0.1", "cert.pem", USER_LOOKUP_FOUND },
	{ 2, "127.0.0.1", "other.pem", USER_LOOKUP_FAILED },
	{ 2, "127.0.0.1", "missing.pem", USER_LOOKUP_FAILED },
};

TEST_LOOP(with_ca_the_server_has_to_prove_its_name, ROWS(proofs))
{
	const struct database_server *d = &databases[proofs[_i].database];
	char command[512];

	snprintf(command, sizeof command,
		 "cp %s/cert.pem . && openssl req -x509 -newkey ec -pkeyopt "
		 "ec_paramgen_curve:prime256v1 -nodes -keyout /dev/null -out "
		 "other.pem -days 2 -subj /CN=%s -addext "
		 "subjectAltName=DNS:%s 2>&1",
		 d->dir, proofs[_i].host, proofs[_i].host);
	output_of(command);
	database_server_write_settings(d, "db", true, NULL);
	snprintf(command, sizeof command,
		 "sed -i 's/^host = .*/host = %s/' db && echo 'ca = %s' >>db",
		 proofs[_i].host, proofs[_i].ca);
	output_of(command);
	check("alice", proofs[_i].result);
}

TEST_LOOP(the_session_is_read_only, SERVERS)
{
	const struct database_server *d = &databases[1 + _i];
	const bool is_postgresql = strcmp(d->driver, "postgresql") == 0;
	struct user_lookup_answer a;

	/* What writes is a function, because the query is a SELECT. */
	database_server_ask(
	    d,
	    is_postgresql
		? "\\c site\n"
		  "CREATE OR REPLACE FUNCTION spoil() RETURNS text LANGUAGE "
		  "sql "
		  "SECURITY DEFINER AS 'DELETE FROM users RETURNING login';"
		: "DELIMITER //\n"
		  "CREATE OR REPLACE FUNCTION site.spoil() RETURNS TEXT BEGIN "
		  "DELETE FROM site.users; RETURN 'x'; END//\n"
		  "DELIMITER ;\n"
		  "GRANT EXECUTE ON site.* TO echoapp@localhost;");
	database_server_write_settings(
	    d, "db", false,
	    query_for(d->driver, "SELECT login, spoil() FROM users WHERE login "
				 "= ?"));
	ck_assert_int_ge(ask("alice", &a), USER_LOOKUP_REFUSED);
	database_server_write_settings(d, "db", false, NULL);
	check_password("alice", "geheim");
}

/* Asks until the answer is that one, for a while. */
static void
wait_for(const char *user, enum user_lookup_result want)
{
	const double end = seconds_now() + 60;
	struct user_lookup_answer a;

	while (ask(user, &a) != want) {
		ck_assert_msg(seconds_now() < end, "%s", a.why);
		usleep(20000);
	}
}

TEST_LOOP(a_server_that_is_stopped_costs_one_deadline, SERVERS * 2)
{
	struct database_server *d = &databases[1 + _i / 2];
	double start;
	int i;

	database_server_write_settings(d, "db", _i % 2, NULL);
	check("carol", USER_LOOKUP_NOBODY);
	database_server_freeze(d, true);
	check("alice", USER_LOOKUP_FAILED);
	start = seconds_now();
	for (i = 0; i < ASKED; i++)
		check("alice", USER_LOOKUP_FAILED);
	ck_assert(seconds_now() - start < ASKED * USER_LOOKUP_MS / 10000.0);
	/* What was found before is remembered for a while. */
	check("carol", USER_LOOKUP_NOBODY);
	database_server_freeze(d, false);
	wait_for("alice", USER_LOOKUP_FOUND);
	check_password("bob", "topsecret");
}

/*
 * A new process does not wait for a database that has just not answered
 * another one; what was a while ago may have been mended.
 */
TEST(a_doubt_that_is_old_is_none)
{
	char why[USER_LOOKUP_TEXT_MAX + 1], text[USER_LOOKUP_TEXT_MAX];
	struct user_lookup_question q = { .id = 1 };
	size_t len;
	int socket;

	database_server_write_settings(&databases[1], "db", true, NULL);
	socket = user_helper_start(helper(), path_here("db"), why);
	q.doubtful_since = monotonic_now() - INT64_C(30000000);
	ck_assert_int_eq(user_helper_ask(socket, &q, "alice", text, &len),
			 USER_LOOKUP_FOUND);
	close(socket);
}

TEST_LOOP(a_server_that_was_killed_and_started_again_answers_at_once, SERVERS)
{
	struct database_server own;

	database_server_start(&own, drivers[1 + _i]);
	database_server_write_settings(&own, "db", _i, NULL);
	check("carol", USER_LOOKUP_NOBODY);
	database_server_kill(&own);
	database_server_again(&own);
	check_password("alice", "geheim");
	database_server_kill(&own);
	check("bob", USER_LOOKUP_FAILED);
	database_server_again(&own);
	wait_for("bob", USER_LOOKUP_FOUND);
	database_server_end(&own);
}

static const char *const endless[DRIVERS] = {
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
	"SELECT count(*), ? FROM n",
	"SELECT pg_sleep(1000)::text, $1",
	"SELECT sleep(1000), ?",
};

TEST_LOOP(a_query_that_lasts_for_ever_costs_one_deadline, DRIVERS)
{
	struct user_lookup_answer a;
	double start = seconds_now();
	int i;

	database_server_write_settings(&databases[_i], "db", false,
				       endless[_i]);
	ck_assert_int_eq(ask("alice", &a), USER_LOOKUP_FAILED);
	ck_assert(seconds_now() - start < HOLDER_PATIENCE);
	start = seconds_now();
	for (i = 0; i < ASKED; i++)
		ck_assert_int_eq(ask("alice", &a), USER_LOOKUP_FAILED);
	ck_assert(seconds_now() - start < ASKED * USER_LOOKUP_MS / 10000.0);
}

/* As while the operator changes the table. */
TEST(a_table_that_is_locked_costs_one_deadline)
{
	pid_t client;

	database_server_write_settings(&databases[1], "db", false, NULL);
	check("carol", USER_LOOKUP_NOBODY);
	client = fork();
	if (client == 0) {
		database_server_ask(&databases[1], "\\c site\n"
						   "BEGIN; LOCK users;\n"
						   "\\! touch locked\n"
						   "SELECT pg_sleep(1000);");
		_exit(0);
	}
	while (access("locked", F_OK) != 0)
		usleep(10000);
	check("alice", USER_LOOKUP_FAILED);
	check("bob", USER_LOOKUP_FAILED);
	kill(client, SIGKILL);
	database_server_ask(&databases[1],
			    "SELECT pg_terminate_backend(pid) FROM "
			    "pg_stat_activity WHERE query LIKE "
			    "'%pg_sleep(1000)%' AND pid <> pg_backend_pid();");
	wait_for("alice", USER_LOOKUP_FOUND);
}

/* The helper's processes for ./db. */
static size_t
list_helpers(pid_t *at, size_t max)
{
	const char *settings = path_here("db");
	size_t n = 0, i;
	glob_t all;

	ck_assert_int_eq(glob("/proc/[0-9]*/cmdline", 0, NULL, &all), 0);
	for (i = 0; i < all.gl_pathc && n < max; i++) {
		char text[4096] = "";
		FILE *f = fopen(all.gl_pathv[i], "re");
		size_t len = f ? fread(text, 1, sizeof text - 1, f) : 0;

		if (f)
			fclose(f);
		if (len > 0 && strcmp(text, helper()) == 0 &&
		    strcmp(text + strlen(text) + 1, settings) == 0)
			at[n++] = (pid_t)strtol(all.gl_pathv[i] + 6, NULL, 10);
	}
	globfree(&all);
	return n;
}

static size_t
helpers(void)
{
	pid_t pids[16];

	return list_helpers(pids, ROWS(pids));
}

TEST(the_helper_ends_with_the_program_also_if_the_server_is_stopped)
{
	const double end = seconds_now() + 60;
	pid_t program = fork();

	if (program == 0) {
		database_server_write_settings(&databases[1], "db", true, NULL);
		check_password("alice", "geheim");
		database_server_freeze(&databases[1], true);
		check("bob", USER_LOOKUP_FAILED);
		write_file("asked", "");
		pause();
	}
	while (access("asked", F_OK) != 0)
		usleep(10000);
	ck_assert_uint_ge(helpers(), 1);
	kill(program, SIGKILL);
	while (helpers() > 0) {
		ck_assert(seconds_now() < end);
		usleep(10000);
	}
	database_server_freeze(&databases[1], false);
}

TEST(no_command_line_and_no_environment_has_the_settings)
{
	char path[64], *text;
	pid_t pids[16];
	size_t i, n, len;

	database_server_write_settings(&databases[1], "db", true, NULL);
	check_password("alice", "geheim");
	n = list_helpers(pids, ROWS(pids));
	ck_assert_uint_eq(n, 2);
	for (i = 0; i < 2 * n; i++) {
		snprintf(path, sizeof path, "/proc/%d/%s", (int)pids[i / 2],
			 i % 2 ? "cmdline" : "environ");
		text = harness_read_file(path, &len);
		ck_assert_ptr_null(memmem(text, len, DATABASE_PASSWORD,
					  strlen(DATABASE_PASSWORD)));
		ck_assert_ptr_null(memmem(text, len, "127.0.0.1", 9));
	}
}
