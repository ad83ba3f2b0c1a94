/* rule_parser: each form of a rule, and each error. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rule_lexer.h"
#include "rules/rule_parser.h"
#include "support/harness.h"

static struct rule_words w;
static struct rule r;
static struct error error;
static unsigned column;

static int
parse_bytes(const char *text, size_t len)
{
	int bad = rule_lexer_split(&w, text, len, &error, &column);

	ck_assert_msg(bad == 0, "%s", error.text);
	return rule_parser_parse(&r, &w, &error, &column);
}

static void
parse(const char *text)
{
	ck_assert_msg(parse_bytes(text, strlen(text)) == 0, "%s: %s", text,
		      error.text);
}

static void
forget(void)
{
	rule_free(&r);
	rule_lexer_free(&w);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(deny_takes_conditions_and_a_reason)
{
	parse("deny call if callee ~ ^00 and not caller is 10001 reason \"no "
	      "way\" # so");
	ck_assert_int_eq(r.kind, RULE_DENY);
	ck_assert_str_eq(r.hook, "call");
	ck_assert_str_eq(r.reason, "no way");
	ck_assert_uint_eq(r.condition_count, 2);
	ck_assert(!r.conditions[0].negated);
	ck_assert_int_eq(r.conditions[0].test, CONDITION_REGEX);
	ck_assert_str_eq(r.conditions[0].text, "^00");
	ck_assert_str_eq(r.conditions[0].field.text, "callee");
	ck_assert(r.conditions[1].negated);
	ck_assert_int_eq(r.conditions[1].test, CONDITION_IS);
	ck_assert_str_eq(r.conditions[1].value.text, "10001");
	rule_free(&r);
	parse("deny call");
	ck_assert_uint_eq(r.condition_count, 0);
	ck_assert_ptr_null(r.reason);
	rule_free(&r);
	parse("deny call reason no");
	ck_assert_str_eq(r.reason, "no");
	rule_free(&r);
	parse("deny call reason \"\"");
	ck_assert_str_eq(r.reason, "");
}

TEST(allow_takes_conditions)
{
	parse("allow connect if origin in \"my domains.txt\" and "
	      "custom.token exists");
	ck_assert_int_eq(r.kind, RULE_ALLOW);
	ck_assert_int_eq(r.conditions[0].test, CONDITION_IN);
	ck_assert_str_eq(r.conditions[0].text, "my domains.txt");
	ck_assert_ptr_null(r.conditions[0].list);
	ck_assert_int_eq(r.conditions[1].test, CONDITION_EXISTS);
	ck_assert_str_eq(r.conditions[1].field.text, "custom.token");
	ck_assert_uint_eq(r.conditions[1].field.depth, 2);
	ck_assert_str_eq(r.conditions[1].field.names[0], "custom");
	ck_assert_str_eq(r.conditions[1].field.names[1], "token");
}

TEST(set_takes_pairs_and_conditions)
{
	parse("set call callee +49$1 sipPort 5060 custom.account \"true\" "
	      "sipPassword @secret if callee ~ ^0(.*)");
	ck_assert_int_eq(r.kind, RULE_SET);
	ck_assert_uint_eq(r.setting_count, 4);
	ck_assert_str_eq(r.settings[0].field.text, "callee");
	ck_assert_int_eq(r.settings[0].value.kind, VALUE_TEXT);
	ck_assert(r.settings[0].value.has_groups);
	ck_assert_int_eq(r.settings[1].value.kind, VALUE_JSON);
	ck_assert_uint_eq(r.settings[2].field.depth, 2);
	ck_assert_int_eq(r.settings[2].value.kind, VALUE_TEXT);
	ck_assert_int_eq(r.settings[3].value.kind, VALUE_FILE);
	ck_assert_uint_eq(r.condition_count, 1);
	rule_free(&r);
	parse("set call visibleName \"\"");
	ck_assert_uint_eq(r.setting_count, 1);
}

TEST(limit_counts_what_is_active_or_comes)
{
	enum rule_window i;
	char text[128];

	parse("limit call 2 active by caller reason \"two at once\"");
	ck_assert_int_eq(r.kind, RULE_LIMIT);
	ck_assert_uint_eq(r.max, 2);
	ck_assert_int_eq(r.window, WINDOW_ACTIVE);
	ck_assert_str_eq(r.by.text, "caller");
	ck_assert_str_eq(r.conditions_text, "");
	ck_assert_str_eq(r.reason, "two at once");
	for (i = WINDOW_SECOND; i < WINDOWS; i++) {
		rule_free(&r);
		snprintf(text, sizeof text, "limit call 0 per %s by custom.id",
			 rule_window_names[i]);
		parse(text);
		ck_assert_int_eq(r.window, i);
		ck_assert_uint_eq(r.max, 0);
	}
	rule_free(&r);
	parse("limit call 1000000000 per day by caller if  callee ~ ^00 and "
	      "not  caller in \"a\" reason x");
	ck_assert_uint_eq(r.max, RULE_NUMBER_MAX);
	ck_assert_str_eq(r.conditions_text,
			 "if callee ~ \"^00\" and not caller in \"a\"");
}

TEST(hide_and_skip_take_fields_and_mute_takes_none)
{
	parse("hide ConnectionStatusEvent sipLogin sipPassword");
	ck_assert_int_eq(r.kind, RULE_HIDE);
	ck_assert_uint_eq(r.field_count, 2);
	ck_assert_str_eq(r.fields[1].text, "sipPassword");
	rule_free(&r);
	parse("skip call sdp");
	ck_assert_int_eq(r.kind, RULE_SKIP);
	ck_assert_uint_eq(r.field_count, 1);
	rule_free(&r);
	parse("mute StreamKeepAliveEvent");
	ck_assert_int_eq(r.kind, RULE_MUTE);
	ck_assert_str_eq(r.hook, "StreamKeepAliveEvent");
}

TEST(a_quoted_word_is_no_keyword)
{
	parse("set call \"if\" \"and\" \"not\" \"reason\" if \"not\" is "
	      "\"if\" and not \"and\" exists");
	ck_assert_uint_eq(r.setting_count, 2);
	ck_assert_str_eq(r.settings[0].field.text, "if");
	ck_assert_str_eq(r.settings[1].value.text, "reason");
	ck_assert_str_eq(r.conditions[0].field.text, "not");
	ck_assert(!r.conditions[0].negated);
	ck_assert(r.conditions[1].negated);
	rule_free(&r);
	/* Keywords are keywords only at their places. */
	parse("deny call if in in in and is is is and exists exists and per is "
	      "\"null\"");
	ck_assert_uint_eq(r.condition_count, 4);
}

TEST(what_is_wrong_is_said)
{
	static const struct {
		const char *text;
		unsigned column;
		const char *says;
	} wrong[] = {
		{ "deyn call", 1,
		  "\"deyn\" is not a rule; a rule begins with deny, "
		  "allow, set, "
		  "limit, hide, skip, mute, prove or define" },
		{ "\"deny\" call", 1, "\"deny\" is not a rule" },
		{ "DENY call", 1, "\"DENY\" is not a rule" },
		{ "deny", 1,
		  "the HOOK is missing at the end; the form is deny "
		  "HOOK [if COND {and COND}] [reason \"TEXT\"]" },
		{ "deny if x exists", 6, "the HOOK is missing before if" },
		{ "deny \"\"", 6, "the HOOK is empty" },
		{ "deny call if", 11, "a FIELD is missing at the end" },
		{ "deny call if x is y and", 21,
		  "a FIELD is missing at the end" },
		{ "deny call if and", 14, "a FIELD is missing before and" },
		{ "deny call if not not x exists", 18,
		  "a FIELD is missing before not" },
		{ "deny call if x", 14,
		  "a test is missing after \"x\": is VALUE, ~ REGEX, in "
		  "LIST, " },
		{ "deny call if x == y", 16,
		  "\"==\" is not a test; write is VALUE, ~ REGEX, in "
		  "LIST, " },
		{ "deny call if x \"is\" y", 16, "\"is\" is not a test" },
		{ "deny call if x is", 16, "a VALUE is missing at the end" },
		{ "deny call if x is and", 19,
		  "a VALUE is missing before and (a keyword unless in quotes" },
		{ "deny call if x is null", 19, "a field is never null" },
		{ "deny call if x is $1", 19, "there is no ~ before it" },
		{ "deny call if x is $1 and x ~ ()", 19,
		  "there is no ~ before it" },
		{ "deny call if not x ~ () and x is $1", 34,
		  "there is no ~ before it" },
		{ "deny call if x ~ () and x is $2", 30, "there is no $2" },
		{ "deny call if x ~", 16, "a REGEX is missing at the end" },
		{ "deny call if x ~ if", 18, "a REGEX is missing before if" },
		{ "deny call if x ~ a(b", 18,
		  "the REGEX \"a(b\" is wrong: missing closing parenthesis, at "
		  "its byte 4" },
		{ "deny call if x in", 16, "a FILE is missing at the end" },
		{ "deny call if x in \"\"", 19, "the FILE is empty" },
		{ "deny call if x < five", 18, "\"five\" is neither a number" },
		{ "deny call if x between 5", 24,
		  "\"and VALUE\" is missing after between VALUE" },
		{ "deny call if x between 5 and 08:00", 24,
		  "\"08:00\" is of another kind than \"5\"" },
		{ "deny call if x between 6 and 5", 24,
		  "\"6\" is more than \"5\"" },
		{ "deny call if x >= 24:01", 19, "is neither a number" },
		{ "deny call if x >= 2026-02-30", 19, "is neither a number" },
		{ "deny call if now.hour is 5", 14,
		  "\"now.hour\" is not a fact: there are now.time" },
		{ "deny call if now is 5", 14, "\"now\" is not a fact" },
		{ "deny call if now.time is 05:00 zone Nowhere/Land", 37,
		  "there is no time zone \"Nowhere/Land\"" },
		{ "deny call if x is 5 zone UTC", 21,
		  "\"zone\" is unexpected here" },
		{ "limit call 2 active by now.time", 24,
		  "\"now.time\" can be tested only" },
		{ "set call callee $now.time", 17,
		  "the fact now.time can be tested only" },
		{ "limit call lasting", 12, "N, a number, is missing" },
		{ "limit call lasting 0 hours", 20,
		  "a limit of time is from 1 to 1000000000 seconds" },
		{ "limit call lasting 99999 days", 20, "a limit of time is" },
		{ "limit call lasting 2 weeks", 22, "\"weeks\" is neither" },
		{ "limit call lasting 2 hours by x", 28,
		  "\"by\" is unexpected here; the form is limit HOOK lasting" },
		{ "define", 1, "the NAME is missing at the end" },
		{ "define staff", 8, "a VALUE is missing at the end" },
		{ "define staff a \"\"", 16, "a VALUE is empty" },
		{ "deny call if x exists y", 23,
		  "\"y\" is unexpected here; the form is deny" },
		{ "deny call x", 11, "\"x\" is unexpected here; the form is" },
		{ "deny call if .x exists", 14,
		  "the FIELD \".x\" has an empty name between its dots" },
		{ "deny call if x. exists", 14, "has an empty name" },
		{ "deny call if x..y exists", 14, "has an empty name" },
		{ "deny call if \"\" exists", 14, "the FIELD \"\" is empty" },
		{ "deny call reason", 11, "the TEXT is missing at the end" },
		{ "deny call reason two words", 22,
		  "\"words\" is unexpected here; put a TEXT of several "
		  "words in quotes" },
		{ "deny call reason x if y exists", 20,
		  "\"if\" is unexpected here" },
		{ "allow call reason x", 12,
		  "\"reason\" is unexpected here; the form is allow HOOK [if "
		  "COND {and COND}]" },
		{ "set call", 5, "a FIELD is missing at the end" },
		{ "set call if x exists", 10, "a FIELD is missing before if" },
		{ "set call x", 10, "a VALUE is missing at the end" },
		{ "set call x if y exists", 12,
		  "a VALUE is missing before if" },
		{ "set call x 1 y if y exists", 16,
		  "a VALUE is missing before if" },
		{ "set call x and", 12, "a VALUE is missing before and" },
		{ "set call x $1", 12, "there is no ~ before it" },
		{ "set call x $a", 12,
		  "the VALUE \"$a\" is wrong: a $ must be part of $0 to $9, or "
		  "of $$" },
		{ "set call x $3 if y ~ (.)(.)", 12,
		  "there is no $3: the pattern's last group is $2" },
		{ "set call x @", 12, "the path of a file is missing" },
		{ "set call x 1 reason z", 14,
		  "a FIELD is missing before reason" },
		{ "set call x 1 if y exists reason z", 26,
		  "\"reason\" is unexpected here" },
		{ "set call appKey x", 10,
		  "appKey cannot be set: WCS ignores changes of "
		  "nodeId, sessionId and appKey" },
		{ "set call x 1 nodeId x", 14, "nodeId cannot be set" },
		{ "set call \"sessionId\" x", 10, "sessionId cannot be set" },
		{ "set call a x caller,callee x", 14,
		  "the FIELD \"caller,callee\" contains a comma" },
		{ "limit call", 7,
		  "N, a number, is missing at the end; the "
		  "form is limit HOOK N active|per WINDOW by "
		  "FIELD" },
		{ "limit call two", 12,
		  "\"two\" is not a number from 0 to 1000000000" },
		{ "limit call -1", 12, "\"-1\" is not a number" },
		{ "limit call +1", 12, "\"+1\" is not a number" },
		{ "limit call 1000000001", 12, "is not a number" },
		{ "limit call 99999999999999999999", 12, "is not a number" },
		{ "limit call 5x", 12, "\"5x\" is not a number" },
		{ "limit call 5", 12, "active or per is missing" },
		{ "limit call 5 at", 14, "\"at\" is neither active nor per" },
		{ "limit call 5 per", 14,
		  "second, minute, hour or day is missing" },
		{ "limit call 5 per week", 18,
		  "\"week\" is neither second, minute, hour nor day" },
		{ "limit call 5 per active", 18, "\"active\" is neither" },
		{ "limit call 5 active", 14, "by is missing at the end" },
		{ "limit call 5 active x", 21,
		  "\"by FIELD\" is missing before \"x\"" },
		{ "limit call 5 active by", 21, "a FIELD is missing" },
		{ "limit call 5 active by if x exists", 24,
		  "a FIELD is missing before if" },
		{ "hide call", 6,
		  "a FIELD is missing at the end; the form is "
		  "hide HOOK FIELD {FIELD}" },
		{ "hide call x if y exists", 13, "\"if\" is unexpected here" },
		{ "skip call a,b", 11,
		  "the FIELD \"a,b\" contains a comma; separate fields "
		  "by blanks" },
		{ "mute", 1, "the HOOK is missing at the end" },
		{ "mute call x", 11,
		  "\"x\" is unexpected here; the form is mute HOOK" },
		{ "mute call if x exists", 11, "\"if\" is unexpected here" },
		/* Words in messages are escaped for terminals. */
		{ "\xe2\x82\xac call", 1, "\"\\xe2\\x82\\xac\" is not a rule" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		ck_assert_msg(
		    parse_bytes(wrong[i].text, strlen(wrong[i].text)) == -1,
		    "%s", wrong[i].text);
		ck_assert_msg(strstr(error.text, wrong[i].says) != NULL,
			      "%s: \"%s\" is not in: %s", wrong[i].text,
			      wrong[i].says, error.text);
		ck_assert_msg(column == wrong[i].column, "%s: column %u",
			      wrong[i].text, column);
		ck_assert_ptr_null(r.hook);
	}
}

TEST(what_is_too_long_is_said)
{
	char text[1024];
	int n;

	n = snprintf(text, sizeof text, "deny call reason ");
	memset(text + n, 'x', RULE_REASON_MAX + 1);
	text[n + RULE_REASON_MAX] = '\0';
	parse(text);
	rule_free(&r);
	text[n + RULE_REASON_MAX] = 'x';
	ck_assert_int_eq(parse_bytes(text, (size_t)n + RULE_REASON_MAX + 1),
			 -1);
	ck_assert_ptr_nonnull(strstr(error.text, "longer than 500 bytes"));
	n = snprintf(text, sizeof text, "hide call a");
	for (; n < 11 + 2 * 63; n += 2)
		memcpy(text + n, ".a", 2);
	ck_assert_int_eq(parse_bytes(text, (size_t)n), 0);
	ck_assert_uint_eq(r.fields[0].depth, 64);
	rule_free(&r);
	memcpy(text + n, ".a", 2);
	ck_assert_int_eq(parse_bytes(text, (size_t)n + 2), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "deeper than a body can be"));
}

TEST(a_rule_of_a_megabyte_is_read)
{
	static char text[1 << 20];
	size_t n = (size_t)sprintf(text, "deny call if x is y"), conditions = 1;

	for (; n + 32 < sizeof text; conditions++)
		n += (size_t)sprintf(text + n, " and not x is y");
	ck_assert_int_eq(parse_bytes(text, n), 0);
	ck_assert_uint_eq(r.condition_count, conditions);
}
