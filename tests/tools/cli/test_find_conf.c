/* find_conf: echoappctl is about the configuration that the programs use. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/json_lines.h"

/* A service with these rules, and a hook that it answered. */
static void
serve(const char *rules)
{
	hook_start(rules, NULL);
	hook_post("call", "{\"callee\":\"10002\"}");
}

/* Runs a command without --conf. */
static struct outcome
run(const char *command)
{
	const char *arguments[] = { "--state", "state", command, "--json",
				    NULL };

	return ctl_run_bare(arguments);
}

static const char *
of(struct json_object *o, const char *group, const char *name)
{
	struct json_object *inside;

	ck_assert(json_object_object_get_ex(o, group, &inside));
	return json_text_of(inside, name);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(status_reads_the_configuration_that_the_programs_noted)
{
	struct json_object *o;
	struct outcome r;

	serve("deny call\nallow call\n");
	r = run("status");
	ck_assert_msg(r.code == 0, "%s%s", r.out, r.err);
	o = json_line_of(r.out, 0);
	ck_assert_str_eq(of(o, "configuration", "path"),
			 path_here("echoapp.conf"));
	ck_assert_str_eq(of(o, "configuration", "found"),
			 "the programs work with it");
	ck_assert_str_eq(of(o, "rules", "rules"), "2");
	ck_assert_ptr_nonnull(strchr(of(o, "rules", "since"), 'T'));
}

TEST(check_reads_that_one_too_and_names_it)
{
	const char *arguments[] = { "--state", "state", "check", NULL };
	struct outcome r;
	char want[4096];

	serve("deny call\n");
	r = ctl_run_bare(arguments);
	snprintf(want, sizeof want,
		 "rules: 1, warnings: 0\n"
		 "configuration: %s (the programs work with it)\n",
		 path_here("echoapp.conf"));
	ck_assert_str_eq(r.out, want);
	ck_assert_int_eq(r.code, 0);
}

TEST(another_configuration_than_that_of_the_programs_is_a_problem)
{
	const char *arguments[] = { "--state",	  "state",  "--conf",
				    "other.conf", "status", NULL };
	struct outcome r;

	serve("deny call\n");
	write_file("other.conf", "");
	r = ctl_run_bare(arguments);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(
	    strstr(r.out, "the programs for hooks work with "));
	ck_assert_ptr_nonnull(strstr(r.out, "/echoapp.conf since 2"));
}

/* Without a note, and with an installed file, there is nothing to check. */
static bool
has_default(void)
{
	struct outcome r = run("check");

	return r.code == 0;
}

TEST(a_missing_configuration_is_never_good)
{
	struct json_object *o;
	struct outcome r;

	if (has_default())
		return;
	r = run("check");
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.out, "there is no such file"));
	r = run("status");
	ck_assert_int_eq(r.code, 1);
	o = json_line_of(r.out, 0);
	ck_assert_str_eq(of(o, "configuration", "there"), "false");
	ck_assert_str_eq(of(o, "configuration", "good"), "false");
	ck_assert_ptr_nonnull(
	    strstr(r.out, "the defaults are in force, without rules"));
}

TEST(a_note_of_a_configuration_that_is_gone_is_not_followed)
{
	struct outcome r;

	serve(NULL);
	ck_assert_int_eq(rename("echoapp.conf", "gone"), 0);
	r = run("status");
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(
	    strstr(r.out, "the programs for hooks work with "));
}

/* Whoever can write into STATE must not lead a command elsewhere. */
TEST(the_state_directory_stays_the_one_with_the_note)
{
	struct outcome r;

	serve(NULL);
	write_file("echoapp.conf", "state_dir = /nowhere\n");
	r = run("status");
	ck_assert_ptr_null(strstr(r.out, "nowhere"));
	ck_assert_str_eq(of(json_line_of(r.out, 0), "hooks", "answered"), "1");
}
