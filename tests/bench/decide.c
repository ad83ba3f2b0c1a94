/*
 * decide - measures what a rule costs its hook.
 *
 *	decide CONF N [SESSIONS [connected]]
 *
 * Connects SESSIONS (5000), unless an earlier run has, and sends N calls in
 * them, each followed by its events, so that a decision has to read journal
 * lines that are not in the index yet.  The index is folded as often as a
 * background fold would do it, outside the measured time.  Times are of single
 * hooks in this process.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "conf/conf.h"
#include "index/expiry.h"
#include "index/fold.h"
#include "protocol/methods.h"
#include "request/serve.h"

/* About how many lines come between two background folds. */
#define LINES_AHEAD 400
#define CALLERS 1000

static struct service *service;
static double *times;
static long sessions = 5000;

static const struct method *
method_of(const char *program)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if (strcmp(m->program, program) == 0)
			return m->method;
	die(EXIT_PERMANENT, "%s is not a hook", program);
}

static double
ask(const struct method *m, const char *body)
{
	struct request r = {
		.request_method = "POST",
		.content_type = "application/json;charset=UTF-8",
		.url = m->name,
		.remote_addr = "127.0.0.1",
		.body = body,
		.len = strlen(body),
		.content_length = strlen(body),
	};
	struct timespec begin, end;
	struct answer a;

	r.received = monotonic_now();
	clock_gettime(CLOCK_MONOTONIC, &begin);
	serve_request(service, m, &r, &a);
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (a.status != 200)
		die(EXIT_PERMANENT, "%s: %.*s", m->name, (int)a.len, a.body);
	serve_trim(service);
	return (double)(end.tv_sec - begin.tv_sec) * 1e6 +
	       (double)(end.tv_nsec - begin.tv_nsec) / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
fold_now(const char *conf)
{
	struct conf_file f;
	struct timeouts patience;
	struct fold_task task = { .timeouts = &patience };
	struct fold_result done;
	struct error e;
	struct index *ix;

	conf_open(&f, conf, NULL);
	patience = expiry_timeouts(&f.current);
	task.state_dir = f.current.state_dir;
	ix = index_open(f.current.state_dir, &e);
	if (!ix || fold(ix, &task, &done))
		die(EXIT_PERMANENT, "%s", ix ? done.error.text : e.text);
	index_close(ix);
	conf_close(&f);
}

static void
call(long i, const char *conf)
{
	static const char *const statuses[] = { "TRYING", "RING", "ESTABLISHED",
						"FINISH" };
	static unsigned ahead;
	char context[200], body[600];
	size_t j;

	snprintf(context, sizeof context,
		 "{\"nodeId\":\"n@10.0.0.1\",\"appKey\":\"defaultApp\","
		 "\"sessionId\":\"/10.1.1.1:%ld/10.0.0.1:8443\","
		 "\"callId\":\"decide-%d-%ld\"",
		 i % sessions, (int)getpid(), i);
	snprintf(
	    body, sizeof body,
	    "%s,\"incoming\":false,\"caller\":\"%ld\",\"callee\":\"10002\","
	    "\"hasVideo\":false,\"hasAudio\":true,\"status\":\"PENDING\"}",
	    context, 10000 + i % CALLERS);
	times[i] = ask(method_of("call"), body);
	/* Some calls stay live, so that the limit counts them. */
	for (j = 0; j < 4 - (size_t)(i % 7 == 0); j++) {
		snprintf(body, sizeof body, "%s,\"status\":\"%s\"}", context,
			 statuses[j]);
		ask(method_of("callStatusEvent"), body);
	}
	ahead += 5;
	if (ahead >= LINES_AHEAD) {
		fold_now(conf);
		ahead = 0;
	}
}

/* Connects the sessions from `first` to the one before `end`. */
static void
connect_some(long first, long end)
{
	char body[200];
	long i;

	for (i = first; i < end; i++) {
		snprintf(body, sizeof body,
			 "{\"nodeId\":\"n@10.0.0.1\",\"appKey\":\"defaultApp\","
			 "\"sessionId\":\"/10.1.1.1:%ld/10.0.0.1:8443\"}",
			 i);
		ask(method_of("connect"), body);
	}
}

int
main(int argc, char **argv)
{
	long n = argc >= 3 ? atol(argv[2]) : 0, i;

	if (argc >= 4)
		sessions = atol(argv[3]);
	if (n < 1 || sessions < 1 ||
	    !(times = calloc((size_t)n, sizeof *times)))
		die(EXIT_PERMANENT,
		    "usage: decide CONF N [SESSIONS [connected]]");
	service = serve_open(argv[1], NULL, method_of("call"));
	if (serve_error(service))
		die(EXIT_PERMANENT, "%s", serve_error(service));
	/* Like a program that has answered hooks before. */
	connect_some(0, 1);
	call(0, argv[1]);
	if (argc < 5)
		connect_some(1, sessions);
	fold_now(argv[1]);
	for (i = 0; i < n; i++)
		call(i, argv[1]);
	qsort(times, (size_t)n, sizeof *times, by_size);
	printf("%.1f %.1f\n", times[n / 2], times[n * 99 / 100]);
	serve_close(service);
	return 0;
}
