/* session_facts: the latest connect of a session counts, wherever it is read.
 */

#include "limits/session_facts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/history.h"

#define SESSIONS 4
#define STEPS 120

/* What is expected of each session. */
static struct expected {
	timestamp at;
	int facts; /* negative: unknown */
} expected[SESSIONS];

static struct live_view *view;
static struct session_facts *sessions;
static timestamp now;

static void
start(void)
{
	view = live_view_new("state");
	sessions = session_facts_new("state", view);
}

static void
end(void)
{
	session_facts_free(sessions);
	live_view_free(view);
}

/* A connect that came `age` ago, and whose line is written now. */
static void
put_connect(unsigned session, timestamp age, int status, int facts)
{
	const timestamp at = now - age;
	char time[TIMESTAMP_SIZE], line[400], member[60] = "";

	timestamp_format(time, sizeof time, at);
	if (facts >= 0)
		snprintf(member, sizeof member, "\"facts\":{\"n\":%d},", facts);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"connect\",\"status\":%d,\"us\":9,"
		 "\"nodeId\":\"n@1\",\"sessionId\":\"s%u\",%s\"body\":{}}\n",
		 time, status, session, member);
	history_append("state", DAY_FILE, line, strlen(line));
	if (at < expected[session].at)
		return;
	expected[session].at = at;
	expected[session].facts = status == 200 ? facts : -1;
}

static void
check(unsigned session)
{
	char name[8], text[40];
	const char *facts, *why;

	snprintf(name, sizeof name, "s%u", session);
	snprintf(text, sizeof text, "{\"n\":%d}", expected[session].facts);
	facts = session_facts_find(sessions, "n@1", name, &history_patient, now,
				   &why);
	if (expected[session].facts < 0)
		ck_assert_ptr_null(facts);
	else
		ck_assert_str_eq(facts ? facts : why, text);
}

static void
forget_expected(void)
{
	unsigned i;

	now = NOON_US;
	for (i = 0; i < SESSIONS; i++)
		expected[i] = (struct expected){ .at = 0, .facts = -1 };
}

static void
take_step(uint64_t *random)
{
	const uint64_t r = next_random(random);
	const unsigned session = (unsigned)(r >> 8) % SESSIONS;

	now += (timestamp)(r >> 16 & 1023) * 1000;
	switch (r & 15) {
	case 0:
		history_fold();
		break;
	case 1:
		end();
		start();
		break;
	case 2:
		unlink("state/index.db");
		history_fold();
		break;
	case 3:
	case 4:
	case 5:
		put_connect(session, (timestamp)(r >> 32 & 3) * 700000,
			    r >> 40 & 3 ? 200 : 403,
			    r >> 42 & 3 ? (int)(r >> 44 & 255) : -1);
		break;
	case 6:
		history_append("state", DAY_FILE, "{\"connect\"\n",
			       strlen("{\"connect\"\n"));
		break;
	default:
		check(session);
	}
}

TEST_LOOP(the_latest_connect_counts_however_it_becomes_known, 40)
{
	uint64_t random = (uint64_t)_i * 7919 + 1;
	unsigned i;

	forget_expected();
	put_connect(0, 0, 200, 1);
	start();
	for (i = 0; i < STEPS; i++)
		take_step(&random);
	for (i = 0; i < SESSIONS; i++)
		check(i);
	end();
}

TEST(a_connect_that_came_before_and_is_written_after_does_not_count)
{
	forget_expected();
	put_connect(0, 0, 200, 1);
	start();
	check(0);
	now += SECOND_US;
	put_connect(0, 0, 200, 2);
	history_fold();
	end();
	start();
	check(0);
	put_connect(0, SECOND_US / 2, 200, 3);
	check(0);
	ck_assert_int_eq(expected[0].facts, 2);
	end();
}

TEST(more_sessions_than_are_kept_in_memory_are_known)
{
	unsigned i;

	forget_expected();
	put_connect(0, 0, 200, 7);
	history_fold();
	start();
	for (i = 0; i < 70000; i++) {
		const char *why;
		char name[16];

		snprintf(name, sizeof name, "x%u", i);
		ck_assert_ptr_null(session_facts_find(
		    sessions, "n@1", name, &history_patient, now, &why));
		if (i % 10000 == 0)
			check(0);
	}
	check(0);
	end();
}
