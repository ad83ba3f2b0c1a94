/* database_settings: each key, and each error. */

#include "database/database_settings.h"

#include <stdio.h>
#include <string.h>

#include "support/harness.h"

static struct database_settings s;
static struct error error;

static int
read_text(const char *text)
{
	struct stat st;

	replace_file("db", text, 0600);
	database_settings_wipe(&s);
	return database_settings_read(&s, "db", &st, &error);
}

TEST(all_keys_are_read_and_blanks_around_them_are_not)
{
	ck_assert_int_eq(read_text("# a comment\r\n"
				   "driver=mariadb\r\n"
				   "\n"
				   "  host =\tdb.example.com  \n"
				   "port = 3307\n"
				   "user = echo app\n"
				   "password = a = b # \"c\"\n"
				   "dbname = site\n"
				   "ca = ca.pem\n"
				   "query = select a, b from c where a = ?\n"),
			 0);
	ck_assert_str_eq(s.driver, "mariadb");
	ck_assert_str_eq(s.host, "db.example.com");
	ck_assert_str_eq(s.port, "3307");
	ck_assert_str_eq(s.user, "echo app");
	ck_assert_str_eq(s.password, "a = b # \"c\"");
	ck_assert_str_eq(s.dbname, "site");
	ck_assert_str_eq(s.ca, "./ca.pem");
	ck_assert_str_eq(s.query, "select a, b from c where a = ?");
	ck_assert(database_settings_is_remote(&s));
	database_settings_wipe(&s);
	ck_assert_ptr_null(s.password);
}

TEST(the_file_of_sqlite_is_beside_the_settings)
{
	ck_assert_int_eq(read_text("driver = sqlite\ndbname = a/b.db\n"), 0);
	ck_assert_str_eq(s.dbname, "./a/b.db");
	ck_assert_int_eq(read_text("driver = sqlite\ndbname = /a/b.db\n"), 0);
	ck_assert_str_eq(s.dbname, "/a/b.db");
	ck_assert(!database_settings_is_remote(&s));
}

static const char *const locals[] = { "localhost", "127.0.0.1", "::1",
				      "/run/postgresql" };

TEST_LOOP(these_hosts_are_this_machine, ROWS(locals))
{
	char text[128];

	snprintf(text, sizeof text,
		 "driver = postgresql\ndbname = x\nhost = "
		 "%s\n",
		 locals[_i]);
	ck_assert_int_eq(read_text(text), 0);
	ck_assert(!database_settings_is_remote(&s));
}

static const char *const errors[][2] = {
	{ "", "db: driver = postgresql, mariadb or sqlite is missing" },
	{ "driver\n", "db:1: a line is key = value" },
	{ "driver = sqlite\nuser\n", "db:2: a line is key = value" },
	{ "driver = sqlite\nusre = x\n", "db:2: there is no such key" },
	{ "driver = sqlite\ndriver = sqlite\n",
	  "db:2: this key has an earlier line" },
	{ "driver =\n", "db:1: the value is missing" },
	{ "driver = mssql\n", "db: driver must be postgresql, mariadb or "
			      "sqlite" },
	{ "driver = mariadb\n", "db: dbname is missing" },
	{ "driver = sqlite\ndbname = x\nhost = y\n", "db: sqlite has no host" },
	{ "driver = mariadb\ndbname = x\nport = 0\n", "db: port must be" },
	{ "driver = mariadb\ndbname = x\nport = 65536\n", "db: port must be" },
	{ "driver = mariadb\ndbname = x\nport = -1\n", "db: port must be" },
	{ "driver = mariadb\ndbname = x\nquery = DROP TABLE users\n",
	  "db: query must be a SELECT" },
	{ "\xef\xbb\xbf"
	  "driver = sqlite\n",
	  "db: the file begins with" },
};

TEST_LOOP(an_error_names_file_and_line_and_no_value, ROWS(errors))
{
	ck_assert_int_eq(read_text(errors[_i][0]), -1);
	ck_assert_msg(
	    strncmp(error.text, errors[_i][1], strlen(errors[_i][1])) == 0,
	    "%s", error.text);
	ck_assert_ptr_null(s.driver);
}

TEST(a_file_that_others_can_read_or_write_is_refused)
{
	static const mode_t modes[] = { 0604, 0602, 0601, 0644 };
	struct stat st;
	size_t i;

	for (i = 0; i < ROWS(modes); i++) {
		replace_file("db", "driver = sqlite\ndbname = x\n", modes[i]);
		ck_assert_int_eq(database_settings_read(&s, "db", &st, &error),
				 -1);
		ck_assert_ptr_nonnull(strstr(error.text, "chmod o= db"));
	}
}
