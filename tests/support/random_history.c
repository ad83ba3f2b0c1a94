/* random_history - random histories of many sessions. */

#include "random_history.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "history.h"

#define LINES_MAX 8000
struct random_hook random_hooks[LINES_MAX];
size_t random_history_count;

static uint64_t seed;

static int
chance(int percent)
{
	return (int)(next_random(&seed) % 100) < percent;
}

static double
up_to(double seconds)
{
	return (double)(next_random(&seed) % 1000000) / 1e6 * seconds + 1e-4;
}

/* Two calls of chance() in one argument list would run in any order. */
static const char *
either(int percent, const char *one, const char *other)
{
	return chance(percent) ? one : other;
}

/* Adds a hook once, more than once, or not at all. */
static void
add_hook(double at, const char *hook, int http, const char *session,
	 const char *name, const char *id, const char *status)
{
	/* WCS repeats a request only while it waits for the answer. */
	const bool asked = strcmp(hook, "connect") == 0 ||
			   strcmp(hook, "call") == 0 ||
			   strcmp(hook, "OnCallEvent") == 0;

	do {
		struct random_hook *s = &random_hooks[random_history_count];

		if (chance(8))
			continue;
		ck_assert_uint_lt(++random_history_count, LINES_MAX);
		*s = (struct random_hook){ .at = at,
					   .hook = hook,
					   .http = http };
		snprintf(s->session, sizeof s->session, "%s", session);
		if (strcmp(name, "callId") == 0)
			snprintf(s->id, sizeof s->id, "%s", id);
		snprintf(s->status, sizeof s->status, "%s", status);
		ck_assert_int_ge(asprintf(&s->line,
					  "\"%s\":\"%s\",\"status\":\"%s\"",
					  name, id, status),
				 0);
		at += asked ? up_to(0.05) : up_to(4);
	} while (chance(10));
}

static void
add_call(double at, const char *session, int n)
{
	static const char *const ends[] = { "FINISH", "FINISH", "BUSY",
					    "FAILED" };
	const char *begins = either(50, "call", "OnCallEvent");
	const char *rings = either(70, "RING", "SESSION_PROGRESS");
	const char *ended = ends[next_random(&seed) % 4];
	int holds = chance(30) ? 1 + chance(50) : 0;
	char id[24];

	snprintf(id, sizeof id, "call-%d", n);
	if (chance(15)) {
		add_hook(at, "call", 403, session, "callId", id, "PENDING");
		if (chance(50))
			add_hook(at + up_to(1), "CallStatusEvent", 200, session,
				 "callId", id, "FAILED");
		return;
	}
	add_hook(at, begins, 200, session, "callId", id, "PENDING");
	add_hook(at += up_to(1), "CallStatusEvent", 200, session, "callId", id,
		 "TRYING");
	add_hook(at += up_to(2), "CallStatusEvent", 200, session, "callId", id,
		 rings);
	if (chance(70)) {
		add_hook(at += up_to(9), "CallStatusEvent", 200, session,
			 "callId", id, "ESTABLISHED");
		while (holds-- > 0) {
			add_hook(at += up_to(9), "hold", 200, session, "callId",
				 id, "");
			add_hook(at += up_to(1), "CallStatusEvent", 200,
				 session, "callId", id, "HOLD");
			add_hook(at += up_to(9), "CallStatusEvent", 200,
				 session, "callId", id, "ESTABLISHED");
		}
		if (chance(20))
			add_hook(at += up_to(1), "transfer", 200, session,
				 "callId", id, "");
	}
	if (chance(40))
		add_hook(at += up_to(9), "hangup", 200, session, "callId", id,
			 "");
	if (chance(75))
		add_hook(at + up_to(9), "CallStatusEvent", 200, session,
			 "callId", id, ended);
}

static void
add_message(double at, const char *session, int n)
{
	const char *ended = either(80, "ACCEPTED", "FAILED");
	char id[24];

	snprintf(id, sizeof id, "message-%d", n);
	add_hook(at, "sendMessage", 200, session, "id", id, "");
	add_hook(at += up_to(1), "MessageStatusEvent", 200, session, "id", id,
		 "SENT");
	add_hook(at += up_to(1), "OnMessageEvent", 200, session, "id", id,
		 "RECEIVED");
	add_hook(at + up_to(1), "MessageStatusEvent", 200, session, "id", id,
		 ended);
}

static void
add_stream(double at, const char *session, int n)
{
	char id[24];

	snprintf(id, sizeof id, "stream-%d", n);
	add_hook(at, "publishStream", 200, session, "mediaSessionId", id,
		 "PENDING");
	add_hook(at += up_to(2), "StreamStatusEvent", 200, session,
		 "mediaSessionId", id, "PUBLISHING");
	add_hook(at += up_to(9), "StreamKeepAliveEvent", 200, session,
		 "mediaSessionId", id, "PUBLISHING");
	if (chance(60))
		add_hook(at + up_to(9), "StreamStatusEvent", 200, session,
			 "mediaSessionId", id, "UNPUBLISHED");
}

/*
 * `first`: the number of its first call; sessions of one name have different
 * calls.
 */
static void
add_session(int n, double at, int first)
{
	const char *registered = either(80, "REGISTERED", "FAILED");
	const char *ended = either(80, "DISCONNECTED", "FAILED");
	double inside = at + 1;
	char session[16];
	int i;

	snprintf(session, sizeof session, "s%d", n);
	add_hook(at, "connect", 200, session, "sipLogin", session, "");
	add_hook(at += up_to(1), "ConnectionStatusEvent", 200, session,
		 "sipLogin", session, "ESTABLISHED");
	add_hook(at + up_to(1), "RegistrationStatusEvent", 200, session,
		 "sipLogin", session, registered);
	for (i = 0; i < CALLS; i++)
		add_call(inside += up_to(30), session, first + i);
	for (i = 0; i < 2; i++)
		add_message(inside += up_to(9), session, i);
	add_stream(inside += up_to(9), session, 0);
	/* The session may end in the middle of a call. */
	at += up_to(1.3) * (inside - at);
	if (chance(30))
		add_hook(at - 1, "RegistrationStatusEvent", 200, session,
			 "sipLogin", session, "UNREGISTERED");
	if (chance(70))
		add_hook(at, "ConnectionStatusEvent", 200, session, "sipLogin",
			 session, ended);
}

static int
by_arrival(const void *a, const void *b)
{
	const struct random_hook *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* No two hooks have the same time. */
void
random_history_deliver(double window, bool stamped_late)
{
	size_t i;

	qsort(random_hooks, random_history_count, sizeof *random_hooks,
	      by_arrival);
	for (i = 0; i < random_history_count; i++) {
		random_hooks[i].when =
		    NOON_US + (timestamp)(random_hooks[i].at * 1e4) * 100 +
		    (timestamp)(i % 100);
		random_hooks[i].at += up_to(window);
	}
	qsort(random_hooks, random_history_count, sizeof *random_hooks,
	      by_arrival);
	for (i = 0; i < random_history_count; i++) {
		char *members = random_hooks[i].line;

		if (stamped_late)
			random_hooks[i].when =
			    NOON_US +
			    (timestamp)(random_hooks[i].at * 1e4) * 100 +
			    (timestamp)(i % 100);
		random_hooks[i].line = history_line(
		    random_hooks[i].when, random_hooks[i].hook,
		    random_hooks[i].http, random_hooks[i].session, members);
		free(members);
	}
}

void
random_history_make(uint64_t from, bool again)
{
	int i, sessions;

	seed = from * 7919 + 1;
	random_history_count = 0;
	sessions = 2 + (int)(next_random(&seed) % 4);
	for (i = 0; i < sessions; i++) {
		double at = up_to(60);

		add_session(i, at, 0);
		if (again && chance(60))
			add_session(i, at + 120 + up_to(200), CALLS);
	}
}

void
random_history_reorder(double window)
{
	size_t i;

	qsort(random_hooks, random_history_count, sizeof *random_hooks,
	      by_arrival);
	for (i = 0; i < random_history_count; i++)
		random_hooks[i].at += up_to(window);
	qsort(random_hooks, random_history_count, sizeof *random_hooks,
	      by_arrival);
}

void
random_history_write(const char *state)
{
	size_t i;

	for (i = 0; i < random_history_count; i++)
		history_append(state, DAY_FILE, random_hooks[i].line,
			       strlen(random_hooks[i].line));
}
