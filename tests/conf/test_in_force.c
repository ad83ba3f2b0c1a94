/* in_force: what is noted, read again, and when it keeps its times. */

#include "conf/in_force.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "support/harness.h"

#define NOTE "state/in_force.json"
#define NOON INT64_C(1795608000000000)

static struct in_force x;

static void
make_state(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
}

static void
forget(void)
{
	in_force_free(&x);
}

const struct test_setup test_setup = {
	.before = make_state,
	.after = forget,
};

/* Notes a configuration, and rules if there is a digest, as of that time. */
static int
try_note(const char *conf, const char *rules, timestamp since,
	 const char *error)
{
	static char path[] = "/etc/a \"b\"/echoapp.conf", other[] = "/r.conf";
	struct in_force n = {
		.conf = { .path = path, .since = since },
		.rules = { .path = rules ? other : NULL, .since = since },
		.rule_count = 3,
	};

	str_copy(n.conf.digest, sizeof n.conf.digest, conf);
	str_copy(n.rules.digest, sizeof n.rules.digest, rules ? rules : "");
	str_copy(n.rules_error.text, sizeof n.rules_error.text, error);
	return in_force_write(&n, "state");
}

static void
note(const char *conf, const char *rules, timestamp since, const char *error)
{
	ck_assert_int_eq(try_note(conf, rules, since, error), 0);
}

TEST(what_is_written_is_read)
{
	note("c1", "r1", NOON, "rules.conf:2: \"x\"\n");
	ck_assert_int_eq(in_force_read(&x, "state"), 0);
	ck_assert_str_eq(x.conf.path, "/etc/a \"b\"/echoapp.conf");
	ck_assert_str_eq(x.conf.digest, "c1");
	ck_assert_int_eq(x.conf.since, NOON);
	ck_assert_str_eq(x.rules.path, "/r.conf");
	ck_assert_str_eq(x.rules.digest, "r1");
	ck_assert_int_eq(x.rules.since, NOON);
	ck_assert_int_eq(x.rule_count, 3);
	ck_assert_str_eq(x.rules_error.text, "rules.conf:2: \"x\"\n");
}

TEST(without_rules_there_are_none)
{
	note("c1", NULL, NOON, "");
	ck_assert_int_eq(in_force_read(&x, "state"), 0);
	ck_assert_ptr_null(x.rules.path);
	ck_assert_int_eq(x.rules.since, TIMESTAMP_NONE);
}

TEST(a_version_that_is_noted_keeps_its_time)
{
	struct stat before, after;

	note("c1", "r1", NOON, "");
	ck_assert_int_eq(stat(NOTE, &before), 0);
	note("c1", "r1", NOON + 5, "");
	ck_assert_int_eq(stat(NOTE, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	note("c1", "r2", NOON + 9, "");
	ck_assert_int_eq(in_force_read(&x, "state"), 0);
	ck_assert_int_eq(x.conf.since, NOON);
	ck_assert_int_eq(x.rules.since, NOON + 9);
}

TEST(only_the_owner_can_read_the_note)
{
	struct stat st;

	note("c1", NULL, NOON, "");
	ck_assert_int_eq(stat(NOTE, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
}

static const char *const bad[] = {
	"",
	"{}",
	"[]",
	"{\"configuration\":",
	"{\"configuration\":1}",
	"{\"configuration\":{}}",
	"{\"configuration\":{\"path\":null}}",
	"{\"configuration\":{\"path\":[]},\"rules\":{\"count\":\"x\"}}",
};

TEST_LOOP(a_file_without_a_note_is_no_note, ROWS(bad))
{
	write_file(NOTE, bad[_i]);
	ck_assert_int_eq(in_force_read(&x, "state"), -1);
	ck_assert_ptr_null(x.conf.path);
}

TEST(without_a_state_nothing_is_noted)
{
	ck_assert_int_eq(in_force_read(&x, "nowhere"), -1);
	remove_tree("state");
	ck_assert_int_eq(try_note("c1", NULL, NOON, ""), -1);
	ck_assert_int_eq(access("state", F_OK), -1);
}

TEST(members_of_other_kinds_are_ignored)
{
	write_file(NOTE, "{\"configuration\":{\"path\":\"/c\",\"digest\":1,"
			 "\"since\":\"soon\"},\"rules\":{\"path\":\"/r\","
			 "\"count\":\"7\",\"error\":false}}");
	ck_assert_int_eq(in_force_read(&x, "state"), 0);
	ck_assert_str_eq(x.conf.digest, "");
	ck_assert_int_eq(x.conf.since, TIMESTAMP_NONE);
	ck_assert_int_eq(x.rule_count, 0);
	ck_assert_str_eq(x.rules_error.text, "");
}
