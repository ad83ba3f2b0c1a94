/* Rules behind a real server: several processes share one count. */

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define CALLERS 64 /* in parallel */
#define ROUNDS 100
#define PROGRAMS 4 /* processes that serve call */

#define CONTEXT "\"nodeId\":\"n@1\",\"appKey\":\"a\",\"sessionId\":\"s\""

/* Changed rules apply within 2 s; slow machines need more.  Milliseconds. */
#define PATIENCE 5000

static void
start_with(const char *rules)
{
	char conf[PATH_MAX + 64];

	replace_file("rules.conf", rules, 0644);
	snprintf(conf, sizeof conf, "rules = %s\n", path_here("rules.conf"));
	web_start_with(conf);
}

static long
post_call(struct client *c, const char *id, const char *caller)
{
	char body[256];

	snprintf(body, sizeof body,
		 "{" CONTEXT ",\"callId\":\"%s\",\"caller\":\"%s\","
		 "\"callee\":\"x\"}",
		 id, caller);
	return client_post(c, "/EchoApp/call", body, strlen(body)).status;
}

static long
post_finish(struct client *c, const char *id)
{
	char body[256];

	snprintf(body, sizeof body,
		 "{" CONTEXT ",\"callId\":\"%s\",\"status\":\"FINISH\"}", id);
	return client_post(c, "/EchoApp/callStatusEvent", body, strlen(body))
	    .status;
}

/* All callers at the same time, round by round. */

static pthread_barrier_t barrier;
static atomic_int accepted[ROUNDS], refused[ROUNDS];

static void *
call_in_rounds(void *arg)
{
	const int number = *(int *)arg;
	struct client *c = client_new();
	char id[32], caller[32];
	int status;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		snprintf(id, sizeof id, "%d-%d", round, number);
		snprintf(caller, sizeof caller, "c%d", round);
		pthread_barrier_wait(&barrier);
		status = post_call(c, id, caller);
		if (status == 200)
			atomic_fetch_add(&accepted[round], 1);
		else if (status == 403)
			atomic_fetch_add(&refused[round], 1);
	}
	client_free(c);
	return NULL;
}

const struct test_setup test_setup = {
	.after = web_stop,
};

TEST(of_parallel_calls_exactly_the_limit_passes)
{
	pthread_t threads[CALLERS];
	int numbers[CALLERS], i;
	char *text, place[64];
	pid_t at[PROCESSES_MAX];

	web_multiply_program("call", PROGRAMS);
	start_with("limit call 2 active by caller\n");
	ck_assert_uint_eq(processes("call.fcgi", at, PROCESSES_MAX), PROGRAMS);
	pthread_barrier_init(&barrier, NULL, CALLERS);
	for (i = 0; i < CALLERS; i++) {
		numbers[i] = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
						call_in_rounds, &numbers[i]),
				 0);
	}
	for (i = 0; i < CALLERS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_uint_eq(web_whole_lines(), CALLERS * ROUNDS);
	text = web_journal();
	for (i = 0; i < ROUNDS; i++) {
		ck_assert_msg(accepted[i] == 2 && refused[i] == CALLERS - 2,
			      "round %d: %d passed, %d were refused", i,
			      accepted[i], refused[i]);
		snprintf(place, sizeof place,
			 "\"slots\":[\"call by caller = c%d\"]", i);
		ck_assert_uint_eq(count_of(text, place), 2);
	}
	ck_assert_uint_eq(count_of(text, "\"status\":403"),
			  (CALLERS - 2) * ROUNDS);
	ck_assert_uint_eq(count_of(web_log(), "is not applied"), 0);
}

/* Calls that end, and processes that are killed. */

#define MODERATE 8
#define CALLS 300 /* of each thread */

static atomic_int passed, most, active;
static atomic_bool stop;

static void *
call_and_finish(void *arg)
{
	const int number = *(int *)arg;
	struct client *c = client_new();
	int n, now, seen;
	char id[32];

	for (n = 0; n < CALLS && !atomic_load(&stop); n++) {
		snprintf(id, sizeof id, "%d-%d", number, n);
		if (post_call(c, id, "c") != 200)
			continue;
		atomic_fetch_add(&passed, 1);
		now = atomic_fetch_add(&active, 1) + 1;
		seen = atomic_load(&most);
		while (seen < now &&
		       !atomic_compare_exchange_weak(&most, &seen, now))
			;
		/*
		 * Decremented before FINISH, because FINISH frees the slot for
		 * another thread.
		 */
		atomic_fetch_sub(&active, 1);
		for (now = 0; now < 100 && post_finish(c, id) != 200; now++)
			usleep(100000);
	}
	client_free(c);
	return NULL;
}

static void
run_moderately(void (*meanwhile)(void))
{
	pthread_t threads[MODERATE];
	int numbers[MODERATE], i;

	for (i = 0; i < MODERATE; i++) {
		numbers[i] = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL,
						call_and_finish, &numbers[i]),
				 0);
	}
	if (meanwhile)
		meanwhile();
	for (i = 0; i < MODERATE; i++)
		pthread_join(threads[i], NULL);
}

/* The callId in a line of the journal, or NULL; valid until the next call. */
static const char *
id_in(const char *line)
{
	static char id[32];
	const char *at = strstr(line, "\"callId\":\"");

	if (!at || at > line + strcspn(line, "\n"))
		return NULL;
	at += strlen("\"callId\":\"");
	snprintf(id, sizeof id, "%.*s", (int)strcspn(at, "\""), at);
	return id;
}

/*
 * Replays the lines of the journal: a call passes only while fewer than two are
 * active.  Returns how many are still active, with their ids.
 */
static size_t
check_the_journal(char ids[][32], size_t max)
{
	const char *line = web_journal();
	size_t n = 0, i;

	for (; *line; line += strcspn(line, "\n") + 1) {
		const char *end = line + strcspn(line, "\n");
		const char *placed = strstr(line, "\"slots\":[");
		const char *id = id_in(line);
		const char *finish = strstr(line, "\"FINISH\"");

		if (!id)
			continue;
		for (i = 0; i < n && strcmp(ids[i], id) != 0; i++)
			;
		if (placed && placed < end) {
			ck_assert_uint_lt(n, 2);
			ck_assert_uint_lt(n, max);
			if (i == n)
				snprintf(ids[n++], sizeof ids[0], "%s", id);
		} else if (finish && finish < end && i < n) {
			memcpy(ids[i], ids[n - 1], sizeof ids[0]);
			n--;
		}
	}
	return n;
}

TEST(while_calls_end_no_more_than_the_limit_are_active)
{
	char ids[4][32];

	web_multiply_program("call", PROGRAMS);
	start_with("limit call 2 active by caller\n");
	run_moderately(NULL);
	ck_assert_int_gt(passed, 10);
	ck_assert_int_le(most, 2);
	ck_assert_uint_eq(check_the_journal(ids, 4), 0);
	ck_assert_uint_eq(count_of(web_journal(), "\"slots\":["),
			  (size_t)passed);
	ck_assert_uint_eq(count_of(web_log(), "is not applied"), 0);
}

static void
kill_programs(void)
{
	pid_t at[PROCESSES_MAX];
	uint64_t random = 7;
	int i;

	for (i = 0; i < 60; i++) {
		size_t n = processes("call.fcgi", at, PROCESSES_MAX);

		if (n)
			kill(at[next_random(&random) % n], SIGKILL);
		usleep(50000);
	}
	atomic_store(&stop, true);
}

TEST(programs_killed_while_they_decide_leave_a_correct_count)
{
	struct client *c = client_new();
	char ids[4][32], id[32];
	int i, good = 0, tries;
	size_t left;
	int status;

	web_multiply_program("call", PROGRAMS);
	start_with("limit call 2 active by caller\n");
	run_moderately(kill_programs);
	ck_assert_int_le(most, 2);
	/* A killed program may have recorded a hook that it did not answer. */
	left = check_the_journal(ids, 4);
	while (left > 0)
		ck_assert_int_eq(post_finish(c, ids[--left]), 200);
	for (i = 0; i < 6; i++) {
		snprintf(id, sizeof id, "after-%d", i);
		for (tries = 0; tries < 100; tries++) {
			status = post_call(c, id, "c");
			if (status == 200 || status == 403)
				break;
			usleep(100000);
		}
		good += status == 200;
	}
	ck_assert_int_eq(good, 2);
	ck_assert_uint_eq(check_the_journal(ids, 4), 2);
	client_free(c);
}

/* Posts until the response has that status; fails after PATIENCE. */
static void
becomes(const char *path, const char *body, int status)
{
	struct response g;
	int waited;

	for (waited = 0; waited < PATIENCE; waited += 50) {
		g = web_post(path, body);
		if (g.status == status)
			return;
		usleep(50000);
	}
	ck_abort_msg("%d %s", g.status, g.body);
}

TEST(changed_rules_apply_soon_and_broken_rules_do_not)
{
	static const char body[] = "{" CONTEXT ",\"callId\":\"1\",\"n\":1.50}";
	struct response g;

	start_with("# none\n");
	g = web_post("/EchoApp/call", body);
	ck_assert_int_eq(g.status, 200);
	ck_assert_str_eq(g.body, body);
	replace_file("rules.conf", "deny call reason \"not now\"\n", 0644);
	becomes("/EchoApp/call", body, 403);
	g = web_post("/EchoApp/call", body);
	ck_assert_str_eq(g.body, "{\"status\":403,\"reason\":\"not now\"}");
	ck_assert_str_eq(g.type, "application/json");
	replace_file("rules.conf", "allow call\nbogus\n", 0644);
	for (int i = 0; i < 20; i++) {
		g = web_post("/EchoApp/call", body);
		ck_assert_int_eq(g.status, 403);
		usleep(100000);
	}
	ck_assert_ptr_nonnull(strstr(web_log(), "rules.conf:2: "));
	replace_file("rules.conf", "allow call\n", 0644);
	becomes("/EchoApp/call", body, 200);
}

TEST(connect_gets_a_configuration_and_other_hooks_their_own_bytes)
{
	static const char body[] =
	    " { \"appKey\":\"a\" , \"n\" : 1e400,\"s\":\"\\/\" }\n";
	struct response g;

	start_with("deny call if caller is 7\nset publishStream name x\n");
	g = web_post("/EchoApp/connect", body);
	ck_assert_int_eq(g.status, 200);
	ck_assert_str_eq(
	    g.body,
	    " { \"appKey\":\"a\" , \"n\" : 1e400,\"s\":\"\\/\" ,"
	    "\"restClientConfig\":{\"call\":{\"clientExclude\":\"\","
	    "\"restExclude\":\"\",\"restOnError\":\"FAIL\",\"restPolicy\":"
	    "\"NOTIFY\",\"restOverwrite\":\"\"},\"publishStream\":{"
	    "\"clientExclude\":\"\",\"restExclude\":\"\",\"restOnError\":"
	    "\"LOG\",\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":"
	    "\"name\"}}}\n");
	g = web_post("/EchoApp/call", body);
	ck_assert_int_eq(g.status, 200);
	ck_assert_str_eq(g.body, body);
	g = web_post("/EchoApp/call", "{\"caller\":7}");
	ck_assert_int_eq(g.status, 403);
	ck_assert_str_eq(g.body, "{\"status\":403,\"reason\":"
				 "\"denied by rules.conf:1\"}");
	g = web_post("/EchoApp/publishStream", "{\"name\":\"y\", \"a\":1}");
	ck_assert_str_eq(g.body, "{\"name\":\"x\", \"a\":1}");
	g = web_post("/EchoApp/playStream", body);
	ck_assert_str_eq(g.body, body);
}
