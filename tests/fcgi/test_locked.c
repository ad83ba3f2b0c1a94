/* A process that was stopped has the journal's lock: hooks wait in memory. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/holder.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

/* Until something happens that takes a second or two; seconds. */
#define LONG_ENOUGH 30.0

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

static pid_t
lock_journal(void)
{
	ck_assert_int_eq(web_post("/EchoApp/echo", "{}").status, 200);
	return holder_flock(journal_path(web_state_dir()));
}

/* Eight hooks at once for one program. */
static void
post(struct load_client *l)
{
	*l = (struct load_client){
		.clients = 8,
		.hooks = 1,
		.only = "/EchoApp/call",
	};
	load_client_run(l);
	ck_assert_msg(l->answered == 8, "%u: %s", l->answered, l->trouble);
}

static void
wait_until_recorded(void)
{
	const double end = seconds_now() + LONG_ENOUGH;

	while (load_recorded().lines < 8) {
		ck_assert_msg(seconds_now() < end, "%s", web_log());
		usleep(20000);
	}
	ck_assert_uint_eq(load_recorded().missing, 0);
	ck_assert_uint_eq(load_recorded().doubled, 0);
	ck_assert_ptr_null(strstr(web_journal(), "\"lost\""));
}

TEST(hooks_that_come_at_once_wait_together_and_are_recorded_when_idle)
{
	const pid_t holder = lock_journal();
	const double start = seconds_now();
	char want[64];
	struct load_client l;

	post(&l);
	/* One after the other, they would take 16 s. */
	ck_assert_msg(seconds_now() - start < 2 * HOLDER_PATIENCE, "%f",
		      seconds_now() - start);
	ck_assert_uint_eq(load_recorded().lines, 0);
	snprintf(want, sizeof want, "process %d (", (int)holder);
	ck_assert_ptr_nonnull(strstr(web_log(), want));
	holder_end(holder);
	wait_until_recorded();
}

static const int signals[] = { SIGTERM, SIGHUP };

/* The program waits a second for the lock, too. */
TEST_LOOP(a_program_that_ends_or_is_replaced_writes_what_waits, ROWS(signals))
{
	const pid_t holder = lock_journal();
	struct load_client l;

	post(&l);
	kill(process_of("call.fcgi"), signals[_i]);
	usleep(100000);
	ck_assert_uint_eq(load_recorded().lines, 0);
	holder_end(holder);
	wait_until_recorded();
}

static struct response
health(void)
{
	struct client *c = client_new();
	struct response got =
	    client_send(c, "GET", "/status/health", NULL, NULL, 0);

	client_free(c);
	return got;
}

/* The second time, no fold has ended since the state was made. */
TEST_LOOP(health_tells_of_a_process_that_does_not_let_go, 2)
{
	const double end = seconds_now() + 2 * LONG_ENOUGH;
	struct response got = { 0 };
	char path[512], want[64];
	pid_t holder;

	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	snprintf(path, sizeof path, "%s/index.lock", web_state_dir());
	holder = holder_flock(path);
	if (_i == 1)
		ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	snprintf(want, sizeof want, "counts are old: process %d (",
		 (int)holder);
	do {
		ck_assert_msg(seconds_now() < end, "%s", got.body);
		usleep(200000);
		got = health();
		ck_assert_int_eq(got.status, 200);
	} while (!strstr(got.body, want));
	holder_end(holder);
	do {
		ck_assert_msg(seconds_now() < end, "%s", got.body);
		usleep(200000);
		got = health();
	} while (strstr(got.body, want));
}
