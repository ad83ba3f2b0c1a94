/*
 * history - writes a journal of many calls, to measure the index.
 *
 *	history STATE_DIR CALLS [DAYS [LIVE]]
 *
 * Spreads the calls over the last DAYS days (30), about six lines for each, and
 * a connection for every fifth call.  Each call takes a slot of a limit by its
 * caller.  The last hundred calls are live; LIVE sets another number, which
 *began within the last hour.  The journal is the same every time.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/timestamp.h"

#define SECOND INT64_C(1000000)

static uint64_t seed = 88172645463325252u;

static uint64_t
number(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static const char *dir;
static FILE *day;
static char open_day[11];
static char context[512];
static char places[128]; /* of the next line */

static void
line(timestamp when, const char *hook, const char *body)
{
	char time[TIMESTAMP_SIZE], path[4096];

	timestamp_format(time, sizeof time, when);
	if (strncmp(time, open_day, 10) != 0) {
		if (day)
			fclose(day);
		memcpy(open_day, time, 10);
		snprintf(path, sizeof path, "%s/journal/%.4s%.2s%.2s.ndjson",
			 dir, time, time + 5, time + 8);
		day = fopen(path, "ae");
		if (!day) {
			perror(path);
			exit(111);
		}
	}
	fprintf(day,
		"{\"time\":\"%s\",\"hook\":\"%s\",\"status\":200,\"us\":21,%s"
		"%s,\"body\":{%s%s}}\n",
		time, hook, context, places, context, body);
	places[0] = '\0';
}

static void
connection(timestamp when, unsigned long user)
{
	char body[256];

	snprintf(context, sizeof context,
		 "\"appKey\":\"defaultApp\",\"nodeId\":\"Hw47CFMBEchVOpBMDr29I"
		 "xjudnJ1sjOY@192.168.1.101\",\"sessionId\":\"/10.%u.%u.%u:%u/"
		 "192.168.1.101:8443-%016" PRIx64 "\"",
		 (unsigned)(number() % 256), (unsigned)(number() % 256),
		 (unsigned)(number() % 256),
		 (unsigned)(1024 + number() % 64512), number());
	snprintf(body, sizeof body,
		 ",\"sipLogin\":\"1%04lu\",\"sipPassword\":\"***\","
		 "\"sipDomain\":\"sip.example.com\",\"status\":\"ESTABLISHED\"",
		 user);
	line(when, "connect", body);
	line(when + 1000, "ConnectionStatusEvent", body);
}

static void
call(timestamp when, unsigned long user, int live)
{
	static const char *const statuses[] = { "TRYING", "RING", "ESTABLISHED",
						"FINISH" };
	char who[512], body[1024];
	int i;

	snprintf(who, sizeof who,
		 ",\"callId\":\"%08" PRIx64 "-1d0c-11e7-%04x-%012" PRIx64 "\","
		 "\"incoming\":false,\"caller\":\"1%04lu\","
		 "\"callee\":\"2%06u\",\"hasAudio\":true,\"hasVideo\":false,"
		 "\"mediaProvider\":\"WebRTC\",\"isMsrp\":false,"
		 "\"holdForTransfer\":false",
		 number() & 0xffffffff, (unsigned)(number() & 0xffff),
		 number() & 0xffffffffffff, user,
		 (unsigned)(number() % 1000000));
	snprintf(body, sizeof body,
		 "%s,\"status\":\"PENDING\",\"sdp\":\"[3611 bytes]\"", who);
	snprintf(places, sizeof places,
		 ",\"slots\":[\"call by caller = 1%04lu\"]", user);
	line(when, "call", body);
	for (i = 0; i < (live ? 3 : 4); i++) {
		snprintf(body, sizeof body, "%s,\"status\":\"%s\"", who,
			 statuses[i]);
		line(when + (i + 1) * SECOND / 10, "CallStatusEvent", body);
	}
}

int
main(int argc, char **argv)
{
	unsigned long calls, days, live, i;
	timestamp now, step, pace;
	char path[4096];

	if (argc < 3) {
		fprintf(stderr,
			"usage: history STATE_DIR CALLS [DAYS [LIVE]]\n");
		return 100;
	}
	dir = argv[1];
	calls = strtoul(argv[2], NULL, 10);
	days = argc > 3 ? strtoul(argv[3], NULL, 10) : 30;
	live = argc > 4 ? strtoul(argv[4], NULL, 10) : 100;
	if (calls == 0 || days == 0 || live == 0)
		return 100;
	mkdir(dir, 0700);
	snprintf(path, sizeof path, "%s/journal", dir);
	mkdir(path, 0700);
	now = (timestamp)time(NULL) * SECOND;
	step = (timestamp)days * 86400 * SECOND / (timestamp)calls;
	pace = argc > 4 ? 3600 * SECOND / (timestamp)live : step;
	for (i = 0; i < calls; i++) {
		unsigned long left = calls - i;
		unsigned long on = left < live ? left : live;
		timestamp when =
		    now - pace * (timestamp)on - step * (timestamp)(left - on);

		if (i % 5 == 0)
			connection(when, i % 5000);
		call(when + 2000, i % 5000, left <= live);
	}
	return day && fclose(day) ? 111 : 0;
}
