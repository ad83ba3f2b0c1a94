/* A rule `prove ... in database FILE`, with real databases. */

#include <stdio.h>
#include <string.h>

#include "proof/user_lookup.h"
#include "support/database_server.h"
#include "support/harness.h"
#include "support/holder.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"

#define RULES                                                                  \
	"prove connect sipLogin password custom.password in database db\n"     \
	"deny connect if not account.name exists reason \"wrong\"\n"           \
	"deny call if not session.account.name is alice reason \"not "         \
	"alice\"\n"

static const char *const drivers[] = { "sqlite", "postgresql", "mariadb" };
static struct database_server databases[ROWS(drivers)];

static void
start_servers(void)
{
	size_t i;

	for (i = 0; i < ROWS(drivers); i++)
		database_server_start(&databases[i], drivers[i]);
}

static void
end_servers(void)
{
	size_t i;

	for (i = 0; i < ROWS(drivers); i++)
		database_server_end(&databases[i]);
}

static void
start(void)
{
	static char path[4096];

	snprintf(path, sizeof path, "%s/" USER_LOOKUP_PROGRAM,
		 path_from("TEST_PROGRAMS", "fcgi"));
	user_lookup_set_program(path);
}

static void
end(void)
{
	hook_end();
	user_lookup_end();
}

const struct test_setup test_setup = {
	.before_all = start_servers,
	.after_all = end_servers,
	.before = start,
	.after = end,
};

static void
configure(const struct database_server *d, const char *more)
{
	database_server_write_settings(d, "db", false, NULL);
	hook_start(RULES, more);
}

static struct response
connect_as(const char *user, const char *password)
{
	return hook_postf("connect",
			  "{\"nodeId\":\"n@1\",\"sessionId\":\"%s-%s\","
			  "\"sipLogin\":\"%s\",\"custom\":{\"password\":"
			  "\"%s\"}}",
			  user, password, user, password);
}

TEST_LOOP(the_right_password_proves_the_user_for_the_session, ROWS(drivers))
{
	configure(&databases[_i], "");
	ck_assert_int_eq(connect_as("alice", "geheim").status, 200);
	ck_assert_int_eq(connect_as("bob", "topsecret").status, 200);
	ck_assert_int_eq(connect_as("alice", "topsecret").status, 403);
	ck_assert_int_eq(connect_as("nobody", "geheim").status, 403);
	ck_assert_int_eq(connect_as("", "geheim").status, 403);
	ck_assert_int_eq(connect_as("alice'--", "geheim").status, 403);
	hook_check_status(200, "call", "alice-geheim", "\"callId\":\"c\"");
	hook_check_status(403, "call", "bob-topsecret",
			  "\"callId\":\"c\",\"sipLogin\":\"alice\"");
	ck_assert_ptr_nonnull(strstr(
	    journal_text(), "\"facts\":{\"account\":{\"name\":\"alice\"}}"));
	ck_assert_ptr_null(strstr(journal_text(), "\"geheim"));
}

/* Otherwise a limit by account.name would count each spelling apart. */
TEST(another_spelling_of_a_user_is_the_same_account)
{
	configure(&databases[2], "");
	ck_assert_int_eq(connect_as("aLICE", "geheim").status, 200);
	hook_check_status(200, "call", "aLICE-geheim", "\"callId\":\"c\"");
	ck_assert_ptr_nonnull(strstr(
	    journal_text(), "\"facts\":{\"account\":{\"name\":\"alice\"}}"));
}

/* What nobody may see. */
static void
check_has_no_secret(const char *text)
{
	ck_assert_msg(!strstr(text, DATABASE_PASSWORD) &&
			  !strstr(text, "/dev/shm") &&
			  !strstr(text, "/tmp/echoapp-database") &&
			  !strstr(text, "\"geheim") && !strstr(text, "$2y$"),
		      "%s", text);
}

static const struct {
	const char *conf;
	int status;
	const char *answer;
} state_errors[] = {
	{ "", 403, "wrong" },
	{ "on_state_error = answer\n", 403, "wrong" },
	{ "on_state_error = refuse\n", 503, "no password can be checked now" },
};

/* A deny holds when it is unknown what it tests, so nobody gets in. */
TEST_LOOP(without_an_answer_connect_is_answered_as_on_state_error_says,
	  ROWS(state_errors) * 2)
{
	const struct database_server *d = &databases[1 + _i % 2];
	double begin;
	int i;

	configure(d, state_errors[_i / 2].conf);
	ck_assert_int_eq(connect_as("alice", "geheim").status, 200);
	database_server_freeze(d, true);
	begin = seconds_now();
	for (i = 0; i < 5; i++) {
		const struct response r = connect_as("bob", "topsecret");

		ck_assert_int_eq(r.status, state_errors[_i / 2].status);
		ck_assert_ptr_nonnull(
		    strstr(r.body, state_errors[_i / 2].answer));
	}
	/* If each waited, they would take longer. */
	ck_assert(seconds_now() - begin < HOLDER_PATIENCE);
	database_server_freeze(d, false);
	check_has_no_secret(journal_text());
	check_has_no_secret(log_capture_text());
	ck_assert_ptr_nonnull(strstr(log_capture_text(),
				     "rules.conf:1: no password can be "
				     "checked: the database did not answer in "
				     "time"));
}

/* The fact is unknown also for a limit, which then holds. */
TEST(a_limit_by_an_unknown_account_holds)
{
	database_server_write_settings(&databases[1], "db", false,
				       "SELECT pg_sleep(100)::text, $1");
	hook_start("prove connect sipLogin password custom.password in "
		   "database db\n"
		   "limit connect 2 active by account.name\n",
		   "");
	hook_check_denied("connect",
			  "{\"nodeId\":\"n\",\"sessionId\":\"s\",\"sipLogin\":"
			  "\"bob\",\"custom\":{\"password\":\"x\"}}",
			  403, "limit of rules.conf:2");
}

/* One of two proofs is enough. */
TEST(a_proof_by_another_file_counts_when_the_database_does_not_answer)
{
	output_of("umask 077; htpasswd -cbB -C 4 users admin geheim 2>&1");
	database_server_write_settings(&databases[1], "db", false,
				       "SELECT pg_sleep(100)::text, $1");
	hook_start("prove connect sipLogin password custom.password in "
		   "database db\n"
		   "prove connect sipLogin password custom.password in users\n"
		   "deny connect if not account.name exists\n",
		   "on_state_error = refuse\n");
	ck_assert_int_eq(connect_as("admin", "geheim").status, 200);
	ck_assert_int_eq(connect_as("admin", "wrong").status, 503);
}

static void
set_hash(const struct database_server *d, const char *user, const char *hash)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		 "DELETE FROM users WHERE login = '%s';"
		 "INSERT INTO users VALUES ('%s', %s);",
		 user, user, hash);
	database_server_ask(d, sql);
}

static const char *const bad_hashes[] = {
	"'geheim'",
	"'{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc='",
	"NULL",
	"''",
	"'$2y$16$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuabcdefghijklmnop'",
};

TEST_LOOP(a_hash_that_no_file_may_have_proves_nothing, ROWS(bad_hashes))
{
	set_hash(&databases[0], "carl", bad_hashes[_i]);
	configure(&databases[0], "on_state_error = refuse\n");
	ck_assert_int_eq(connect_as("carl", "geheim").status, 403);
	ck_assert_int_eq(connect_as("alice", "geheim").status, 200);
	check_has_no_secret(log_capture_text());
}

/* Processor time of a wrong password, in seconds. */
static double
cost_of(const char *user, const char *password)
{
	const double begin = seconds_now();

	ck_assert_int_eq(connect_as(user, password).status, 403);
	return seconds_now() - begin;
}

/*
 * Compares kinds of work, not times: a hash of cost 9 takes 32 times as long as
 * one of cost 4, and an unknown user has the one that was found before.
 */
TEST(an_unknown_user_costs_what_a_wrong_password_costs)
{
	char hash[128];
	double known, unknown;

	snprintf(hash, sizeof hash, "'%s'",
		 output_of("htpasswd -nbB -C 11 a x | head -1 | cut -d: -f2 | "
			   "tr -d '\\n'"));
	database_server_ask(&databases[0], "DELETE FROM users;");
	set_hash(&databases[0], "slow", hash);
	configure(&databases[0], "");
	cost_of("slow", "wrong0");
	known = cost_of("slow", "wrong1");
	unknown = cost_of("nobody", "wrong1");
	ck_assert_msg(unknown > known / 3 && unknown < known * 3, "%f, %f",
		      known, unknown);
}

static const char *const bad_files[][2] = {
	{ "driver = oracle\n", "must be postgresql, mariadb or sqlite" },
	{ "driver = sqlite\ndbname = x\nquery = SELECT 1\nkey\n",
	  "db:4: a line is key = value" },
	{ "driver = sqlite\ndbname = nowhere\nquery = SELECT ?, 1\n",
	  "the file of the database cannot be opened" },
	{ "driver = sqlite\ndbname = x\n", "query = SELECT is missing" },
};

TEST_LOOP(what_is_wrong_with_the_settings_is_in_the_log, ROWS(bad_files))
{
	replace_file("db", bad_files[_i][0], 0600);
	hook_start(RULES, "");
	ck_assert_int_eq(connect_as("alice", "geheim").status, 403);
	ck_assert_msg(strstr(log_capture_text(), bad_files[_i][1]), "%s",
		      log_capture_text());
}

TEST(settings_that_others_can_read_are_refused)
{
	replace_file("db", "driver = sqlite\n", 0644);
	hook_start(RULES, "");
	hook_check_denied("connect", "{}", 503, "chmod o= ");
}

TEST(an_installation_without_the_helper_says_so)
{
	user_lookup_set_program("nowhere/" USER_LOOKUP_PROGRAM);
	configure(&databases[0], "");
	ck_assert_int_eq(connect_as("alice", "geheim").status, 403);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(),
		   "this installation has no " USER_LOOKUP_PROGRAM));
}
