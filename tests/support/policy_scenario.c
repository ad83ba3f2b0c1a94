/*
 * policy_scenario - plays one hook against a server whose connect gave WCS a
 * policy for it.
 */

#include "policy_scenario.h"

#include <check.h>
#include <stdio.h>

#include "ctl_runner.h"
#include "harness.h"
#include "json_lines.h"

void
policy_scenario_write(const char *hook, const char *body)
{
	char *text;

	ck_assert_int_ge(
	    asprintf(&text,
		     "{\"objects\":{\"it\":%s},\"steps\":[{\"hook\":"
		     "\"connect\",\"expect\":\"any\",\"then\":[{\"hook\":"
		     "\"%s\",\"of\":\"it\",\"expect\":\"any\",\"then\":["
		     "{\"hook\":\"pushLogs\",\"of\":\"it\"}]}]}]}",
		     body, hook),
	    0);
	write_file("it.json", text);
}

char *
policy_scenario_rule(const char *hook, const char *fields)
{
	char *text;

	ck_assert_int_ge(asprintf(&text, "{\"restClientConfig\":{\"%s\":{%s}}}",
				  hook, fields),
			 0);
	return text;
}

struct json_object *
policy_scenario_play(const struct fake_response *rows)
{
	struct outcome r =
	    ctl_run("play", "./it.json", "--speed", "0", "--json", "--verbose",
		    "--url", fake_server_start(rows), NULL);

	ck_assert_msg(r.code == 0, "exit %d: %s%s", r.code, r.out, r.err);
	return json_line_of(r.out, 1);
}
