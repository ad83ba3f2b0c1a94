/* Ten thousand sessions from one process over few connections. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/web_server.h"

/* All sessions begin before the first one continues. */
static const char patient[] =
    "{\"steps\":[{\"hook\":\"connect\"},{\"after\":60,\"hook\":"
    "\"ConnectionStatusEvent\",\"body\":{\"status\":\"DISCONNECTED\"}}]}";

/* Runs play with this limit of open files, and more arguments. */
static struct outcome
limited(unsigned files, const char *more)
{
	char command[4096];

	snprintf(command, sizeof command,
		 "(ulimit -n %u; '%s' play ./patient.json --json --timeout 0 "
		 "--url http://127.0.0.1:%d/EchoApp %s) >out 2>err; "
		 "echo $? >code",
		 files, ctl_path(), web_port(), more);
	write_file("patient.json", patient);
	output_of(command);
	return (struct outcome){ atoi(harness_read_file("code", NULL)),
				 harness_read_file("out", NULL),
				 harness_read_file("err", NULL) };
}

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
	.seconds = 300,
};

TEST(ten_thousand_sessions_are_live_at_once)
{
	/* Sixty seconds are ten at this speed. */
	struct json_object *o = json_line_of(
	    ctl_output(limited(128, "--speed 6 --rate 4000 --sessions 10000")),
	    0);

	ck_assert_str_eq(json_text_of(o, "sessions"), "10000");
	ck_assert_str_eq(json_text_of(o, "hooks"), "20000");
	ck_assert_str_eq(json_text_of(o, "errors"), "0");
	ck_assert_int_ge(atoi(json_text_of(o, "atOnce")), 5000);
}

TEST(a_low_limit_of_open_files_is_reported_with_the_needed_one)
{
	struct outcome r = limited(64, "--speed 0 --rate 100 --sessions 10");

	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(r.out, "");
	ck_assert_ptr_nonnull(
	    strstr(r.err, "ulimit -n is 64, and 124 files are needed; raise "
			  "it, or use --connections 40"));
	ctl_output(limited(64, "--speed 0 --rate 100 --sessions 10 "
			       "--connections 40"));
}
