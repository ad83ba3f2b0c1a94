/* What Prometheus sees of a purge: counters that go on, and no alert. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

/* Days that go, and calls on each. */
#define DAYS 30
#define CALLS 40

#define SCRAPES_MAX 4000
#define SERIES_COUNT_MAX 200

/* Texts of scrapes, in their order. */
static char *scrapes[SCRAPES_MAX];
static size_t scrape_count;

static void
scrape(void)
{
	struct response r = status_get("/metrics");

	ck_assert_int_eq(r.status, 200);
	ck_assert_uint_lt(scrape_count, SCRAPES_MAX);
	scrapes[scrape_count++] = r.body;
}

/* Lines of every kind, with lost hooks, warnings and garbage. */
static void
put_day(timestamp day)
{
	char line[512], time[TIMESTAMP_SIZE];
	int i;

	for (i = 0; i < CALLS; i++) {
		char id[32];

		snprintf(id, sizeof id, "c%lld-%d", (long long)(day / DAY_US),
			 i);
		state_put_call(day + i * 61 * SECOND_US, id, "1", "2");
	}
	timestamp_format(time, sizeof time, day + HOUR_US);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":403,\"us\":70,"
		 "\"sessionId\":\"s\",\"rule\":\"auth\",\"lost\":10,"
		 "\"warnings\":[\"a\"],\"body\":{}}\nno line\n",
		 time);
	history_append("state", state_day_file(day), line, strlen(line));
}

/* Is the line that of a counter or a histogram? */
static bool
is_counter(const char *line, size_t len)
{
	size_t name = strcspn(line, "{ ");
	static const char *const ends[] = { "_total", "_bucket", "_sum",
					    "_count" };
	size_t i;

	(void)len;
	for (i = 0; i < ROWS(ends); i++)
		if (name > strlen(ends[i]) &&
		    memcmp(line + name - strlen(ends[i]), ends[i],
			   strlen(ends[i])) == 0)
			return line[0] != '#';
	return false;
}

/* The value of a series in a scrape, as text; NULL: it has none. */
static const char *
value_of(const char *body, const char *series, size_t len)
{
	const char *at = body;

	for (; (at = memmem(at, strlen(at), series, len)); at++)
		if ((at == body || at[-1] == '\n') && at[len] == ' ')
			return at + len + 1;
	return NULL;
}

/* Fails if a counter falls; returns how many there are. */
static unsigned
check_counters(void)
{
	const char *at = scrapes[0];
	unsigned count = 0;

	for (; *at; at += strcspn(at, "\n") + 1) {
		size_t len = strcspn(at, "\n"), i;
		const char *space = memrchr(at, ' ', len);
		double before = -1;

		if (!space || !is_counter(at, len))
			continue;
		count++;
		for (i = 0; i < scrape_count; i++) {
			const char *value =
			    value_of(scrapes[i], at, (size_t)(space - at));

			if (!value)
				continue;
			ck_assert_msg(strtod(value, NULL) >= before,
				      "scrape %zu of %zu: %.*s falls from %g to"
				      " %.*s",
				      i, scrape_count, (int)(space - at), at,
				      before, (int)strcspn(value, "\n"), value);
			before = strtod(value, NULL);
		}
		ck_assert_msg(before == strtod(space, NULL), "%.*s", (int)len,
			      at);
	}
	return count;
}

/* Purges while it scrapes all the time. */
static void
purge_and_scrape(void)
{
	pid_t child = ctl_start("purged", "purge", "--before", "yesterday",
				"--yes", NULL);
	int status;

	while (waitpid(child, &status, WNOHANG) == 0)
		scrape();
	ck_assert_int_eq(status, 0);
}

/* The series of all scrapes, a minute apart, as input for promtool. */
static void
write_rule_test(void)
{
	FILE *f = fopen("over-a-purge.yml", "w");
	const char *at = scrapes[0];
	size_t i;

	ck_assert_ptr_nonnull(f);
	fprintf(f,
		"rule_files: [ %s ]\nevaluation_interval: 1m\n"
		"tests:\n  - interval: 1m\n    input_series:\n",
		source_path("deploy/prometheus-rules.yml"));
	for (; *at; at += strcspn(at, "\n") + 1) {
		const char *space = memrchr(at, ' ', strcspn(at, "\n"));

		if (at[0] == '#' || !space ||
		    strncmp(at, "echoapp_index_folded", 20) == 0)
			continue;
		fprintf(f, "      - series: '%.*s'\n        values: '",
			(int)(space - at), at);
		for (i = 0; i < scrape_count; i++) {
			const char *value =
			    value_of(scrapes[i], at, (size_t)(space - at));

			fprintf(f, "%s%.*s", i ? " " : "",
				value ? (int)strcspn(value, "\n") : 1,
				value ? value : "_");
		}
		fprintf(f, "'\n");
	}
	fprintf(
	    f,
	    "    promql_expr_test:\n"
	    /* The garbage is a problem, and its alert a true one. */
	    "      - expr: count(ALERTS{alertstate=\"firing\","
	    "alertname!=\"EchoAppNotWell\"})\n"
	    "        eval_time: %zum\n"
	    "      - expr: sum(increase(echoapp_hooks_total[%zum]))\n"
	    "        eval_time: %zum\n"
	    "        exp_samples: [ { labels: '{}', value: 0 } ]\n"
	    "      - expr: increase(echoapp_journal_lost_hooks_total[%zum])\n"
	    "        eval_time: %zum\n"
	    "        exp_samples: [ { labels: '{}', value: 0 } ]\n",
	    scrape_count - 1, scrape_count - 1, scrape_count - 1,
	    scrape_count - 1, scrape_count - 1);
	fclose(f);
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(over_a_purge_no_counter_falls_and_no_alert_goes_off)
{
	const char *said;
	timestamp day;
	int i;

	day = state_now() / DAY_US * DAY_US - (DAYS + 1) * DAY_US;
	for (i = 0; i < DAYS; i++)
		put_day(day + i * DAY_US);
	put_day(day + DAYS * DAY_US);
	ctl_output(ctl_run("calls", NULL));
	for (i = 0; i < 5; i++)
		scrape();
	purge_and_scrape();
	/* It tells of the garbage. */
	ck_assert_int_eq(ctl_run("reindex", NULL).code, 1);
	for (i = 0; i < 5; i++)
		scrape();
	ck_assert_uint_lt(state_count("\"hook\""), 600);
	ck_assert_uint_ge(check_counters(), 25);
	write_rule_test();
	said = output_of("promtool test rules over-a-purge.yml 2>&1 || true");
	ck_assert_msg(strstr(said, "SUCCESS") != NULL, "%s", said);
}

TEST(an_index_that_has_not_read_all_has_no_counters)
{
	timestamp day = state_now() / DAY_US * DAY_US - 30 * DAY_US;
	struct response r;
	int i;

	/* More than one answer folds. */
	for (i = 0; i < 30; i++)
		put_day(day + i * DAY_US);
	r = status_get("/metrics");
	ck_assert_ptr_nonnull(strstr(r.body, "echoapp_index_up 0\n"));
	ck_assert_ptr_null(strstr(r.body, "echoapp_hooks_total{"));
	ctl_output(ctl_run("calls", NULL));
	r = status_get("/metrics");
	ck_assert_ptr_nonnull(strstr(r.body, "echoapp_index_up 1\n"));
	ck_assert_ptr_nonnull(strstr(r.body, "echoapp_hooks_total{"));
}
