/* in_force_note: what a program notes about its files, and when. */

#include "request/in_force_note.h"

#include <string.h>
#include <unistd.h>

#include "conf/in_force.h"
#include "support/harness.h"
#include "support/hook_fixture.h"

static struct in_force noted;

static void
read_note(void)
{
	in_force_free(&noted);
	ck_assert_int_eq(in_force_read(&noted, "state"), 0);
}

static void
post(void)
{
	hook_post("call", "{\"callee\":\"10002\"}");
}

/* Programs look at files once a second. */
static void
replace_rules(const char *text)
{
	replace_file("rules.conf", text, 0600);
	usleep(1100000);
	post();
}

static void
forget(void)
{
	in_force_free(&noted);
}

const struct test_setup test_setup = {
	.after = forget,
	.seconds = 60,
};

TEST(a_program_notes_its_files_after_its_first_hook)
{
	hook_start("deny call\nallow call\n", NULL);
	post();
	read_note();
	ck_assert_str_eq(noted.conf.path, path_here("echoapp.conf"));
	ck_assert_str_eq(noted.rules.path, path_here("rules.conf"));
	ck_assert_int_eq(noted.rule_count, 2);
	ck_assert_uint_eq(strlen(noted.conf.digest), 64);
	ck_assert_str_eq(noted.rules_error.text, "");
}

TEST(a_program_that_waits_notes_its_files_too)
{
	hook_start(NULL, NULL);
	post();
	hook_start("deny call\n", NULL);
	hook_idle();
	read_note();
	ck_assert_int_eq(noted.rule_count, 1);
}

TEST(rules_that_are_read_again_are_noted)
{
	timestamp since;

	hook_start("deny call\n", NULL);
	post();
	read_note();
	since = noted.rules.since;
	replace_rules("deny call\nallow call\n");
	read_note();
	ck_assert_int_eq(noted.rule_count, 2);
	ck_assert_int_gt(noted.rules.since, since);
}

TEST(a_broken_edit_changes_nothing_that_is_noted)
{
	timestamp since;

	hook_start("deny call\nallow call\n", NULL);
	post();
	read_note();
	since = noted.rules.since;
	replace_rules("deny call\nbogus\n");
	read_note();
	ck_assert_int_eq(noted.rule_count, 2);
	ck_assert_int_eq(noted.rules.since, since);
}

TEST(a_program_that_starts_with_broken_rules_notes_why)
{
	hook_start("bogus\n", NULL);
	post();
	read_note();
	ck_assert_int_eq(noted.rule_count, 0);
	ck_assert_ptr_nonnull(strstr(noted.rules_error.text, "bogus"));
	replace_rules("deny call\n");
	read_note();
	ck_assert_str_eq(noted.rules_error.text, "");
	ck_assert_int_eq(noted.rule_count, 1);
}
