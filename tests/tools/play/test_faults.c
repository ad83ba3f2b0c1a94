/* Injected faults, and many sessions in parallel. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/json_lines.h"

/* The requests with their bodies, without the numbers of the connections. */
static char *
requests_with(const char *option, const char *probability, const char *seed)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	char *rest = NULL, *line, *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	ctl_output(ctl_run("play", "call", "--speed", "0", "--url", url,
			   "--seed", seed, option, probability, NULL));
	rest = fake_server_requests();
	while ((line = strsep(&rest, "\n")) && *line) {
		const char *path;

		strsep(&line, "\t");
		path = strsep(&line, "\t");
		strsep(&line, "\t");
		fprintf(f, "%s %s\n", path, line);
	}
	fclose(f);
	return text;
}

static const char *const options[] = { "--duplicate", "--reorder", "--lose-end",
				       "--speed" };

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(the_same_seed_gives_the_same_bytes, 4)
{
	const char *option = options[_i];
	const char *p = _i == 3 ? "0" : "0.5";
	char *first = requests_with(option, p, "7");

	ck_assert_uint_gt(strlen(first), 500);
	ck_assert_str_eq(requests_with(option, p, "7"), first);
	ck_assert_str_ne(requests_with(option, p, "8"), first);
}

TEST(a_random_seed_is_printed_and_can_be_used_again)
{
	static const char mark[] = "; repeat with --seed ";
	char seed[32], last[64], *heard, *again;
	const char *at;

	at = strstr(ctl_output(ctl_run(
			"play", "call", "--speed", "0", "--reorder", "0.5",
			"--duplicate", "0.3", "--url",
			fake_server_start(&(struct fake_response){ 0 }), NULL)),
		    mark);
	ck_assert_ptr_nonnull(at);
	snprintf(seed, sizeof seed, "%s", at + sizeof mark - 1);
	seed[strcspn(seed, "\n")] = '\0';
	heard = fake_server_hooks();
	at = ctl_output(
	    ctl_run("play", "call", "--speed", "0", "--reorder", "0.5",
		    "--duplicate", "0.3", "--seed", seed, "--json", "--url",
		    fake_server_start(&(struct fake_response){ 0 }), NULL));
	again = fake_server_hooks();
	ck_assert_str_eq(again, heard);
	snprintf(last, sizeof last, "\"seed\":%s}\n", seed);
	ck_assert_ptr_nonnull(strstr(at, last));
	/* Without faults the seed is not printed. */
	ck_assert_ptr_null(strstr(
	    ctl_output(ctl_run("play", "call", "--speed", "0", "--url",
			       fake_server_start(&(struct fake_response){ 0 }),
			       NULL)),
	    "seed"));
}

static const char calm[] = "connect ConnectionStatusEvent "
			   "RegistrationStatusEvent call callStatusEvent "
			   "callStatusEvent callStatusEvent hangup "
			   "callStatusEvent";

TEST(a_duplicate_has_the_same_bytes_and_follows_at_once)
{
	char *text = requests_with("--duplicate", "1", "1"), *line, *next;
	size_t n = 0;

	for (line = text; *line; line = strchr(next, '\n') + 1, n++) {
		size_t len = strcspn(line, "\n") + 1;

		next = line + len;
		ck_assert_int_eq(strncmp(line, next, len), 0);
	}
	ck_assert_uint_eq(n, 9);
}

TEST(with_lost_ends_only_the_ends_are_missing)
{
	requests_with("--lose-end", "1", "1");
	ck_assert_ptr_null(strstr(fake_server_requests(), "FINISH"));
	ck_assert_uint_eq(count_lines(fake_server_requests()), 8);
	ck_assert_int_eq(strncmp(fake_server_hooks(), calm, strlen(calm) - 16),
			 0);
}

/* The nth occurrence. */
static const char *
nth(const char *text, const char *needle)
{
	const char *at = strstr(text, needle);

	ck_assert_msg(at != NULL, "%s is missing", needle);
	return at;
}

TEST(reordered_hooks_are_complete_and_follow_their_causes)
{
	bool differs = false;
	int seed;

	for (seed = 1; seed <= 10; seed++) {
		char number[8];
		const char *hooks, *text;

		snprintf(number, sizeof number, "%d", seed);
		requests_with("--reorder", "0.5", number);
		hooks = fake_server_hooks();
		text = fake_server_requests();
		differs |= strcmp(hooks, calm) != 0;
		ck_assert_uint_eq(strlen(hooks), strlen(calm));
		ck_assert_int_eq(strncmp(hooks, "connect ", 8), 0);
		ck_assert(nth(text, "/call\t") < nth(text, "TRYING"));
		ck_assert(nth(text, "/call\t") < nth(text, "/hangup"));
		ck_assert(nth(text, "/hangup") < nth(text, "FINISH"));
		nth(text, "ESTABLISHED");
	}
	ck_assert(differs);
}

TEST(a_probability_of_0_causes_no_fault)
{
	requests_with("--duplicate", "0", "1");
	ck_assert_str_eq(fake_server_hooks(), calm);
}

TEST(sessions_have_ids_of_their_own)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	char *text, *at, *ids[20], *end;
	size_t n = 0, i, j;

	ctl_output(ctl_run("play", "connect", "--speed", "0", "--sessions",
			   "20", "--rate", "1000", "--url", url, NULL));
	text = fake_server_requests();
	for (at = text; (at = strstr(at, "/connect\t")); at++) {
		ck_assert_uint_lt(n, 20);
		at = strstr(at, "sessionId");
		end = strchr(at, ',');
		ids[n++] = strndup(at, (size_t)(end - at));
	}
	ck_assert_uint_eq(n, 20);
	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			ck_assert_str_ne(ids[i], ids[j]);
}

TEST(statistics_count_each_hook_once)
{
	const struct fake_response rows[] = {
		{ .hook = "call", .status = 500, .times = 3 },
		{ 0 },
	};
	struct outcome r = ctl_run("play", "call", "--speed", "0", "--sessions",
				   "10", "--rate", "100", "--json", "--url",
				   fake_server_start(rows), NULL);
	struct json_object *o = json_line_of(r.out, 0), *all;
	struct json_object *ms = json_object_object_get(o, "ms");
	size_t n = json_object_array_length(ms);
	double before = 0;
	static const char *const steps[] = { "p50", "p90", "p99", "p99.9",
					     "max" };
	size_t i;

	/*
	 * WCS only logs these errors, so calls go on; but the scenario does not
	 * expect them.
	 */
	ck_assert_int_eq(r.code, 1);
	ck_assert_str_eq(json_text_of(o, "sessions"), "10");
	ck_assert_str_eq(json_text_of(o, "hooks"), "90");
	ck_assert_str_eq(json_text_of(o, "errors"), "3");
	ck_assert_str_eq(json_text_of(o, "unexpected"), "3");
	ck_assert_uint_eq(n, 7);
	all = json_object_array_get_idx(ms, n - 1);
	ck_assert_str_eq(json_text_of(all, "hook"), "all");
	for (i = 0; i < 5; i++) {
		double now = strtod(json_text_of(all, steps[i]), NULL);

		ck_assert(now >= before && now > 0);
		before = now;
	}
	ck_assert_uint_eq(count_lines(fake_server_requests()), 90);
}

TEST(a_slow_answer_delays_the_next_hook_and_counts_for_it)
{
	/* 100 ms apart and 400 ms late: the second is at least 300 ms late. */
	const struct fake_response rows[] = {
		{ .hook = "call", .does = STALLS, .times = 1 },
		{ 0 },
	};
	struct json_object *ms;
	struct outcome r;
	size_t i;

	write_file("two.json",
		   "{\"steps\":[{\"hook\":\"call\",\"expect\":\"any\"},"
		   "{\"after\":0.1,\"hook\":\"hangup\"}]}");
	r = ctl_run("play", "./two.json", "--sessions", "1", "--timeout", "0.4",
		    "--json", "--url", fake_server_start(rows), NULL);
	ms = json_object_object_get(json_line_of(r.out, 0), "ms");
	/* The third row is for all hooks; 10 ms less, because clocks round. */
	for (i = 0; i < 3; i++)
		ck_assert_double_ge(
		    strtod(
			json_text_of(json_object_array_get_idx(ms, i), "max"),
			NULL),
		    i == 1 ? 290 : 390);
}

TEST(an_interrupted_load_prints_its_statistics)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	pid_t pid = ctl_start("out", "play", "call", "--rate", "50", "--url",
			      url, "--duration", "60", NULL);

	while (count_lines(fake_server_requests()) < 20)
		;
	ck_assert_int_eq(ctl_stop(pid, SIGINT), 0);
	ck_assert_ptr_nonnull(
	    strstr(harness_read_file("out", NULL), "milliseconds since"));
}
