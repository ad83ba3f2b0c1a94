/* condition: each test on each kind of member, and undecided tests. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rule.h"
#include "rules/rule_lexer.h"
#include "rules/rule_parser.h"
#include "support/harness.h"
#include "support/log_capture.h"

static struct json_scan body;
static const struct facts facts = { .of = { &body } };
static struct regex_groups g;

/* Parses and prepares a rule; its list is ./list. */
static struct rule
rule_of(const char *text)
{
	struct rule_words words = { 0 };
	struct error error;
	struct rule r;
	unsigned column;
	size_t i;

	ck_assert_msg(rule_lexer_split(&words, text, strlen(text), &error,
				       &column) == 0 &&
			  rule_parser_parse(&r, &words, &error, &column) == 0,
		      "%s: %s", text, error.text);
	rule_lexer_free(&words);
	r.file = "rules.conf";
	r.line = 7;
	for (i = 0; i < r.condition_count; i++) {
		struct condition *c = &r.conditions[i];
		struct stat st;

		if (c->test == CONDITION_IN)
			c->list = line_set_read(c->text, &st, &error);
	}
	return r;
}

static enum match_result
try(const char *conditions, const char *json)
{
	char text[512];
	struct rule r;
	enum match_result m;

	snprintf(text, sizeof text, "deny call if %s", conditions);
	r = rule_of(text);
	ck_assert_int_eq(json_scan(&body, json, strlen(json)), 0);
	m = rule_matches(&r, &facts, &g);
	rule_free(&r);
	return m;
}

static const char sample[] =
    "{\"callee\":\"10002\",\"port\":5060,\"long\":5060.0,\"video\":true,"
    "\"no\":null,\"empty\":\"\",\"custom\":{\"token\":\"a\\u0062c\","
    "\"deep\":{\"x\":1},\"list\":[1]},\"twice\":\"old\",\"twice\":\"new\","
    "\"nul\":\"a\\u0000b\",\"lone\":\"\\ud800\",\"dot.ted\":\"x\","
    "\"bl ank\":\"x\",\"dollar\":\"$1\",\"if\":\"x\","
    "\"number\":\"5060\",\"e\":\"\xc3\xa4\"}";

static void
forget(void)
{
	json_scan_free(&body);
	regex_groups_free(&g);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(conditions_say_what_they_say)
{
	static const struct {
		const char *condition;
		bool holds;
	} cases[] = {
		{ "callee is 10002", true },
		{ "callee is \"10002\"", true },
		{ "callee is 1000", false },
		{ "callee is 100022", false },
		{ "callee is \"\"", false },
		{ "empty is \"\"", true },
		{ "port is 5060", true },
		{ "port is \"5060\"", true },
		{ "number is 5060", true },
		{ "long is 5060", false },
		{ "long is 5060.0", true },
		{ "video is true", true },
		{ "video is \"true\"", true },
		{ "video is false", false },
		{ "custom.token is abc", true },
		{ "custom.token is a\\u0062c", false },
		{ "custom.deep.x is 1", true },
		{ "e is \xc3\xa4", true },
		{ "twice is new", true },
		{ "twice is old", false },
		{ "nul is a", false },
		{ "dollar is $$1", true },
		{ "\"bl ank\" is x", true },
		{ "\"if\" is x", true },
		{ "Callee is 10002", false },
		{ "callee ~ ^1", true },
		{ "callee ~ ^2", false },
		{ "port ~ ^506.$", true },
		{ "video ~ ^t", true },
		{ "empty ~ ^$", true },
		{ "custom.token ~ ^abc$", true },
		{ "nul ~ \"^a\\x00b$\"", true },
		{ "lone ~ \"^\\x{fffd}$\"", true },
		{ "e ~ ^.$", true },
		{ "callee in list", true },
		{ "port in list", true },
		{ "custom.token in list", true },
		{ "video in list", false },
		{ "empty in list", false },
		{ "nul in list", false },
		{ "callee exists", true },
		{ "empty exists", true },
		{ "video exists", true },
		{ "custom exists", true },
		{ "custom.list exists", true },
		{ "custom.token exists", true },
		{ "custom.none exists", false },
		{ "custom.token.x exists", false },
		{ "custom.list.0 exists", false },
		{ "callee.x exists", false },
		{ "no exists", false },
		{ "none exists", false },
		{ "dot.ted exists", false },
		/* Members for which a test never holds. */
		{ "no is \"null\"", false },
		{ "no ~ .*", false },
		{ "no in list", false },
		{ "none is x", false },
		{ "none ~ .*", false },
		{ "none in list", false },
		{ "custom is \"{}\"", false },
		{ "custom ~ .*", false },
		{ "custom in list", false },
		{ "custom.list ~ .*", false },
		/* Groups of an earlier pattern. */
		{ "callee ~ (.)$ and callee is 1000$1", true },
		{ "callee ~ (.)$ and callee is 1001$1", false },
		{ "callee ~ ^(.)(.) and callee ~ (.)$ and callee is 1000$1",
		  true },
		{ "callee ~ (.)$ and not none ~ x and callee is 1000$1", true },
		{ "callee ~ (.)$ and not callee ~ (9) and callee is 1000$1",
		  true },
	};
	char negated[256];
	size_t i;

	write_file("list", "10002\n5060\nabc\na\n");
	for (i = 0; i < ROWS(cases); i++) {
		const char *c = cases[i].condition;
		const char *last = strstr(c, " and ") ? NULL : c;

		ck_assert_msg(try(c, sample) ==
				  (cases[i].holds ? MATCH_YES : MATCH_NO),
			      "%s", c);
		if (!last)
			continue;
		snprintf(negated, sizeof negated, "not %s", c);
		ck_assert_msg(try(negated, sample) ==
				  (cases[i].holds ? MATCH_NO : MATCH_YES),
			      "%s", negated);
	}
}

TEST(all_conditions_have_to_hold)
{
	ck_assert_int_eq(try("callee is 10002 and port is 5060", sample),
			 MATCH_YES);
	ck_assert_int_eq(try("callee is 10003 and port is 5060", sample),
			 MATCH_NO);
	ck_assert_int_eq(try("callee is 10002 and not port is 5060", sample),
			 MATCH_NO);
}

TEST(a_rule_without_conditions_always_matches)
{
	struct rule r = rule_of("deny call");

	ck_assert_int_eq(json_scan(&body, "{}", 2), 0);
	ck_assert_int_eq(rule_matches(&r, &facts, &g), MATCH_YES);
	rule_free(&r);
}

/* Groups of an earlier rule are not used. */
TEST(groups_are_those_of_this_rule)
{
	ck_assert_int_eq(try("callee ~ (.*)", sample), MATCH_YES);
	ck_assert_uint_eq(g.group[1].len, 5);
	ck_assert_int_eq(try("callee exists", sample), MATCH_YES);
	ck_assert_uint_eq(g.group[1].len, 0);
}

/* A body on which (a+)+$ backtracks without end. */
static const char *
endless(void)
{
	static char text[4096];
	size_t n = (size_t)snprintf(text, sizeof text, "{\"x\":\"");

	memset(text + n, 'a', 3000);
	snprintf(text + n + 3000, sizeof text - n - 3000, "!\",\"y\":\"z\"}");
	return text;
}

TEST(a_stopped_pattern_leaves_it_open)
{
	static const struct {
		const char *condition;
		enum match_result match;
	} cases[] = {
		{ "x ~ (a+)+$", MATCH_STOPPED },
		{ "not x ~ (a+)+$", MATCH_STOPPED },
		{ "x ~ (a+)+$ and y is z", MATCH_STOPPED },
		{ "y is z and x ~ (a+)+$", MATCH_STOPPED },
		/* A condition that is certain decides. */
		{ "x ~ (a+)+$ and y is a", MATCH_NO },
		{ "y is a and x ~ (a+)+$", MATCH_NO },
		/*
		 * A condition that needs the groups of a stopped pattern is
		 * undecided.
		 */
		{ "x ~ (a+)+$ and y is $1", MATCH_STOPPED },
		{ "x ~ (a+)+$ and not y is $1", MATCH_STOPPED },
		{ "x ~ (a+)+$ and y ~ (.) and y is $1", MATCH_STOPPED },
		{ "x ~ (a+)+$ and y ~ (.) and y is a$1", MATCH_NO },
	};
	size_t i;

	for (i = 0; i < ROWS(cases); i++)
		ck_assert_msg(try(cases[i].condition, endless()) ==
				  cases[i].match,
			      "%s", cases[i].condition);
}

TEST(a_stopped_pattern_falls_on_the_safe_side)
{
	static const struct {
		const char *rule;
		bool holds;
	} cases[] = {
		{ "deny call if x ~ (a+)+$", true },
		{ "deny call if not x ~ (a+)+$", true },
		{ "allow call if x ~ (a+)+$", false },
		{ "allow call if not x ~ (a+)+$", false },
		{ "set call x b if x ~ (a+)+$", false },
		{ "set call x b if not x ~ (a+)+$", false },
		{ "limit call 1 active by x if x ~ (a+)+$", true },
		{ "limit call 1 active by x if not x ~ (a+)+$", true },
	};
	const char *json = endless();
	size_t i;

	ck_assert_int_eq(json_scan(&body, json, strlen(json)), 0);
	for (i = 0; i < ROWS(cases); i++) {
		struct rule r = rule_of(cases[i].rule);

		log_capture_start();
		ck_assert_msg(rule_holds(&r, &facts, &g) == cases[i].holds,
			      "%s", cases[i].rule);
		ck_assert_ptr_nonnull(
		    strstr(log_capture_text(),
			   "rules.conf:7: a pattern took too long"));
		ck_assert_ptr_nonnull(
		    strstr(log_capture_text(),
			   cases[i].holds ? "as a match" : "as no match"));
		rule_free(&r);
	}
}

/* Lists of rules for other hooks are not loaded; such a rule is undecided. */
TEST(what_was_not_loaded_is_not_known)
{
	struct rule r = rule_of("deny call if x is @none");

	ck_assert_int_eq(json_scan(&body, "{\"x\":\"\"}", 8), 0);
	ck_assert_int_eq(rule_matches(&r, &facts, &g), MATCH_STOPPED);
	rule_free(&r);
	r = rule_of("deny call if not x in none");
	ck_assert_int_eq(rule_matches(&r, &facts, &g), MATCH_STOPPED);
	rule_free(&r);
}
