/* Help of echoappctl, and messages about wrong arguments. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const char *const commands[] = {
	"calls",    "cdr",	     "check",	  "connections", "doctor",
	"erase",    "explain",	     "help",	  "hooks",	 "keys",
	"messages", "play",	     "purge",	  "reap",	 "show",
	"reindex",  "registrations", "sign-link", "status",	 "streams",
	"tail",	    "users",
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(every_command_is_listed_and_has_help_with_an_example)
{
	const char *help = ctl_output(ctl_run("--help", NULL));
	size_t i;

	for (i = 0; i < ROWS(commands); i++) {
		char example[64];
		const char *text =
		    ctl_output(ctl_run(commands[i], "--help", NULL));

		snprintf(example, sizeof example, "  echoappctl %s",
			 commands[i]);
		ck_assert_msg(strstr(text, example) != NULL, "%s", text);
		snprintf(example, sizeof example, "\n  %s ", commands[i]);
		ck_assert_msg(strstr(help, example) != NULL, "%s", help);
	}
}

TEST(help_and_h_print_what_help_of_the_command_prints)
{
	const char *list = ctl_output(ctl_run("--help", NULL));
	size_t i;

	ck_assert_str_eq(ctl_output(ctl_run("-h", NULL)), list);
	ck_assert_str_eq(ctl_output(ctl_run("help", NULL)), list);
	for (i = 0; i < ROWS(commands); i++) {
		const char *text =
		    ctl_output(ctl_run(commands[i], "--help", NULL));

		ck_assert_str_eq(ctl_output(ctl_run(commands[i], "-h", NULL)),
				 text);
		ck_assert_str_eq(ctl_output(ctl_run("help", commands[i], NULL)),
				 text);
	}
}

TEST(a_wrong_name_is_answered_with_the_nearest)
{
	static const struct {
		const char *arguments[3];
		const char *says;
	} wrong[] = {
		{ { "clals" },
		  "unknown command \"clals\"; did you mean calls?" },
		{ { "registration" }, "did you mean registrations?" },
		{ { "help", "statsu" }, "did you mean status?" },
		{ { "xyzzy" }, "unknown command \"xyzzy\"\n" },
		{ { "calls", "--limti", "5" },
		  "unknown option --limti; did you mean --limit?" },
		{ { "calls", "--sicne=today" }, "did you mean --since?" },
		{ { "purge", "--befroe", "today" }, "did you mean --before?" },
		{ { "calls", "--colour" }, "unknown option --colour\n" },
		{ { "--jsno", "calls" }, "did you mean --json?" },
		{ { "tail", "-x" }, "unknown option -x\n" },
	};
	size_t i;

	state_put_call(state_now() - HOUR_US, "abcd", "10001", "10002");
	for (i = 0; i < ROWS(wrong); i++) {
		const char *const *a = wrong[i].arguments;
		struct outcome r = ctl_run(a[0], a[1], a[2], NULL);

		ck_assert_int_eq(r.code, 2);
		ck_assert_msg(strstr(r.err, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says, r.err);
	}
}

TEST(each_command_names_an_unknown_option)
{
	size_t i;

	state_put_call(state_now() - HOUR_US, "abcd", "10001", "10002");
	for (i = 0; i < ROWS(commands); i++) {
		struct outcome r = ctl_run(commands[i], "--colour", NULL);

		/* A command without options takes it as an argument. */
		ck_assert_msg(r.code == 2 || (r.code == 1 &&
					      strcmp(commands[i], "show") == 0),
			      "%s: %d %s", commands[i], r.code, r.err);
		ck_assert_msg(strstr(r.err, "--colour") != NULL, "%s", r.err);
		ck_assert_str_eq(r.out, "");
	}
}

TEST(missing_and_wrong_arguments_are_named)
{
	static const struct {
		const char *arguments[4];
		const char *says;
	} wrong[] = {
		{ { "calls", "--limit" }, "option --limit needs a value" },
		{ { "calls", "--limit", "many" }, "\"many\" is not a number" },
		{ { "calls", "--since", "soon" },
		  "\"soon\" is not a time: give " },
		{ { "calls", "10001" }, "unexpected argument \"10001\"" },
		{ { "cdr", "--until", "2026-13-01" }, "is not a time" },
		{ { "show" }, "give an ID" },
		{ { "show", "abcd", "efgh" }, "unexpected argument \"efgh\"" },
		{ { "tail", "-n", "-1" }, "\"-1\" is not a number" },
		{ { "tail", "-x" }, "unknown option -x" },
		{ { "purge" }, "--before is missing" },
		{ { "purge", "--before", "2026-11-23T10:00Z" },
		  "is not a date" },
		{ { "purge", "--before", "2999-01-01" }, "is in the future" },
		{ { "erase" }, "--user is missing" },
		{ { "dance" }, "unknown command \"dance\"" },
		{ { "--dance" }, "unknown option --dance" },
		{ { "\x1b[2J" }, "\\x1b[2J" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		const char *const *a = wrong[i].arguments;
		struct outcome r;

		state_put_call(state_now() - HOUR_US, "abcd", "10001", "10002");
		r = ctl_run(a[0], a[1], a[2], a[3], NULL);
		ck_assert_msg(r.code == 2, "%s: %d", wrong[i].says, r.code);
		ck_assert_msg(strstr(r.err, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says, r.err);
		ck_assert_str_eq(r.out, "");
	}
}

TEST(a_missing_state_is_reported)
{
	struct outcome r = ctl_run("calls", NULL);

	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "/state: No such file"));
}

TEST(without_a_command_all_commands_are_listed)
{
	struct outcome r = ctl_run(NULL);

	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "usage: echoappctl"));
	ck_assert_str_eq(r.out, "");
}

TEST(a_broken_configuration_is_named_with_its_line)
{
	size_t i;

	write_file("echoapp.conf", "# mine\nstrict = perhaps\n");
	for (i = 0; i < ROWS(commands); i++) {
		const char *arguments[] = { "--conf", "echoapp.conf",
					    commands[i], NULL };
		struct outcome r = ctl_run_bare(arguments);
		bool is_status = strcmp(commands[i], "status") == 0;
		bool tells = is_status || strcmp(commands[i], "check") == 0 ||
			     strcmp(commands[i], "doctor") == 0;

		/* These need no state. */
		if (strcmp(commands[i], "play") == 0 ||
		    strcmp(commands[i], "help") == 0)
			continue;
		ck_assert_int_eq(r.code, is_status ? 1 : 2);
		ck_assert_ptr_nonnull(
		    strstr(tells ? r.out : r.err, "/echoapp.conf:2: "));
	}
}

TEST(output_to_a_full_disk_fails)
{
	pid_t pid;

	state_put_call(state_now() - HOUR_US, "abcd", "10001", "10002");
	pid = ctl_start("/dev/full", "calls", NULL);
	ck_assert_int_eq(ctl_stop(pid, 0), 2);
}
