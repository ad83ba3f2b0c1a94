/* status and explain: what is in force after a broken edit of the rules. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/hook_fixture.h"

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

static struct outcome
run_status(void)
{
	const char *arguments[] = { "--state", "state", "status", NULL };

	return ctl_run_bare(arguments);
}

static void
has(const char *text, const char *words)
{
	ck_assert_msg(strstr(text, words) != NULL, "%s", text);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(after_a_broken_edit_status_tells_what_is_in_force)
{
	struct outcome r;

	hook_start("deny call\nallow call\n", NULL);
	post();
	replace_rules("deny call\nbogus\n");
	r = run_status();
	ck_assert_int_eq(r.code, 1);
	has(r.out, "rules.conf:2: \"bogus\" is not a rule");
	has(r.out, "; what was read at 2");
	has(r.out, " stays in force: rules: 2\n");
	has(r.out, "\n  rules           2\n  since           2");
}

TEST(after_a_start_with_broken_rules_status_tells_that_none_are_in_force)
{
	hook_start("bogus\n", NULL);
	post();
	has(run_status().out, " have no rules, and answer 503");
	replace_rules("deny call\n");
	ck_assert_int_eq(run_status().code, 0);
}

TEST(explain_names_the_version_that_it_cannot_read)
{
	const char *arguments[] = { "--state", "state",	    "explain",
				    "call",    "body.json", NULL };
	struct outcome r;

	hook_start("deny call\n", NULL);
	post();
	replace_rules("bogus\n");
	write_file("body.json", "{}");
	r = ctl_run_bare(arguments);
	ck_assert_int_eq(r.code, 2);
	has(r.err, "cannot answer hooks: ");
	has(r.err, "stays in force: rules: 1");
}
