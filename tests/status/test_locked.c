/* A process that was stopped has the lock of the index. */

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/sandbox.h"
#include "support/harness.h"
#include "support/holder.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static void
start(void)
{
	state_put_calls();
	ck_assert_int_eq(status_get("/status/calls").status, 200);
	state_put(state_now(), "call", 200, "s", "\"callId\":\"later\"");
}

const struct test_setup test_setup = {
	.before = start,
	.seconds = 120,
};

static struct response
get_soon(const char *uri)
{
	const double start = seconds_now();
	struct response got = status_get("%s", uri);

	ck_assert_msg(seconds_now() - start < HOLDER_PATIENCE, "%s took %f s",
		      uri, seconds_now() - start);
	return got;
}

TEST(lists_have_what_there_is_and_call_records_are_refused)
{
	const pid_t holder = holder_flock("state/index.lock");
	struct response got = get_soon("/status/calls");
	char want[64];

	ck_assert_int_eq(got.status, 200);
	ck_assert_ptr_nonnull(strstr(got.body, "10005"));
	ck_assert_ptr_null(strstr(got.body, "later"));
	ck_assert_int_eq(get_soon("/status/health").status, 200);
	ck_assert_int_eq(get_soon("/metrics").status, 200);
	got = get_soon("/status/cdr.csv");
	ck_assert_int_eq(got.status, 503);
	snprintf(want, sizeof want, "because process %d (", (int)holder);
	ck_assert_msg(strstr(got.body, want) != NULL, "%s", got.body);
	ck_assert_msg(strstr(got.body, "index.lock") != NULL, "%s", got.body);
	holder_end(holder);
	ck_assert_int_eq(get_soon("/status/cdr.csv").status, 200);
}

static pid_t
lock_gate(void)
{
	return holder_gate("state");
}

static pid_t
lock_index(void)
{
	return holder_database("state/index.db");
}

/*
 * A program in its sandbox cannot look into other processes, and the kernel
 * tells all of them only who holds the other kinds of locks.
 */
static const struct {
	pid_t (*take)(void);
	const char *settings;
	bool is_named;
} locks[] = {
	{ lock_gate, "sandbox = no\n", true },
	{ lock_gate, "", false },
	{ lock_index, "", true },
};

TEST_LOOP(an_index_that_cannot_be_opened_is_said_soon, ROWS(locks))
{
	const pid_t holder = locks[_i].take();
	struct response got;
	char want[64];

	write_file("echoapp.conf", locks[_i].settings);
	if (locks[_i].is_named || !(sandbox_possible() & SANDBOX_FILES) ||
	    harness_is_sanitized(path_from("TEST_STATUS", "fcgi/status.fcgi")))
		snprintf(want, sizeof want, "process %d (", (int)holder);
	else
		snprintf(want, sizeof want, "another process holds the lock");
	got = get_soon("/status/calls");
	ck_assert_int_eq(got.status, 503);
	ck_assert_msg(strstr(got.body, want) != NULL, "%s", got.body);
	got = get_soon("/status/health");
	ck_assert_int_eq(got.status, 200);
	ck_assert_msg(strstr(got.body, want) != NULL, "%s", got.body);
	holder_end(holder);
	ck_assert_ptr_nonnull(strstr(get_soon("/status/calls").body, "later"));
}
