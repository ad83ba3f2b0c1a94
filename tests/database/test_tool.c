/* echoappctl with users in a database: check, explain, doctor. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/database_server.h"
#include "support/harness.h"

static struct database_server sqlite, postgresql;

static void
start_servers(void)
{
	database_server_start(&sqlite, "sqlite");
	database_server_start(&postgresql, "postgresql");
}

static void
end_servers(void)
{
	database_server_end(&sqlite);
	database_server_end(&postgresql);
}

const struct test_setup test_setup = {
	.before_all = start_servers,
	.after_all = end_servers,
};

static void
put_rules(void)
{
	write_file(
	    "echoapp.conf",
	    "state_dir = state\nrules = rules.conf\nredact = password\n");
	write_file(
	    "rules.conf",
	    "prove connect sipLogin password custom.password in "
	    "database db\n"
	    "deny connect if not account.name exists reason \"wrong\"\n");
}

static struct outcome
check(const char *option)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check", option,
				    NULL };

	return ctl_run_bare(arguments);
}

static void
check_finds(const char *option, int code, const char *text)
{
	const struct outcome o = check(option);

	ck_assert_msg(o.code == code && strstr(o.out, text), "%d %s%s", o.code,
		      o.out, o.err);
}

TEST(settings_with_an_error_are_found_with_their_line)
{
	put_rules();
	replace_file("db", "driver = sqlite\ndbname = x\nqeury = SELECT ?\n",
		     0600);
	check_finds(NULL, 2, "/db:3: error: there is no such key");
	replace_file("db", "driver = sqlite\ndbname = x\n", 0600);
	check_finds(NULL, 2, "/db: error: query = SELECT");
	replace_file("db", "driver = sqlite\n", 0640);
	check_finds(NULL, 2, "/db: error: dbname is missing");
	replace_file("db", "driver = sqlite\n", 0644);
	check_finds(NULL, 2, "chmod o= ");
}

TEST(a_database_on_another_machine_has_to_prove_who_it_is)
{
	put_rules();
	replace_file("db",
		     "driver = postgresql\nhost = db.example.com\ndbname = x\n"
		     "query = SELECT a, b FROM c WHERE a = $1\n",
		     0600);
	check_finds("--strict", 1, "add ca = FILE");
	replace_file("db",
		     "driver = postgresql\nhost = /run/postgresql\ndbname = "
		     "x\nquery = SELECT a, b FROM c WHERE a = $1\n",
		     0600);
	check_finds("--strict", 0, "warnings: 0");
}

/* Nothing listens at that port. */
TEST(a_database_is_asked_only_if_that_is_wanted)
{
	put_rules();
	replace_file("db",
		     "driver = postgresql\nhost = 127.0.0.1\nport = 1\nuser = "
		     "u\ndbname = x\n"
		     "query = SELECT a, b FROM c WHERE a = $1\n",
		     0600);
	check_finds("--strict", 0, "warnings: 0");
	check_finds("--databases", 2,
		    "/db: error: the database cannot be reached, or refuses "
		    "the login");
	database_server_write_settings(&postgresql, "db", true, NULL);
	check_finds("--databases", 0, "/db: the query works\n");
}

static struct outcome
explain(const char *user, const char *password)
{
	char body[256];

	snprintf(body, sizeof body,
		 "{\"nodeId\":\"n\",\"sessionId\":\"s\",\"sipLogin\":\"%s\","
		 "\"custom\":{\"password\":\"%s\"}}",
		 user, password);
	write_file("connect.json", body);
	return ctl_run("--conf", "echoapp.conf", "explain", "connect",
		       "connect.json", NULL);
}

TEST(explain_asks_the_database_and_shows_no_secret)
{
	const char *out;

	put_rules();
	database_server_write_settings(&postgresql, "db", true, NULL);
	out = ctl_output(explain("alice", "geheim"));
	ck_assert_msg(
	    strstr(out, "in database \"db\"\n    is proved: account.name"),
	    "%s", out);
	out = explain("alice", "topsecret").out;
	ck_assert_msg(strstr(out, "proves nothing: the user or the password is "
				  "wrong"),
		      "%s", out);
	ck_assert_ptr_null(strstr(out, "$2y$"));
	replace_file("db",
		     "driver = postgresql\nhost = 127.0.0.1\nport = 1\nuser = "
		     "secretuser\npassword = secretword\ndbname = x\n"
		     "query = SELECT a, b FROM c WHERE a = $1\n",
		     0600);
	out = explain("alice", "geheim").out;
	ck_assert_msg(strstr(out, "proves nothing: the database cannot be "
				  "reached"),
		      "%s", out);
	ck_assert_msg(strstr(out, "refuses the login; to be safe, this rule "
				  "matches"),
		      "%s", out);
	ck_assert_msg(!strstr(out, "secretuser") && !strstr(out, "127.0.0.1") &&
			  !strstr(out, "secretword"),
		      "%s", out);
}
