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
/* Of 2026-11-23T10:48:07Z, a Monday. */
static const struct facts facts = {
	.of = { &body },
	.now = INT64_C(1795430887000000),
};
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

		if (c->test == CONDITION_NETWORKS)
			c->networks = network_set_read(c->text, &st, &error);
		if (c->test == CONDITION_IN || c->test == CONDITION_PREFIXES)
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

static const char ordered[] =
    "{\"n\":5,\"big\":9007199254740993,\"text\":\"12.5\",\"word\":"
    "\"5 apples\",\"zero\":\"007\",\"list\":[1,\"b\",[2],null],"
    "\"scope\":\"calls  rooms\",\"from\":\"192.0.2.77\","
    "\"six\":\"2001:db8::7\",\"day\":\"2026-12-24\",\"huge\":1e999,"
    "\"object\":{\"n\":5}}";

static enum match_result
try_ordered(const char *conditions)
{
	return try(conditions, ordered);
}

TEST(numbers_are_compared_as_numbers)
{
	static const char *const holds[] = {
		"n < 6",
		"n <= 5",
		"n >= 5",
		"n > -1e3",
		"text > 12",
		"text < 100",
		"text between 12 and 13",
		"n between 5 and 5",
		"huge > 1e300",
		"day < 2026-12-25",
		"day between 2026-12-24 and 2026-12-26",
	};
	/* Neither these nor the opposite hold of what has no number. */
	static const char *const fails[] = {
		"n < 5",
		"n > 5",
		"n between 6 and 7",
		"text < 2",
		"word < 6",
		"word >= 6",
		"zero < 100",
		"zero >= 100",
		"object.m < 6",
		"missing < 6",
		"missing >= 6",
		"object < 6",
		"list >= 0",
		"day < 5",
		"n < 2026-12-24",
		"n between 08:00 and 18:00",
	};
	char text[80];
	size_t i;

	for (i = 0; i < ROWS(holds); i++) {
		ck_assert_msg(try_ordered(holds[i]) == MATCH_YES, "%s",
			      holds[i]);
		snprintf(text, sizeof text, "not %s", holds[i]);
		ck_assert_msg(try_ordered(text) == MATCH_NO, "%s", text);
	}
	for (i = 0; i < ROWS(fails); i++)
		ck_assert_msg(try_ordered(fails[i]) == MATCH_NO, "%s",
			      fails[i]);
}

TEST(any_tests_each_element_of_an_array_and_each_word_of_a_text)
{
	static const struct {
		const char *condition;
		enum match_result result;
	} rows[] = {
		{ "any list is b", MATCH_YES },
		{ "any list is \"1\"", MATCH_YES },
		{ "any list is 2", MATCH_NO },
		{ "any list < 2", MATCH_YES },
		{ "any list exists", MATCH_YES },
		{ "not any list is b", MATCH_NO },
		{ "not any list is c", MATCH_YES },
		{ "list is b", MATCH_NO },
		{ "any scope is rooms", MATCH_YES },
		{ "any scope is \"\"", MATCH_NO },
		{ "any scope is room", MATCH_NO },
		{ "scope is rooms", MATCH_NO },
		{ "any scope ~ ^c", MATCH_YES },
		{ "any n is 5", MATCH_YES },
		{ "any missing is 5", MATCH_NO },
		{ "any object is 5", MATCH_NO },
		{ "any object exists", MATCH_NO },
	};
	size_t i;

	for (i = 0; i < ROWS(rows); i++)
		ck_assert_msg(try_ordered(rows[i].condition) == rows[i].result,
			      "%s", rows[i].condition);
	ck_assert_int_eq(try("any is x", "{\"any\":\"x\"}"), MATCH_YES);
}

TEST(the_clock_is_that_of_the_zone)
{
	static const struct {
		const char *condition;
		enum match_result result;
	} rows[] = {
		{ "now.time is \"10:48\"", MATCH_YES },
		{ "now.time is 11:48 zone Europe/Berlin", MATCH_YES },
		{ "now.time is 16:18 zone Asia/Kolkata", MATCH_YES },
		{ "now.weekday is Mon", MATCH_YES },
		{ "now.weekday is Tue zone Pacific/Kiritimati", MATCH_YES },
		{ "now.date is 2026-11-24 zone Pacific/Kiritimati", MATCH_YES },
		{ "now.time between 08:00 and 18:00", MATCH_YES },
		{ "now.time between 10:48 and 10:49", MATCH_YES },
		{ "now.time between 10:00 and 10:48", MATCH_NO },
		{ "now.time between 22:00 and 06:00", MATCH_NO },
		{ "now.time between 22:00 and 10:49", MATCH_YES },
		{ "now.time between 22:00 and 06:00 zone America/Bogota",
		  MATCH_YES },
		{ "now.time >= 00:00 and now.time < 24:00", MATCH_YES },
		{ "now.weekday between Mon and Fri", MATCH_YES },
		{ "now.weekday between Sat and Mon", MATCH_YES },
		{ "now.weekday between Sat and Sun", MATCH_NO },
		{ "now.date between 2026-11-01 and 2026-11-23", MATCH_YES },
		{ "now.date >= 2026-11-24", MATCH_NO },
		{ "not now.date ~ ^2027-", MATCH_YES },
	};
	size_t i;

	for (i = 0; i < ROWS(rows); i++)
		ck_assert_msg(
		    try(rows[i].condition, "{\"now\":{\"time\":\"00:01\"}}") ==
			rows[i].result,
		    "%s", rows[i].condition);
}

TEST(lists_may_have_prefixes_and_networks)
{
	static const struct {
		const char *number;
		bool is_in;
	} numbers[] = {
		{ "4930123456", true }, { "49900123", false },
		{ "499001234", true },	{ "49900124", false },
		{ "49", true },		{ "4", false },
		{ "", false },		{ "1", false },
		{ "!49900", false },
	};
	char json[200];
	size_t i;

	write_file("list", "49\n!49900\n499001234\n");
	for (i = 0; i < ROWS(numbers); i++) {
		snprintf(json, sizeof json, "{\"callee\":\"%s\"}",
			 numbers[i].number);
		ck_assert_msg(try("callee in prefixes list", json) ==
				  (numbers[i].is_in ? MATCH_YES : MATCH_NO),
			      "%s", numbers[i].number);
	}
	write_file("list", "# the office\n192.0.2.64/26 # all of it\r\n\n"
			   "2001:db8::/32\n");
	ck_assert_int_eq(try_ordered("from in networks list"), MATCH_YES);
	ck_assert_int_eq(try_ordered("six in networks list"), MATCH_YES);
	ck_assert_int_eq(try_ordered("word in networks list"), MATCH_NO);
	ck_assert_int_eq(try_ordered("missing in networks list"), MATCH_NO);
	write_file("list", "192.0.2.0/26\n::/0\n");
	ck_assert_int_eq(try_ordered("from in networks list"), MATCH_NO);
}
