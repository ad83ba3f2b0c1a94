/* explain: predicts the responses of the programs. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/token.h"

#define ROUNDS 12
#define HOOKS_A_ROUND 25

static const char call[] =
    "{\"nodeId\":\"n\",\"appKey\":\"a\",\"sessionId\":\"s\","
    "\"callId\":\"c1\",\"incoming\":false,\"caller\":\"alice\","
    "\"callee\":\"030123\",\"hasAudio\":true,\"hasVideo\":false}";

static void
put_rules(const char *rules)
{
	write_file("rules.conf", rules);
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("call.json", call);
}

static struct outcome
explain(const char *asked, const char *path)
{
	return ctl_run("--conf", "echoapp.conf", "explain", asked, path, NULL);
}

TEST(rules_are_explained_in_order_with_their_matches)
{
	const char *out, *first, *second;

	put_rules("# numbers\n"
		  "deny call if callee ~ ^900\n"
		  "set call callee \"+49$1\" if callee ~ \"^0([0-9]+)$\"\n"
		  "deny hangup\n"
		  "limit call 2 active by caller\n");
	out = ctl_output(explain("call", "call.json"));
	first = strstr(out, "rules.conf:2  deny call if callee ~ ");
	second = strstr(out, "rules.conf:3  set call callee \"+49$1\"");
	ck_assert_msg(first && second && first < second, "%s", out);
	ck_assert_ptr_nonnull(strstr(first, "does not match"));
	ck_assert_ptr_nonnull(strstr(second, "matches: $0 030123, $1 30123"));
	ck_assert_ptr_null(strstr(out, "rules.conf:4"));
	ck_assert_ptr_nonnull(strstr(out, "0 of 2 are active"));
	ck_assert_ptr_nonnull(strstr(out, "answer 200 by rules.conf:3"));
	ck_assert_ptr_nonnull(strstr(out, "\"callee\":\"+4930123\""));
	ck_assert_ptr_nonnull(strstr(out, "WCS goes on"));
	ck_assert_ptr_nonnull(strstr(out, "callee: taken"));
}

TEST(a_refusal_is_the_last_rule_and_sets_the_exit_code)
{
	struct outcome r;

	put_rules("deny call if callee ~ ^030 reason \"not there\"\n");
	r = explain("CALL", "call.json");
	ck_assert_int_eq(r.code, 1);
	ck_assert_str_eq(r.err, "");
	ck_assert_ptr_nonnull(strstr(r.out, "answer 403 by rules.conf:1"));
	ck_assert_ptr_nonnull(strstr(r.out, "not there"));
	ck_assert_ptr_nonnull(strstr(r.out, "WCS stops"));
	ck_assert_ptr_nonnull(strstr(r.out, "CallStatusEvent"));
}

TEST(a_refused_keep_alive_ends_the_stream)
{
	static const char *const bodies[][2] = {
		{ "StreamKeepAliveEvent", "WCS stops (restOnError FAIL" },
		{ "StreamStatusEvent", "WCS goes on (restOnError FAIL" },
	};
	struct outcome r;
	size_t i;

	put_rules("deny StreamKeepAliveEvent\ndeny StreamStatusEvent\n");
	for (i = 0; i < ROWS(bodies); i++) {
		r = explain(bodies[i][0], "call.json");
		ck_assert_int_eq(r.code, 1);
		ck_assert_msg(strstr(r.out, bodies[i][1]) != NULL, "%s", r.out);
	}
}

/* Rules that refuse a connect with an empty body. */
static const char *const guarded[] = {
	"deny connect if not custom.token is x\n",
	"deny connect if not custom.token in tokens.txt\n",
	"limit connect 0 per day by appKey\nlimit connect 0 active by none\n",
};

TEST_LOOP(the_response_to_connect_matters_whoever_may_connect, ROWS(guarded))
{
	char rules[256];
	struct outcome r;

	snprintf(rules, sizeof rules, "%sdeny call if callee ~ ^030\n",
		 guarded[_i]);
	put_rules(rules);
	write_file("tokens.txt", "t\n");
	write_file("echoapp.conf", "rules = rules.conf\nstrict = yes\n");
	r = explain("call", "call.json");
	ck_assert_int_eq(r.code, 1);
	ck_assert_msg(strstr(r.out, "WCS stops (restOnError FAIL") != NULL,
		      "%s", r.out);
	/* An error has no body to compare. */
	ck_assert_ptr_null(strstr(r.out, "missing"));
}

TEST(the_operators_configuration_of_wcs_matters)
{
	struct outcome r;

	put_rules("deny call\nset call callee 1\n");
	write_file("given.json", "{\"call\":{\"restOnError\":\"LOG\"}}");
	write_file("echoapp.conf", "rules = rules.conf\n"
				   "rest_client_config = given.json\n");
	r = explain("call", "call.json");
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "WCS goes on"));
	ck_assert_ptr_nonnull(strstr(r.out, "restOnError LOG"));
}

TEST(nothing_is_recorded_and_no_slot_is_taken)
{
	int i;

	put_rules("limit call 1 active by caller\n");
	for (i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(
		    strstr(ctl_output(explain("call", "call.json")),
			   "0 of 1 are active"));
	ck_assert_int_ne(access("state/journal", F_OK), 0);
}

TEST(a_limit_shows_its_count)
{
	struct outcome r;

	put_rules("limit call 1 active by caller\n");
	state_put_placed(state_now(), "call", "s", "call by caller = alice",
			 "\"callId\":\"c0\",\"caller\":\"alice\"");
	r = explain("call", "call.json");
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "1 of 1 are active"));
}

TEST(json_output_is_one_object)
{
	struct json_object *o, *wcs, *rules;
	struct outcome r;

	put_rules("set call callee \"$1\" if callee ~ 0(.*)\n");
	r = ctl_run("--conf", "echoapp.conf", "--json", "explain", "call",
		    "call.json", NULL);
	o = json_line_of(ctl_output(r), 0);
	ck_assert_uint_eq(count_lines(r.out), 1);
	ck_assert_str_eq(json_text_of(o, "hook"), "call");
	ck_assert_str_eq(json_text_of(o, "status"), "200");
	ck_assert_str_eq(json_text_of(o, "decided"), "rules.conf:1");
	ck_assert(json_object_object_get_ex(o, "wcs", &wcs));
	ck_assert_str_eq(json_text_of(wcs, "next"), "goes on");
	ck_assert_str_eq(json_text_of(wcs, "restPolicy"), "OVERWRITE");
	ck_assert(json_object_object_get_ex(o, "rules", &rules));
	ck_assert_uint_eq(json_object_array_length(rules), 1);
	ck_assert_str_eq(
	    json_text_of(json_object_array_get_idx(rules, 0), "match"), "yes");
	json_object_put(o);
}

TEST(errors_of_explain_are_reported)
{
	struct outcome r;

	put_rules("");
	r = explain("cal", "call.json");
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "unknown hook \"cal\""));
	r = explain("call", "nowhere.json");
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "nowhere.json"));
	put_rules("deyn call\n");
	r = explain("call", "call.json");
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "rules.conf:1"));
	put_rules("");
	write_file("call.json", "[]");
	r = explain("call", "call.json");
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "answer 400"));
}

/* Random rules, and hooks that some of them match. */

static uint64_t seed;
static const char *connected; /* the response to connect */

static const char *
one_of(const char *const *words, size_t count)
{
	return words[next_random(&seed) % count];
}

#define ONE_OF(words) one_of(words, sizeof(words) / sizeof *(words))

static const char *const fields[] = { "caller",	  "callee",	"custom.token",
				      "hasVideo", "quality",	"custom",
				      "nothing",  "visibleName" };
static const char *const values[] = { "alice", "bob", "030123",	 "true",
				      "17",    "x y", "\xc3\xa4" };
static const char *const patterns[] = { "^(a)(.*)$", "[0-9]+", "\xc3\xa4",
					"^$",	     ".",      "(b|x)o?" };

static void
add_condition(struct buffer *rule)
{
	buffer_str(rule, next_random(&seed) % 3 ? "" : "not ");
	buffer_printf(rule, "%s ", ONE_OF(fields));
	switch (next_random(&seed) % 4) {
	case 0:
		buffer_printf(rule, "is \"%s\"", ONE_OF(values));
		break;
	case 1:
		buffer_printf(rule, "~ \"%s\"", ONE_OF(patterns));
		break;
	case 2:
		buffer_str(rule, "in list");
		break;
	default:
		buffer_str(rule, "exists");
	}
}

static void
add_rule(struct buffer *rules)
{
	static const char *const set[] = { "callee", "custom.account", "caller",
					   "added" };
	static const char *const windows[] = { "active", "per hour",
					       "per day" };
	uint64_t conditions = next_random(&seed) % 3;
	const char *word = " if ";

	switch (next_random(&seed) % 5) {
	case 0:
		buffer_str(rules, "deny call");
		conditions++;
		break;
	case 1:
		buffer_str(rules, "allow call");
		conditions++;
		break;
	case 2:
		buffer_printf(rules, "limit call %u %s by %s",
			      (unsigned)(next_random(&seed) % 6),
			      ONE_OF(windows), ONE_OF(fields));
		break;
	default:
		buffer_printf(rules, "set call %s \"%s\"", ONE_OF(set),
			      ONE_OF(values));
	}
	for (; conditions > 0; conditions--, word = " and ") {
		buffer_str(rules, word);
		add_condition(rules);
	}
	buffer_str(rules, "\n");
}

static char *
some_body(int n)
{
	struct buffer b = { 0 };

	buffer_printf(&b,
		      "{\"nodeId\":\"n\",\"appKey\":\"a\",\"sessionId\":\"s\","
		      "\"callId\":\"%d\",\"callee\":\"%s\"",
		      n, ONE_OF(values));
	if (next_random(&seed) % 4)
		buffer_printf(&b, ",\"caller\":\"%s\"", ONE_OF(values));
	if (next_random(&seed) % 2)
		buffer_printf(&b, ",\"custom\":{\"token\":\"%s\",\"n\":1.50}",
			      ONE_OF(values));
	if (next_random(&seed) % 2)
		buffer_printf(&b, ",\"hasVideo\":%s,\"quality\":17",
			      next_random(&seed) % 2 ? "true" : "false");
	buffer_str(&b, "}");
	buffer_add(&b, "", 1);
	return b.at;
}

/* Runs the program as a web server does by CGI; returns its body. */
static char *
answer_of(const char *asked, const char *path, int *status)
{
	char command[PATH_MAX * 2], *programs = strdup(ctl_path()), *slash;
	struct buffer out = { 0 };
	char piece[4096], *body;
	size_t n;
	FILE *from;

	for (n = 0; n < 2; n++) {
		slash = strrchr(programs, '/');
		ck_assert_ptr_nonnull(slash);
		*slash = '\0';
	}
	snprintf(command, sizeof command,
		 "REQUEST_METHOD=POST CONTENT_TYPE=application/json"
		 " REMOTE_ADDR=127.0.0.1 ECHOAPP_CONF=echoapp.conf"
		 " ECHOAPP_STATE_DIR=state %s/fcgi/%s.fcgi < %s 2>/dev/null",
		 programs, asked, path);
	from = popen(command, "r");
	ck_assert_ptr_nonnull(from);
	while ((n = fread(piece, 1, sizeof piece, from)) > 0)
		buffer_add(&out, piece, n);
	pclose(from);
	buffer_add(&out, "", 1);
	ck_assert_int_eq(sscanf(out.at, "Status: %d", status), 1);
	body = strstr(out.at, "\r\n\r\n");
	ck_assert_ptr_nonnull(body);
	free(programs);
	return body + 4;
}

/* The policy for call in the response to connect. */
static const char *
policy_of_call(const char *name, const char *otherwise)
{
	static char says[32];
	struct json_object *answer = json_tokener_parse(connected), *part;

	snprintf(says, sizeof says, "%s", otherwise);
	if (json_object_object_get_ex(answer, "restClientConfig", &part) &&
	    json_object_object_get_ex(part, "call", &part))
		snprintf(says, sizeof says, "%s", json_text_of(part, name));
	json_object_put(answer);
	return says;
}

static void
agrees_with_connect(struct json_object *explained, const struct buffer *rules)
{
	struct json_object *wcs;

	ck_assert(json_object_object_get_ex(explained, "wcs", &wcs));
	ck_assert_msg(strcmp(json_text_of(wcs, "restOnError"),
			     policy_of_call("restOnError", "LOG")) == 0,
		      "%s\n%s", rules->at, connected);
	ck_assert_msg(strcmp(json_text_of(wcs, "restPolicy"),
			     policy_of_call("restPolicy", "NOTIFY")) == 0,
		      "%s\n%s", rules->at, connected);
}

static void
compare(const struct buffer *rules, int n)
{
	char *body = some_body(n), *answer;
	struct json_object *o, *told;
	struct outcome r;
	int status;

	write_file("body.json", body);
	r = ctl_run("--conf", "echoapp.conf", "--json", "explain", "call",
		    "body.json", NULL);
	ck_assert_msg(r.code == 0 || r.code == 1, "%s%s", rules->at, r.err);
	o = json_line_of(r.out, 0);
	answer = answer_of("call", "body.json", &status);
	ck_assert_msg(atoi(json_text_of(o, "status")) == status,
		      "%s\n%s\nprogram %d %s\nexplain %s", rules->at, body,
		      status, answer, r.out);
	ck_assert(json_object_object_get_ex(o, "answer", &told));
	ck_assert_msg(strstr(r.out, answer) != NULL,
		      "%s\n%s\nprogram %s\nexplain %s", rules->at, body, answer,
		      r.out);
	ck_assert_int_eq(r.code, status == 200 ? 0 : 1);
	agrees_with_connect(o, rules);
	json_object_put(o);
	free(body);
}

TEST_LOOP(random_rules_are_explained_as_the_program_applies_them, ROUNDS)
{
	struct buffer rules = { 0 };
	int i;

	seed = (uint64_t)_i * 7919 + 3;
	if (_i % 2)
		buffer_str(&rules, "deny connect if not custom.token is t\n");
	for (i = 0; i < (_i % 3 ? 8 : _i / 3); i++)
		add_rule(&rules);
	buffer_add(&rules, "", 1);
	put_rules(rules.at);
	write_file("list", "alice\n030123\nx y\n");
	write_file("connect.json", "{\"custom\":{\"token\":\"t\"}}");
	connected = answer_of("connect", "connect.json", &i);
	ck_assert_int_eq(i, 200);
	for (i = 0; i < HOOKS_A_ROUND; i++)
		compare(&rules, i % 20);
}

TEST(a_proof_is_explained_without_what_it_proves)
{
	const char *out;

	put_rules("prove call custom.token jwt secret audience \"app\"\n"
		  "prove call custom.token jwt secret\n"
		  "prove call custom.token jwt secret\n"
		  "deny call if not jwt.sub is \"bob\"\n");
	write_file("secret", TOKEN_SECRET);
	ck_assert_int_eq(chmod("secret", 0600), 0);
	write_file("call.json",
		   buffer_join(&(struct buffer){ 0 },
			       "{\"callId\":\"c\",\"custom\":{\"token\":\"",
			       token_of("{\"sub\":\"bob\",\"pin\":\"s3cret\"}"),
			       "\"}}"));
	out = ctl_output(explain("call", "call.json"));
	ck_assert_ptr_nonnull(strstr(
	    out, "audience \"app\"\n    proves nothing: the token is for "
		 "another audience (aud)\n"));
	ck_assert_ptr_nonnull(
	    strstr(out, "\n    is proved: jwt.sub, jwt.pin\n"));
	ck_assert_ptr_nonnull(strstr(out, "\n    is not needed"));
	ck_assert_ptr_null(strstr(out, "s3cret"));
	ck_assert_ptr_null(strstr(out, TOKEN_SECRET));
	out = ctl_output(ctl_run("--conf", "echoapp.conf", "--json", "explain",
				 "call", "call.json", NULL));
	ck_assert_ptr_nonnull(strstr(
	    out, "\"match\":\"no\",\"why\":\"the token is for another "));
	ck_assert_ptr_null(strstr(out, "s3cret"));
}
