/* Scenario files: their members and their errors. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/json_lines.h"

#define STEPS(steps) "{\n\"steps\": [\n" steps "\n]\n}\n"

const struct test_setup test_setup = {
	.seconds = 60,
};

/* echoappctl without echoappctl-http beside it. */
static int
run_alone(const char *arguments, char *said, size_t size)
{
	char command[1024];

	snprintf(command, sizeof command,
		 "cp %s alone && ./alone --conf /dev/null --state . %s 2>&1",
		 ctl_path(), arguments);
	return run_shell(command, said, size);
}

TEST(what_sends_no_hook_needs_no_http_client)
{
	char said[16384];

	write_file("one.json",
		   "{\"steps\":[{\"hook\":\"call\",\"body\":{\"a\":1}}]}");
	ck_assert_int_eq(run_alone("play --list", said, sizeof said), 0);
	ck_assert_msg(run_alone("play ./one.json --set a=--list --cur --url "
				"https://127.0.0.1:1/x",
				said, sizeof said) == 2,
		      "%s", said);
	ck_assert_ptr_nonnull(strstr(said, "no variable \"a\""));
	ck_assert_msg(run_alone("play ./one.json --cur --url "
				"https://127.0.0.1:1/x",
				said, sizeof said) == 0,
		      "%s", said);
	ck_assert_ptr_nonnull(strstr(said, "'https://127.0.0.1:1/x/call'"));
	ck_assert_int_eq(run_alone("play ./one.json --curl --url ftp://x", said,
				   sizeof said),
			 2);
	ck_assert_ptr_nonnull(strstr(said, "is not a URL"));
	ck_assert_int_eq(
	    run_alone("play ./one.json --set a=--list", said, sizeof said), 2);
	ck_assert_ptr_nonnull(strstr(said, "echoappctl-http"));
}

TEST(an_error_is_named_with_line_position_and_accepted_values)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{ "", "bad.json:1: not a JSON object" },
		{ "{\n\"steps\":[}", "bad.json:2: not a JSON object" },
		{ "{}", "bad.json:1: the \"steps\" are missing" },
		{ "{\n\"step\":[]}", "bad.json:2: \"step\" is not known here; "
				     "accepted: about, vars, objects, steps" },
		{ "{\"steps\":{}}", "steps: an object is not accepted here" },
		{ STEPS("1"), "bad.json:3: steps[0]: a step is an object" },
		{ STEPS("{}"), "steps[0]: the \"hook\" is missing" },
		{ STEPS("{\"hook\":\"call\"},\n{\"hok\":\"call\"}"),
		  "bad.json:4: steps[1]: \"hok\" is not known here; accepted: "
		  "hook, type" },
		{ STEPS("{\"hook\":\"cal\"}"), "there is no hook \"cal\"" },
		{ STEPS("{\"hook\":\"a/b\"}"),
		  "letters, digits, _ and - only" },
		{ STEPS("{\"hook\":\"x\",\"type\":\"y\"}"),
		  "steps[0].type: a type is connect, direct" },
		{ STEPS("{\"hook\":\"call\",\"after\":-1}"),
		  "steps[0].after: a number from 0" },
		{ STEPS("{\"hook\":\"call\",\"after\":\"1\"}"),
		  "steps[0].after: a string is not accepted here" },
		{ STEPS("{\"hook\":\"call\",\"of\":\"call\"}"),
		  "steps[0].of: there is no object \"call\"" },
		{ STEPS("{\"hook\":\"call\",\"then\":[{\"hook\":\"hold\"},"
			"\n{\"hook\":\"x\"}]}"),
		  "bad.json:4: steps[0].then[1]: there is no hook \"x\"" },
		{ STEPS("{\"hook\":\"call\",\"expect\":\"ok\"}"),
		  "steps[0].expect: an outcome is \"goes on\", \"stops\" or "
		  "\"any\"" },
		{ STEPS("{\"hook\":\"call\",\"expect\":{\"outcom\":1}}"),
		  "steps[0].expect: \"outcom\" is not known here; accepted: "
		  "outcome, status, browser, uses" },
		{ STEPS("{\"hook\":\"call\",\n\"body\":{\"a\":\"${b}\"}}"),
		  "steps[0].body.a: there is no variable \"b\"" },
		{ STEPS("{\"hook\":\"call\",\"body\":{\"a\":\"${b.c}\"}}"),
		  "steps[0].body.a: there is no object \"b\"" },
		{ STEPS("{\"hook\":\"call\",\"body\":{\"a\":\"${b\"}}"),
		  "steps[0].body.a: a variable is ${name}" },
		{ STEPS("{\"hook\":\"call\",\"session\":\"old\"}"),
		  "steps[0].session: \"new\" is the only value" },
		{ "{\"objects\":{\"a\":1},\"steps\":[{\"hook\":\"call\"}]}",
		  "objects.a: an object is a JSON object" },
		{ "{\"vars\":{\"a\":\"${b}\",\"b\":1},\"steps\":[]}",
		  "vars.a: \"b\" has to come before" },
		{ "{\"vars\":{\"a\":\"${a}\"},\"steps\":[]}",
		  "vars.a: \"a\" has to come before" },
		{ STEPS("{\"hook\":\"call\",\"as\":\"a b\"}"),
		  "steps[0].as: a hook's name has letters" },
		{ STEPS("{\"hook\":\"call\",\"as\":\"\"}"),
		  "steps[0].as: a hook's name has letters" },
		{ "{\"vars\":{\"\x1b\":\"${\"},\"steps\":[]}", "bad.json:1" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		struct outcome r;

		write_file("bad.json", wrong[i].text);
		r = ctl_run("play", "./bad.json", NULL);
		ck_assert_int_eq(r.code, 2);
		ck_assert_msg(strstr(r.err, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says, r.err);
		ck_assert_uint_eq(count_lines(r.err), 1);
		ck_assert_ptr_null(strchr(r.err, '\x1b'));
		ck_assert_str_eq(r.out, "");
	}
}

TEST(wrong_combinations_of_options_are_reported)
{
	static const struct {
		const char *arguments[6];
		const char *says;
	} wrong[] = {
		{ { "call", "--sign", "k", "--user", "u" }, "Authorization" },
		{ { "call", "--password", "p" }, "goes with --user" },
		{ { "call", "--session", "s" }, "goes with --from-journal" },
		{ { "call", "--curl", "--rate", "1" }, "one session" },
		{ { "call", "--curl", "--json" }, "not JSON" },
		{ { "call", "--url", "ftp://x" }, "is not a URL" },
		{ { "call", "--url", "" }, "is not a URL" },
		{ { "call", "--speed", "-1" }, "is not a number" },
		{ { "call", "--speed", "nan" }, "is not a number" },
		{ { "call", "--duplicate", "2" }, "from 0 to 1" },
		{ { "call", "--spelling", "snake" }, "is no spelling" },
		{ { "call", "--set", "=1" }, "is not NAME=VALUE" },
		{ { "call", "--set", "caler=1" },
		  "no variable \"caler\"; it has caller, " },
		{ { "call", "--seed", "x" }, "is not a number" },
		{ { "call", "--sign", "none" }, "read none: No such file" },
		{ { "call", "more" }, "unexpected argument \"more\"" },
		{ { "nowhere" }, "there is no scenario \"nowhere\"" },
		{ { "../x" }, "../x: No such file" },
		{ { "--from-journal", "soon" }, "\"soon\" is no day" },
		{ { NULL }, "the scenario is missing" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		const char *const *a = wrong[i].arguments;
		struct outcome r =
		    ctl_run("play", a[0], a[1], a[2], a[3], a[4], NULL);

		ck_assert_msg(r.code == 2, "%s: %d", wrong[i].says, r.code);
		ck_assert_msg(strstr(r.err, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says, r.err);
	}
}

static const char variables[] =
    "{\"vars\":{\"number\":7,\"name\":\"a\\\"b\",\"both\":\"${name}-"
    "${number}\",\"list\":[1,\"${name}\"]},"
    "\"objects\":{\"call\":{\"callId\":\"${uuid}\"}},"
    "\"steps\":[{\"hook\":\"call\",\"of\":\"call\",\"body\":{"
    "\"whole\":\"${number}\",\"inside\":\"<${number}>\",\"both\":\"${both}\","
    "\"list\":\"${list}\",\"deep\":[{\"x\":\"${name}\"}],\"not\":\"$${name}\","
    "\"price\":\"5$\",\"n\":\"${n}\"},\"then\":[{\"hook\":\"hangup\","
    "\"body\":{\"callId\":\"${call.callId}\",\"in\":\"${call.callId}!\"}}]}]}";

TEST(variables_are_expanded)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	struct json_object *o, *p;
	const char *heard;
	char id[128];

	write_file("v.json", variables);
	ctl_output(ctl_run("play", "./v.json", "--url", url, NULL));
	heard = fake_server_requests();
	ck_assert_msg(
	    strstr(heard,
		   "\"whole\":7,\"inside\":\"<7>\",\"both\":\"a\\\"b-7\","
		   "\"list\":[1,\"a\\\"b\"],\"deep\":[{\"x\":\"a\\\"b\"}],"
		   "\"not\":\"${name}\",\"price\":\"5$\",\"n\":\"1\"}") != NULL,
	    "%s", heard);
	o = json_tokener_parse(strchr(heard, '{'));
	p = json_tokener_parse(strrchr(heard, '{'));
	ck_assert_str_eq(json_text_of(o, "callId"), json_text_of(p, "callId"));
	snprintf(id, sizeof id, "%s!", json_text_of(o, "callId"));
	ck_assert_str_eq(json_text_of(p, "in"), id);
	ck_assert_uint_eq(strlen(id), 37);
}

TEST(a_variable_can_be_set_by_an_option)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });

	write_file("v.json", variables);
	ctl_output(ctl_run("play", "./v.json", "--url", url, "--set",
			   "name=x\"y", NULL));
	ck_assert_ptr_nonnull(
	    strstr(fake_server_requests(), "\"both\":\"x\\\"y-7\""));
}

/* Plays one call that gets this response; returns the result of play. */
static struct outcome
expecting(const char *expect, int status, const char *config)
{
	struct fake_response rows[] = {
		{ .hook = "connect", .body = config },
		{ .hook = "call",
		  .status = status,
		  .body = "{\"callee\":\"10003\"}" },
		{ 0 },
	};
	char *text;

	ck_assert_int_ge(
	    asprintf(&text,
		     "{\"steps\":[{\"hook\":\"connect\",\"then\":[{\"hook\":"
		     "\"call\",\"body\":{\"callee\":\"10002\"}%s}]}]}",
		     expect),
	    0);
	write_file("e.json", text);
	return ctl_run("play", "./e.json", "--url", fake_server_start(rows),
		       NULL);
}

#define EXPECT(e) ",\"expect\":" e

static const char fails[] =
    "{\"restClientConfig\":{\"call\":{\"restOnError\":\"FAIL\"}}}";
static const char takes[] =
    "{\"restClientConfig\":{\"call\":{\"restPolicy\":\"OVERWRITE\","
    "\"restOverwrite\":\"callee\"}}}";

TEST(a_flow_passes_only_as_its_scenario_expects)
{
	static const struct {
		const char *expect;
		int status;
		const char *config;
		int code;
	} cases[] = {
		{ "", 200, "{}", 0 },
		{ "", 403, "{}", 1 },
		{ EXPECT("\"goes on\""), 403, "{}", 0 },
		{ EXPECT("\"goes on\""), 403, fails, 1 },
		{ EXPECT("\"stops\""), 403, fails, 0 },
		{ EXPECT("\"stops\""), 403, "{}", 1 },
		{ EXPECT("\"stops\""), 200, fails, 1 },
		{ EXPECT("\"any\""), 403, fails, 0 },
		{ EXPECT("\"any\""), 200, fails, 0 },
		{ EXPECT("{\"status\":403}"), 403, "{}", 0 },
		{ EXPECT("{\"status\":403}"), 200, "{}", 1 },
		{ EXPECT("{\"uses\":{\"callee\":\"10003\"}}"), 200, takes, 0 },
		{ EXPECT("{\"uses\":{\"callee\":\"10003\"}}"), 200, "{}", 1 },
		{ EXPECT("{\"uses\":{\"callee\":\"10002\"}}"), 200, takes, 1 },
		{ EXPECT("{\"outcome\":\"stops\",\"browser\":{\"status\":"
			 "\"FAILED\"}}"),
		  403, fails, 0 },
		{ EXPECT("{\"outcome\":\"stops\",\"browser\":{\"status\":"
			 "\"BUSY\"}}"),
		  403, fails, 1 },
		{ EXPECT("{\"browser\":{}}"), 200, "{}", 1 },
	};
	size_t i;

	for (i = 0; i < ROWS(cases); i++) {
		struct outcome r = expecting(cases[i].expect, cases[i].status,
					     cases[i].config);

		ck_assert_msg(r.code == cases[i].code, "case %zu: %d\n%s%s", i,
			      r.code, r.out, r.err);
		ck_assert_uint_eq(count_of(r.out, "NOT AS EXPECTED") > 0,
				  (size_t)cases[i].code);
	}
}

TEST(a_403_without_effect_is_reported)
{
	struct outcome r = expecting("", 403, "{}");

	ck_assert_ptr_nonnull(
	    strstr(r.out, "goes on; status 403 is only logged, because "
			  "restOnError is LOG"));
}

/* The text of the manual between two of its lines. */
static char *
example(void)
{
	char *text =
	    harness_read_file(source_path("man/echoapp-scenario.5"), NULL);
	char *from = strstr(text, ".Bd -literal\n"), *end;

	ck_assert_ptr_nonnull(from);
	from += strlen(".Bd -literal\n");
	end = strstr(from, ".Ed\n");
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	return from;
}

TEST(the_example_of_the_manual_is_a_valid_scenario)
{
	const struct fake_response rows[] = {
		{ .hook = "connect", .body = fails },
		{ .hook = "call", .status = 403 },
		{ 0 },
	};
	struct outcome r;

	write_file("example.json", example());
	ctl_output(ctl_run("play", "./example.json", "--speed", "0", "--url",
			   fake_server_start(rows), NULL));
	ck_assert_str_eq(fake_server_hooks(), "connect call");
	r = ctl_run("play", "./example.json", "--speed", "0", "--url",
		    fake_server_start(rows + 2), NULL);
	ck_assert_int_eq(r.code, 1);
}

TEST(every_key_is_in_the_manual)
{
	static const char *const keys[] = {
		"about",  "vars",  "objects", "steps",	"hook",	      "type",
		"as",	  "after", "of",      "body",	"connection", "session",
		"expect", "then",  "outcome", "status", "browser",    "uses",
	};
	const char *text =
	    harness_read_file(source_path("man/echoapp-scenario.5"), NULL);
	size_t i;

	for (i = 0; i < ROWS(keys); i++) {
		char line[64];

		snprintf(line, sizeof line, "\n.It Li %s\n", keys[i]);
		ck_assert_msg(strstr(text, line) != NULL, "%s", keys[i]);
	}
}
