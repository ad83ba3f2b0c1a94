/* Control characters from the network never reach a terminal. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

/* In JSON: ESC, CSI (C1), a mark that changes the direction, BEL. */
#define EVIL "\\u001b]0;x\\u0007\\u009b2J\\u202egnp.exe\\r\\nfake"

static const char *const asks[][4] = {
	{ "calls" },
	{ "cdr" },
	{ "connections" },
	{ "messages" },
	{ "streams" },
	{ "hooks" },
	{ "show", "call-" },
	{ "show", "call" EVIL },
	{ "tail", "-n", "99" },
	{ "status" },
	{ "calls", "--json" },
	{ "tail", "--json", "-n", "99" },
	{ "show", "call-", "--json" },
	{ "status", "--json" },
	{ "hooks", "--json" },
};

/* UTF-8 without marks and without control characters but newline. */
static void
is_harmless(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	for (; *at; at++) {
		ck_assert_msg(*at >= 0x20 || *at == '\n', "\\x%02x", *at);
		ck_assert_msg(*at != 0x7f, "DEL");
		if (*at == 0xc2)
			ck_assert_msg(at[1] >= 0xa0, "\\xc2\\x%02x", at[1]);
		ck_assert_msg(*at != 0xe2 || at[1] != 0x80 || at[2] != 0xae,
			      "it turns the direction");
		ck_assert_msg(*at < 0xf5, "\\x%02x", *at);
	}
}

static void
put_hostile_calls(void)
{
	timestamp t = state_now() - HOUR_US;

	state_put(t, "connect", 200, "s",
		  "\"sipLogin\":\"" EVIL "\",\"sipDomain\":\"" EVIL "\"");
	state_put(t, "call", 200, "s",
		  "\"callId\":\"call-" EVIL "\",\"caller\":\"" EVIL "\","
		  "\"callee\":\"" EVIL "\",\"visibleName\":\"" EVIL "\"");
	state_put(t + 1, "CallStatusEvent", 200, "s",
		  "\"callId\":\"call-" EVIL "\",\"status\":\"" EVIL "\","
		  "\"info\":\"" EVIL "\"");
	/* The same bytes unescaped, where JSON allows that. */
	state_put(
	    t, "call", 200, "s",
	    "\"callId\":\"raw\xc2\x9b\xe2\x80\xae\x7f\",\"caller\":\"\xc2\x9b"
	    "2J\xe2\x80\xae\x7f\"");
	state_put(t + 2, "CallStatusEvent", 403, "s",
		  "\"callId\":\"call-" EVIL "\",\"status\":\"FINISH\"");
	state_put(t, "sendMessage", 200, "s",
		  "\"id\":\"" EVIL "\",\"from\":\"" EVIL "\",\"to\":\"\"");
	state_put(t, "publishStream", 200, "s",
		  "\"mediaSessionId\":\"" EVIL "\",\"name\":\"" EVIL "\"");
	state_put(t, EVIL, 500, EVIL, "\"a\":1");
	history_append("state", state_day_file(t), "\x1b[2J no line \xff\xfe\n",
		       17);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(nothing_reaches_a_terminal_unescaped)
{
	size_t i;

	put_hostile_calls();
	for (i = 0; i < ROWS(asks); i++) {
		struct outcome r = ctl_run(asks[i][0], asks[i][1], asks[i][2],
					   asks[i][3], NULL);

		ck_assert_msg(r.code >= 0 && r.code <= 1, "%s: %d %s",
			      asks[i][0], r.code, r.err);
		is_harmless(r.out);
		is_harmless(r.err);
	}
}

TEST(nothing_reaches_a_terminal_unescaped_in_csv)
{
	char *seen, *from, *to;

	put_hostile_calls();
	state_put_call(state_now() - HOUR_US, "over", EVIL, "b");
	seen = ctl_run_at_terminal("cdr", "--csv", NULL);
	/* The \r of line ends are echoappctl's own. */
	for (from = to = seen; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	is_harmless(seen);
	ck_assert_ptr_nonnull(strstr(seen, "\\x1b]0;x"));
	/* Output to a file has the bytes as they were sent. */
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("cdr", "--csv", NULL)), "\"\x1b]0;x\a"));
}

TEST(output_to_a_program_is_not_escaped)
{
	char *lines;

	put_hostile_calls();
	lines = ctl_output(ctl_run("calls", "--json", "--limit", "9", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "src"),
			 "\xc2\x9b"
			 "2J\xe2\x80\xae\x7f");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "src"),
			 "\x1b]0;x\a\xc2\x9b"
			 "2J\xe2\x80\xaegnp.exe\r\nfake");
}

TEST(letters_of_any_language_are_shown)
{
	state_put(
	    state_now() - HOUR_US, "call", 200, "s",
	    "\"callId\":\"c\",\"caller\":\"J\xc3\xbcrgen\xe2\x80\x99s\","
	    "\"callee\":\"\xe4\xb8\xad\xe6\x96\x87 \xe2\x80\x93 \xf0\x9f\x98"
	    "\x80\"");
	ck_assert_ptr_nonnull(strstr(ctl_output(ctl_run("calls", NULL)),
				     "J\xc3\xbcrgen\xe2\x80\x99s"));
	ck_assert_ptr_nonnull(strstr(ctl_output(ctl_run("tail", NULL)),
				     "\xe4\xb8\xad\xe6\x96\x87 \xe2\x80\x93 "
				     "\xf0\x9f\x98\x80"));
}

TEST(names_of_ten_thousand_letters_do_not_fill_the_screen)
{
	char name[10001];
	const char *lines;

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	state_put(state_now() - HOUR_US, "call", 200, "s",
		  "\"callId\":\"%s\",\"caller\":\"%s\",\"callee\":\"b\"", name,
		  name);
	ck_assert_uint_lt(strlen(ctl_output(ctl_run("calls", NULL))), 1000);
	lines = ctl_output(ctl_run("calls", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "src"), name);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "callid"), name);
	lines = ctl_output(ctl_run("show", "xxxx", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "callid"), name);
	lines = ctl_output(ctl_run("tail", "-n", "1", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
	json_line_of(lines, 0);
}

TEST(arguments_are_not_part_of_an_sql_query)
{
	state_put_call(state_now() - HOUR_US, "abcd", "10001", "10002");
	ck_assert_uint_eq(count_lines(ctl_output(
			      ctl_run("calls", "--user", "' OR 1 --", NULL))),
			  1);
	ck_assert_int_eq(ctl_run("show", "a%cd", NULL).code, 1);
	ck_assert_int_eq(ctl_run("show", "a_cd", NULL).code, 1);
	ck_assert_int_eq(ctl_run("show", "ab'd\xff\n", NULL).code, 1);
}
