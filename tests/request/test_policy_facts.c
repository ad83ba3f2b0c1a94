/* policy_facts: what tokens prove decides, and nothing else is a fact. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"
#include "support/token.h"

static void
start(const char *rules)
{
	write_file("secret", TOKEN_SECRET "\n");
	ck_assert_int_eq(chmod("secret", 0600), 0);
	hook_start(rules, "");
}

const struct test_setup test_setup = {
	.after = hook_end,
};

/* The body of a connect with the token; never freed. */
static char *
with_token(const char *token)
{
	char *body;

	ck_assert_int_gt(asprintf(&body,
				  "{\"nodeId\":\"n\",\"sessionId\":\"s\","
				  "\"sipLogin\":\"mallory\",\"jwt\":{\"sub\":"
				  "\"root\"},\"session\":{\"sub\":\"root\"},"
				  "\"custom\":{\"token\":\"%s\"}}",
				  token),
			 0);
	return body;
}

static struct response
connect_with(const char *claims)
{
	return hook_post("connect", with_token(token_of(claims)));
}

TEST(a_proved_claim_is_tested_and_set)
{
	struct response r;

	start("prove connect custom.token jwt secret\n"
	      "deny connect if not jwt.sub exists reason \"no token\"\n"
	      "deny connect if not jwt.role is host\n"
	      "set connect sipLogin \"$jwt.sub\"\n"
	      "set connect custom.room \"r-${jwt.room.id}x\"\n");
	r = connect_with("{\"sub\":\"ali\\u0063e\",\"role\":\"host\","
			 "\"room\":{\"id\":7}}");
	ck_assert_int_eq(r.status, 200);
	ck_assert_msg(strstr(r.body, "\"sipLogin\":\"alice\""), "%s", r.body);
	ck_assert_msg(strstr(r.body, "\"room\":\"r-7x\""), "%s", r.body);
	ck_assert_int_eq(connect_with("{\"sub\":\"a\"}").status, 403);
	r = connect_with("{\"role\":\"host\"}");
	ck_assert_int_eq(r.status, 403);
	ck_assert_ptr_nonnull(strstr(r.body, "no token"));
}

TEST(a_member_named_like_a_fact_is_no_fact)
{
	start("prove connect custom.token jwt secret\n"
	      "deny connect if jwt.sub is root\n"
	      "deny connect if jwt exists\n"
	      "deny connect if link exists\n");
	hook_check_answer("connect", with_token("none"), NULL);
	start("deny connect if jwt.sub is root\n");
	hook_check_answer("connect", with_token("none"), NULL);
}

TEST(a_proof_that_fails_leaves_its_facts_missing)
{
	static const char *const tokens[] = {
		"",
		"x",
		"a.b.c",
		"eyJhbGciOiJub25lIn0.e30.",
	};
	size_t i;

	start("prove connect custom.token jwt secret\n"
	      "deny connect if not jwt exists reason \"no token\"\n");
	for (i = 0; i < ROWS(tokens); i++)
		hook_check_denied("connect", with_token(tokens[i]), 403,
				  "no token");
	hook_check_denied("connect", "{}", 403, "no token");
	hook_check_denied("connect", "{\"custom\":{\"token\":7}}", 403,
			  "no token");
	hook_check_denied("connect", "{\"custom\":{\"token\":null}}", 403,
			  "no token");
	ck_assert_int_eq(connect_with("{\"exp\":1}").status, 403);
	ck_assert_int_eq(connect_with("{}").status, 200);
}

TEST(facts_are_of_one_request_only)
{
	start("prove connect custom.token jwt secret\n"
	      "deny connect if not jwt.sub exists\n");
	ck_assert_int_eq(connect_with("{\"sub\":\"a\"}").status, 200);
	ck_assert_int_eq(hook_post("connect", with_token("x")).status, 403);
	ck_assert_int_eq(connect_with("{}").status, 403);
	ck_assert_int_eq(connect_with("{\"sub\":\"a\"}").status, 200);
}

TEST(a_set_whose_fact_is_missing_changes_nothing)
{
	start("prove call custom.token jwt secret\n"
	      "set call caller \"$jwt.sub\" visibleName \"a\"\n");
	hook_check_answer("call", with_token("x"), NULL);
	hook_check_answer("call", with_token(token_of("{\"sub\":{\"a\":1}}")),
			  NULL);
	hook_check_answer("call", with_token(token_of("{\"sub\":null}")), NULL);
}

TEST(a_field_can_be_compared_with_a_fact)
{
	start("prove call custom.token jwt secret\n"
	      "deny call if not caller is \"$jwt.sub\"\n");
	hook_check_denied("call", "{\"caller\":\"\"}", 403, "");
	hook_check_denied("call", "{\"caller\":\"$jwt.sub\"}", 403, "");
	ck_assert_int_eq(
	    hook_postf("call",
		       "{\"caller\":\"a\",\"custom\":{\"token\":\"%s\"}}",
		       token_of("{\"sub\":\"a\"}"))
		.status,
	    200);
}

TEST(the_first_of_two_proofs_that_succeeds_counts)
{
	write_file("other", "fedcba9876543210fedcba9876543210");
	ck_assert_int_eq(chmod("other", 0600), 0);
	start("prove connect custom.token jwt other\n"
	      "deny connect if not jwt.sub is a\n"
	      "prove connect custom.token jwt secret issuer \"me\"\n");
	ck_assert_int_eq(connect_with("{\"sub\":\"a\",\"iss\":\"me\"}").status,
			 200);
	ck_assert_int_eq(connect_with("{\"sub\":\"a\",\"iss\":\"you\"}").status,
			 403);
}

/* Lets the second pass in which files were last looked at. */
static void
put_secret(const char *text)
{
	const time_t before = time(NULL);

	replace_file("secret", text, 0600);
	while (time(NULL) == before)
		usleep(10000);
	hook_idle();
}

TEST(keys_are_read_again_when_they_change)
{
	const char *claims = "{\"sub\":\"a\"}";

	start("prove connect custom.token jwt secret\n"
	      "deny connect if not jwt exists\n");
	ck_assert_int_eq(connect_with(claims).status, 200);
	put_secret("fedcba9876543210fedcba9876543210");
	ck_assert_int_eq(connect_with(claims).status, 403);
	/* A broken version changes nothing. */
	put_secret("short");
	ck_assert_int_eq(connect_with(claims).status, 403);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "HS256 needs 32 at least"));
	put_secret(TOKEN_SECRET);
	ck_assert_int_eq(connect_with(claims).status, 200);
}

TEST(a_program_without_its_keys_answers_503)
{
	hook_start("prove connect custom.token jwt secret\n", "");
	hook_check_denied("connect", "{}", 503, "the file ");
}

TEST(the_addresses_of_browser_and_sender_are_facts)
{
	static const struct {
		const char *session, *reason;
	} rows[] = {
		{ "/192.0.2.7:5000/10.0.0.1:8443", "office" },
		{ "/192.0.2.7:5000/10.0.0.1:8443-0a-b", "office" },
		{ "/[2001:db8::1]:5000/10.0.0.1:8443", "office" },
		{ "/2001:db8:0:0:0:0:0:1:5000/10.0.0.1:8443", "office" },
		{ "/198.51.100.7:5000/192.0.2.7:8443", "else" },
		{ "/192.0.2.7:5000", "unknown" },
		{ "192.0.2.7:5000/x", "unknown" },
		{ "/192.0.2.7/10.0.0.1:8443", "unknown" },
		{ "/192.0.2.x:5000/10.0.0.1:8443", "unknown" },
		{ "test-HLS", "unknown" },
	};
	char body[200];
	size_t i;

	write_file("office", "192.0.2.0/24\n2001:db8::/32\n");
	hook_start("deny call if not peer.address in networks office and "
		   "peer.address is 192.0.2.1 reason \"peer\"\n"
		   "deny call if not client exists reason \"unknown\"\n"
		   "deny call if client.address in networks office reason "
		   "\"office\"\n"
		   "deny call reason \"else\"\n",
		   "");
	for (i = 0; i < ROWS(rows); i++) {
		snprintf(body, sizeof body,
			 "{\"nodeId\":\"n@1\",\"sessionId\":\"%s\",\"client\":"
			 "{\"address\":\"192.0.2.7\"},\"callId\":\"c\"}",
			 rows[i].session);
		hook_check_denied("call", body, 403, rows[i].reason);
	}
}

TEST(a_set_that_is_defined_once_serves_many_rules)
{
	hook_start("define staff alice \"bob b\"\n"
		   "deny call if not caller in staff reason \"caller\"\n"
		   "deny call if callee in staff reason \"callee\"\n",
		   "");
	hook_check_denied("call", "{\"caller\":\"carol\"}", 403, "caller");
	hook_check_denied("call", "{\"caller\":\"bob b\",\"callee\":\"alice\"}",
			  403, "callee");
	hook_check_answer("call", "{\"caller\":\"alice\",\"callee\":\"bob\"}",
			  NULL);
}
