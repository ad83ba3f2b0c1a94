/* obey - one hook played against a server that has told WCS a rule for it. */

#include "policy_scenario.h"

#include <check.h>
#include <stdio.h>

#include "harness.h"

void
obey_scenario(const char *hook, const char *body)
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
obey_rule(const char *hook, const char *fields)
{
	char *text;

	ck_assert_int_ge(asprintf(&text, "{\"restClientConfig\":{\"%s\":{%s}}}",
				  hook, fields),
			 0);
	return text;
}

struct json_object *
obey_play(const struct scripted *rows)
{
	struct outcome r =
	    tool("play", "./it.json", "--speed", "0", "--json", "--verbose",
		 "--url", scripted_start(rows), NULL);

	ck_assert_msg(r.code == 0, "exit %d: %s%s", r.code, r.out, r.err);
	return json_line(r.out, 1);
}
