/* Tables at a terminal: width, colour, units, --watch. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report/text_width.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

/* A caller with letters of one, two and no columns, and an escape sequence. */
static void
put_wide_call(void)
{
	state_put(state_now() - HOUR_US, "call", 200, "s",
		  "\"callId\":\"0123456789abcdef0123456789abcdef\","
		  "\"caller\":\"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad"
		  "\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 e\xcc\x81"
		  "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\","
		  "\"callee\":\"\\u001b[31m-red-and-long-and-longer\"");
}

static void
check_fits(char *table, size_t columns)
{
	char *line;
	size_t lines = 0;

	while ((line = strsep(&table, "\r\n"))) {
		lines += line[0] != '\0';
		ck_assert_msg(text_width(line, strlen(line)) <= columns,
			      "%zu columns: %s", text_width(line, strlen(line)),
			      line);
	}
	ck_assert_uint_eq(lines, 2);
}

static const char *const widths[] = { "1",  "20",  "40",  "79",
				      "80", "100", "120", "200" };

TEST_LOOP(a_table_fits_the_terminal, ROWS(widths))
{
	char *table;

	setenv("NO_COLOR", "1", 1);
	setenv("COLUMNS", widths[_i], 1);
	put_wide_call();
	table = ctl_run_at_terminal("calls", NULL);
	ck_assert_ptr_null(strchr(table, '\033'));
	/* The time is never cut. */
	if (strtoul(widths[_i], NULL, 10) >= 20)
		check_fits(table, strtoul(widths[_i], NULL, 10));
}

TEST(a_cut_value_is_whole_utf8_with_an_ellipsis)
{
	char *table;

	setenv("NO_COLOR", "1", 1);
	setenv("COLUMNS", "70", 1);
	put_wide_call();
	table = ctl_run_at_terminal("calls", NULL);
	ck_assert_ptr_nonnull(strstr(table, "\xe2\x80\xa6"));
	write_file("table", table);
	ck_assert_str_eq(output_of("iconv -f utf-8 -t utf-8 table >/dev/null &&"
				   " echo whole"),
			 "whole\n");
}

TEST(a_file_gets_whole_values_without_colour)
{
	char *table;

	setenv("COLUMNS", "40", 1);
	setenv("TERM", "xterm", 1);
	put_wide_call();
	table = ctl_output(ctl_run("calls", NULL));
	ck_assert_ptr_nonnull(
	    strstr(table, "0123456789abcdef0123456789abcdef"));
	ck_assert_ptr_null(strchr(table, '\033'));
}

TEST(a_terminal_gets_colour_unless_it_is_refused)
{
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	state_put_calls();
	ck_assert_ptr_nonnull(strstr(ctl_run_at_terminal("calls", NULL),
				     "\033[31mDENIED\033[0m"));
	setenv("NO_COLOR", "", 1);
	ck_assert_ptr_nonnull(
	    strchr(ctl_run_at_terminal("calls", NULL), '\033'));
	setenv("NO_COLOR", "1", 1);
	ck_assert_ptr_null(strchr(ctl_run_at_terminal("calls", NULL), '\033'));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ck_assert_ptr_null(strchr(ctl_run_at_terminal("calls", NULL), '\033'));
}

TEST(a_person_sees_units_and_a_program_numbers)
{
	char *lines;

	state_put_call(state_now() - HOUR_US, "c", "10001", "10002");
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("calls", NULL)), " 1 min 1 s  "));
	lines = ctl_output(ctl_run("calls", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "duration"),
			 "61.000");
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("status", NULL)), " kB\n"));
}

/* Starts it at a terminal, and waits until it has cleared the screen twice. */
static void
watch(const char *command)
{
	int terminal, seen = 0, status;
	char text[65536];
	pid_t pid = ctl_start_at_terminal(&terminal, command, "--watch", NULL);

	while (seen < 2) {
		const ssize_t n = read(terminal, text, sizeof text - 1);
		const char *at = text;

		ck_assert_int_gt(n, 0);
		text[n] = '\0';
		for (; (at = strstr(at, "\033[H\033[2J")); at++)
			seen++;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(terminal);
}

static const char *const watched[] = { "calls", "connections", "streams",
				       "status" };

TEST_LOOP(watch_shows_it_again, ROWS(watched))
{
	state_put_calls();
	watch(watched[_i]);
}

TEST(watch_needs_a_terminal)
{
	struct outcome r;

	state_put_calls();
	r = ctl_run("calls", "--watch", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "--watch is for a terminal"));
	ck_assert_str_eq(r.out, "");
}
