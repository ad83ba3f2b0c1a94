/* rules_reload: when rules are read again, and which apply meanwhile. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rules/rules_reload.h"
#include "support/harness.h"
#include "support/log_capture.h"

static const struct method call = { .name = "call" };

static struct rules_reload f;

static void
forget(void)
{
	rules_reload_close(&f);
}

static void
open_rules(const char *text)
{
	write_file("rules.conf", text);
	rules_reload_open(&f, path_here("rules.conf"), &call);
}

/* As if a second had passed. */
static bool
look(void)
{
	f.checked = 0;
	return rules_reload_refresh(&f);
}

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

TEST(without_a_file_there_are_no_rules)
{
	rules_reload_open(&f, NULL, &call);
	ck_assert(f.usable);
	ck_assert_uint_eq(f.current.count, 0);
	ck_assert(!look());
}

TEST(a_changed_file_is_read_again)
{
	open_rules("deny call\n");
	ck_assert(f.usable);
	ck_assert(!look());
	replace_file("rules.conf", "deny call\nallow call\n", 0644);
	ck_assert(look());
	ck_assert_uint_eq(f.current.count, 2);
	ck_assert(!look());
	write_file("rules.conf", "# in place\n");
	ck_assert(look());
	ck_assert_uint_eq(f.current.count, 0);
	ck_assert_uint_eq(log_capture_count(), 0);
}

TEST(it_is_looked_at_once_a_second_at_most)
{
	open_rules("deny call\n");
	replace_file("rules.conf", "allow call\n", 0644);
	/* The next second may have begun: then the change is noticed. */
	f.checked = time(NULL);
	if (rules_reload_refresh(&f))
		return;
	ck_assert_int_eq(f.current.at[0].kind, RULE_DENY);
	ck_assert(look());
	ck_assert_int_eq(f.current.at[0].kind, RULE_ALLOW);
}

TEST(a_changed_list_is_read_again)
{
	write_file("list", "a\n");
	open_rules("deny call if x in list\n");
	ck_assert(!look());
	replace_file("list", "a\nb\n", 0644);
	ck_assert(look());
	ck_assert(line_set_has(f.current.at[0].conditions[0].list, "b", 1));
	ck_assert(!look());
}

TEST(a_changed_secret_is_read_again)
{
	write_file("secret", "one\n");
	ck_assert_int_eq(chmod("secret", 0600), 0);
	open_rules("set call x @secret\n");
	ck_assert(f.usable);
	write_file("secret", "seven\n");
	ck_assert(look());
	ck_assert_uint_eq(f.current.at[0].settings[0].value.content.len, 5);
}

TEST(broken_rules_keep_the_old_ones_in_force)
{
	open_rules("deny call\n");
	replace_file("rules.conf", "deny call\ndeyn call\nmute\nmute\n", 0644);
	ck_assert(!look());
	ck_assert(f.usable);
	ck_assert_uint_eq(f.current.count, 1);
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "rules.conf:2: \"deyn\" is not a rule"));
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "(2 more: echoappctl check)"));
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "rules.conf:2: \"deyn\""));
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(),
		   "the rules that were read before stay in force"));
	/* The error is reported once. */
	ck_assert(!look());
	ck_assert_uint_eq(log_capture_count(), 1);
	replace_file("rules.conf", "allow call\n", 0644);
	ck_assert(look());
	ck_assert_str_eq(f.error.text, "");
	ck_assert_int_eq(f.current.at[0].kind, RULE_ALLOW);
}

TEST(who_starts_on_broken_rules_has_none_until_they_are_mended)
{
	open_rules("deyn call\n");
	ck_assert(!f.usable);
	ck_assert_uint_eq(f.current.count, 0);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "\"deyn\" is not a rule"));
	ck_assert_ptr_null(strstr(log_capture_text(), "stay in force"));
	ck_assert(!look());
	ck_assert(!f.usable);
	replace_file("rules.conf", "deny call\n", 0644);
	ck_assert(look());
	ck_assert(f.usable);
}

TEST(a_file_that_comes_late_is_taken_up)
{
	open_rules("deny call if x in list\n");
	ck_assert(!f.usable);
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "/list cannot be used: No such"));
	write_file("list", "a\n");
	ck_assert(look());
	ck_assert(f.usable);
}

/* chmod does not change the time of the last modification. */
TEST(a_secret_that_is_locked_away_is_taken_up)
{
	write_file("secret", "one\n");
	ck_assert_int_eq(chmod("secret", 0644), 0);
	open_rules("set call x @secret\n");
	ck_assert(!f.usable);
	ck_assert_int_eq(chmod("secret", 0600), 0);
	ck_assert(look());
	ck_assert(f.usable);
}

TEST(a_list_that_broke_keeps_the_old_one_in_force)
{
	write_file("list", "a\n");
	open_rules("deny call if x in list\n");
	ck_assert_int_eq(unlink("list"), 0);
	ck_assert_int_eq(mkdir("list", 0700), 0);
	ck_assert(!look());
	ck_assert(f.usable);
	ck_assert(line_set_has(f.current.at[0].conditions[0].list, "a", 1));
	ck_assert_ptr_nonnull(
	    strstr(f.error.text, "this is not a regular file"));
}

TEST(what_is_gone_stays_in_force)
{
	write_file("list", "a\n");
	open_rules("deny call if x in list\n");
	ck_assert_int_eq(unlink("list"), 0);
	ck_assert_int_eq(unlink("rules.conf"), 0);
	ck_assert(!look());
	ck_assert(f.usable);
	ck_assert_uint_eq(f.current.count, 1);
	ck_assert_uint_eq(log_capture_count(), 0);
}
