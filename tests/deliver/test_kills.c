/* echoapp-deliver: whenever it is killed, no message is missing. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const struct fake_response accepting[] = { { .status = 204, .body = "" },
						  { 0 } };

const struct test_setup test_setup = { .seconds = 600 };

static int
kills(void)
{
	return getenv("KILLS") ? atoi(getenv("KILLS")) : 20;
}

/* Adds calls while it is killed again and again; returns how many. */
static int
kill_often(uint64_t random)
{
	int i, j, calls = 0;
	char id[32];
	pid_t pid;

	for (i = 0; i < kills(); i++) {
		pid = deliverer_start();
		for (j = 0; j < 5; j++) {
			snprintf(id, sizeof id, "c%d.", calls++);
			state_put_call(state_now() - 100 * TIMESTAMP_SECOND, id,
				       "1", "2");
		}
		usleep((useconds_t)(next_random(&random) % 200000));
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	}
	sleep(1);
	ck_assert_int_eq(deliverer_run_once(), 0);
	return calls;
}

/* The ids with that beginning that are in the text, without doubles. */
static int
count_ids(const char *text, const char *begin)
{
	char command[256];

	write_file("requests", text);
	snprintf(command, sizeof command,
		 "grep -o '\"id\":\"%s[0-9a-f.]*' requests | sort -u | wc -l",
		 begin);
	return atoi(output_of(command));
}

TEST(a_receiver_over_http_misses_nothing_and_can_tell_doubles)
{
	const char *requests;
	int calls;

	deliverer_configure("destination a http %s/ secret secret batch 7 "
			    "from beginning\n"
			    "deliver cdr to a\n"
			    "deliver call to a\n",
			    fake_server_start(accepting));
	calls = kill_often(1);
	requests = fake_server_requests();
	ck_assert_int_eq(count_ids(requests, "cdr_"), calls);
	ck_assert_int_eq(count_ids(requests, "hook_"), calls);
}

TEST(a_file_misses_nothing_and_has_nothing_twice)
{
	int calls;

	deliverer_configure("destination f csv f.csv columns callid "
			    "from beginning\n"
			    "deliver cdr to f\n");
	calls = kill_often(2);
	ck_assert_int_eq((int)count_lines(harness_read_file("f.csv", NULL)),
			 calls + 1);
	ck_assert_int_eq(atoi(output_of("sort -u f.csv | wc -l")), calls + 1);
}
