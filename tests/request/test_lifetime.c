/* lifetime: what lasts longer than a rule allows is marked, and goes on. */

#include <stdio.h>
#include <string.h>

#include "base/sql.h"
#include "index/index.h"
#include "report/entity_columns.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"
#include "support/state_fixture.h"

const struct test_setup test_setup = {
	.after = hook_end,
};

static const char *
journal(void)
{
	return output_of("cat state/journal/*");
}

static int64_t
count_over(const char *kind)
{
	struct error error;
	struct index *ix;
	char query[300];
	int64_t n;

	history_fold();
	ix = index_open("state", &error);
	ck_assert_ptr_nonnull(ix);
	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s WHERE " ENTITY_OVER_SQL, kind);
	n = sql_number(index_sql(ix), query);
	index_close(ix);
	return n;
}

TEST(the_shortest_time_that_holds_is_recorded)
{
	hook_start("limit call lasting 2 hours\n"
		   "limit call lasting 90 minutes if caller is alice\n"
		   "limit call lasting 1 day if caller is alice\n"
		   "limit CallStatusEvent lasting 1 second\n",
		   "");
	hook_check_status(200, "call", "s",
			  "\"callId\":\"a\",\"caller\":"
			  "\"alice\"");
	ck_assert_ptr_nonnull(strstr(journal(), ",\"lasting\":5400,"));
	hook_check_status(200, "call", "s",
			  "\"callId\":\"b\",\"caller\":"
			  "\"bob\"");
	ck_assert_ptr_nonnull(strstr(journal(), ",\"lasting\":7200,"));
	hook_check_status(200, "CallStatusEvent", "s",
			  "\"callId\":\"b\",\"status\":\"ESTABLISHED\"");
	ck_assert_ptr_null(strstr(journal(), "\"lasting\":1,"));
}

/* A line of a call that may last an hour, of so many minutes ago. */
static void
put_call(const char *id, int minutes)
{
	char time[TIMESTAMP_SIZE], line[300];
	timestamp then = state_now() - minutes * 60 * SECOND_US;

	timestamp_format(time, sizeof time, then);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":200,\"us\":9,"
		 "\"nodeId\":\"n@1\",\"sessionId\":\"s\",\"lasting\":3600,"
		 "\"body\":{\"callId\":\"%s\"}}\n",
		 time, id);
	history_append("state", state_day_file(then), line, strlen(line));
	state_put(then + SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"%s\",\"status\":\"ESTABLISHED\"", id);
}

TEST(a_live_call_is_over_its_time_until_it_ends)
{
	hook_start(NULL, "");
	put_call("short", 30);
	ck_assert_int_eq(count_over("call"), 0);
	put_call("long", 61);
	ck_assert_int_eq(count_over("call"), 1);
	state_put(state_now(), "CallStatusEvent", 200, "s",
		  "\"callId\":\"long\",\"status\":\"FINISH\"");
	ck_assert_int_eq(count_over("call"), 0);
	ck_assert_int_eq(count_over("connection"), 0);
}
