/* echoapp-deliver goes on in days that erase, purge and compress wrote anew. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const struct fake_response accepting[] = { { .status = 204, .body = "" },
						  { 0 } };

static size_t
sent(const char *text)
{
	return count_of(fake_server_requests(), text);
}

static void
deliver_hooks(void)
{
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver call to a\n"
			    "deliver cdr to a\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"call\""), 4);
}

/* One more call comes, and nothing that came before. */
static void
check_next(void)
{
	const size_t calls = sent("\"type\":\"call\"");

	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "later", "1", "2");
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"callId\":\"later\""), 1);
	ck_assert_uint_eq(sent("\"callid\":\"later\""), 1);
	ck_assert_uint_eq(sent("\"type\":\"call\""), calls + 1);
}

TEST(after_erase_only_new_hooks_come)
{
	deliver_hooks();
	ck_assert_int_eq(
	    ctl_run("erase", "--yes", "--user", "10004", NULL).code, 0);
	check_next();
}

TEST(after_purge_only_new_hooks_come)
{
	deliver_hooks();
	ck_assert_int_eq(
	    ctl_run("purge", "--yes", "--before", "yesterday", NULL).code, 0);
	check_next();
}

TEST(after_compress_only_new_hooks_come)
{
	deliver_hooks();
	ck_assert_int_eq(ctl_run("compress", NULL).code, 0);
	check_next();
}

TEST(after_reindex_only_new_records_come)
{
	deliver_hooks();
	ck_assert_int_eq(ctl_run("reindex", NULL).code, 0);
	check_next();
}

TEST(what_waited_in_a_compressed_day_is_delivered)
{
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver call to a\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(ctl_run("compress", NULL).code, 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"call\""), 4);
}

TEST(lines_that_are_no_hooks_are_passed_over)
{
	static const char *const lines[] = {
		"{\"x\"",
		"{\"time\":1,\"hook\":\"call\"}",
		"{\"time\":\"2026-11-23T10:48:07Z\",\"hook\":1}",
		"{\"time\":\"2026-11-23T10:48:07Z\",\"hook\":\"call\"}",
		("{\"time\":\"2026-11-23T10:48:07Z\",\"hook\":\"call\","
		 "\"body\":[]}"),
	};
	size_t i;

	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver call to a if callee is 10002\n",
			    fake_server_start(accepting));
	state_put_calls();
	for (i = 0; i < ROWS(lines); i++)
		history_append("state", state_day_file(state_now()), lines[i],
			       strlen(lines[i]));
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"call\""), 1);
}
