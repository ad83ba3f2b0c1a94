/* state_fixture - writes journal lines of any time below ./state. */

#include "state_fixture.h"

#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "harness.h"

timestamp
state_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (timestamp)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

const char *
state_day_file(timestamp m)
{
	static char name[32];
	char text[TIMESTAMP_SIZE];

	timestamp_format(text, sizeof text, m);
	snprintf(name, sizeof name, "%.4s%.2s%.2s.ndjson", text, text + 5,
		 text + 8);
	return name;
}

void
state_put(timestamp when, const char *hook, int status, const char *session,
	  const char *format, ...)
{
	char *members, *line;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&members, format, ap), 0);
	va_end(ap);
	line = history_line(when, hook, status, session, members);
	history_append("state", state_day_file(when), line, strlen(line));
	free(members);
	free(line);
}

void
state_put_placed(timestamp when, const char *name, const char *session,
		 const char *place, const char *members)
{
	char *line = history_line(when, name, 200, session, members);
	char *body = strstr(line, ",\"body\":");
	struct buffer b = { 0 };

	buffer_add(&b, line, (size_t)(body - line));
	buffer_printf(&b, ",\"slots\":[\"%s\"]%s", place, body);
	history_append("state", state_day_file(when), b.at, b.len);
	buffer_free(&b);
}

void
state_put_call(timestamp when, const char *id, const char *caller,
	       const char *callee)
{
	static const struct {
		const char *hook, *status;
		timestamp after;
	} steps[] = {
		{ "call", "PENDING", 0 },
		{ "CallStatusEvent", "RING", SECOND_US / 2 },
		{ "CallStatusEvent", "ESTABLISHED", SECOND_US },
		{ "CallStatusEvent", "FINISH", 61 * SECOND_US },
	};
	size_t i;

	for (i = 0; i < ROWS(steps); i++)
		state_put(
		    when + steps[i].after, steps[i].hook, 200, "s",
		    "\"callId\":\"%s\",\"incoming\":false,\"caller\":\"%s\","
		    "\"callee\":\"%s\",\"status\":\"%s\"",
		    id, caller, callee, steps[i].status);
}

void
state_put_calls(void)
{
	timestamp t = state_now();

	state_put(t - 3 * DAY_US, "connect", 200, "s",
		  "\"sipLogin\":\"10001\"");
	state_put_call(t - 2 * DAY_US, "old", "10001", "10002");
	state_put_call(t - 2 * HOUR_US, "new", "10003", "10001");
	state_put(
	    t - SECOND_US, "call", 200, "s",
	    "\"callId\":\"on\",\"caller\":\"10004\",\"callee\":\"10005\"");
	state_put(
	    t - SECOND_US, "call", 403, "s",
	    "\"callId\":\"no\",\"caller\":\"10004\",\"callee\":\"10006\"");
}

static size_t
count_in(const char *dir, const char *needle)
{
	DIR *d = opendir(dir);
	size_t count = 0;
	struct dirent *e;

	ck_assert_msg(d != NULL, "cannot read %s", dir);
	while ((e = readdir(d))) {
		char path[PATH_MAX], *text, *at;
		size_t len;

		if (e->d_type != DT_REG)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		text = harness_read_file(path, &len);
		for (at = text; (at = memmem(at, len - (size_t)(at - text),
					     needle, strlen(needle)));
		     at++)
			count++;
		free(text);
	}
	closedir(d);
	return count;
}

size_t
state_count(const char *needle)
{
	return count_in("state", needle) + count_in("state/journal", needle);
}
