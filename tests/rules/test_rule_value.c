/* rule_value: the text of a VALUE, its kind, and the files it may name. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "rules/rule_value.h"
#include "support/harness.h"

static struct rule_value v;
static const struct facts facts;
static struct regex_groups g;
static struct error error;

static int
parse(const char *text, bool quoted, int groups)
{
	const struct rule_word w = {
		.at = text,
		.len = strlen(text),
		.quoted = quoted,
	};

	return rule_value_parse(&v, &w, groups, &error);
}

/* The JSON of the value in the response; valid until the next call. */
static const char *
json_of(const char *text, bool quoted)
{
	static struct buffer b;

	ck_assert_msg(parse(text, quoted, 9) == 0, "%s: %s", text, error.text);
	b.len = 0;
	rule_value_add_json(&v, &g, &facts, &b);
	buffer_add(&b, "", 1);
	rule_value_free(&v);
	return b.at;
}

static void
match(const char *pattern, const char *subject)
{
	struct regex *p = regex_new(pattern, strlen(pattern), &error);

	ck_assert_int_eq(regex_match(p, subject, strlen(subject), &g),
			 MATCH_YES);
	regex_free(p);
}

static void
forget(void)
{
	rule_value_free(&v);
	regex_groups_free(&g);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(a_quoted_word_is_a_string)
{
	ck_assert_str_eq(json_of("10002", true), "\"10002\"");
	ck_assert_str_eq(json_of("true", true), "\"true\"");
	ck_assert_str_eq(json_of("", true), "\"\"");
	ck_assert_str_eq(json_of("@file", true), "\"@file\"");
	ck_assert_str_eq(json_of("a \"b\" \\", true), "\"a \\\"b\\\" \\\\\"");
	ck_assert_str_eq(json_of("\xe2\x82\xac", true), "\"\xe2\x82\xac\"");
}

TEST(a_plain_word_may_be_json)
{
	static const char *const json[] = { "5060",  "-1",   "0",     "1.50",
					    "1e400", "true", "false", "null" };
	static const char *const text[] = { "007", "+49",  "0x10", "1.",
					    ".5",  "True", "nul",  "-",
					    "{}",  "[]",   "1,2",  "1}" };
	char want[32];
	size_t i;

	for (i = 0; i < ROWS(json); i++)
		ck_assert_str_eq(json_of(json[i], false), json[i]);
	for (i = 0; i < ROWS(text); i++) {
		snprintf(want, sizeof want, "\"%s\"", text[i]);
		ck_assert_str_eq(json_of(text[i], false), want);
	}
}

TEST(groups_are_put_in_and_make_a_string)
{
	match("^0(\\d+)(x)?", "0123");
	ck_assert_str_eq(json_of("+49$1", false), "\"+49123\"");
	ck_assert_str_eq(json_of("$1", false), "\"123\"");
	ck_assert_str_eq(json_of("$0-$1-$2-$3", true), "\"0123-123--\"");
	ck_assert_str_eq(json_of("$10", false), "\"1230\"");
	ck_assert_str_eq(json_of("$$1", false), "\"$1\"");
	ck_assert_str_eq(json_of("$$", false), "\"$\"");
	ck_assert_str_eq(json_of("$$$1", false), "\"$123\"");
}

/* Its text comes from a client. */
TEST(what_a_group_holds_is_not_expanded_again)
{
	match("^(.*)$", "$1\"$$@x");
	ck_assert_str_eq(json_of("$1", false), "\"$1\\\"$$@x\"");
	ck_assert_str_eq(json_of("$1$1", true), "\"$1\\\"$$@x$1\\\"$$@x\"");
}

TEST(groups_that_hold_nothing_are_empty)
{
	regex_groups_clear(&g);
	ck_assert_str_eq(json_of("a$1b$0", true), "\"ab\"");
}

TEST(a_dollar_that_means_nothing_is_an_error)
{
	static const struct {
		const char *text;
		int groups;
		const char *says;
	} wrong[] = {
		{ "$", 9,
		  "a $ must be part of $0 to $9, or of $$ for a dollar sign" },
		{ "a$", 9, "a $ must be part of $0 to $9" },
		{ "$a", 9, "a $ must be part of $0 to $9" },
		{ "$$$", 9, "a $ must be part of $0 to $9" },
		{ "$1", -1, "$1 is a group, but there is no ~ before it" },
		{ "$0", -1, "$0 is a group, but there is no ~ before it" },
		{ "$2", 1, "there is no $2: the pattern's last group is $1" },
		{ "$1", 0, "there is no $1: the pattern's last group is $0" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		ck_assert_int_eq(parse(wrong[i].text, i % 2, wrong[i].groups),
				 -1);
		ck_assert_msg(strstr(error.text, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says,
			      error.text);
		ck_assert_ptr_null(v.text);
	}
	ck_assert_int_eq(parse("$0", true, 0), 0);
	ck_assert_int_eq(parse("$12", true, 12), 0);
}

/* Loads the value from ./secret. */
static int
load(const char *text, mode_t mode)
{
	struct stat st;

	write_file("secret", text);
	ck_assert_int_eq(chmod("secret", mode), 0);
	ck_assert_int_eq(parse("@secret", false, -1), 0);
	ck_assert_int_eq(v.kind, VALUE_FILE);
	ck_assert_str_eq(v.text, "secret");
	return rule_value_load(&v, "secret", &st, &error);
}

static const char *
loaded(void)
{
	static struct buffer b;

	b.len = 0;
	rule_value_add_json(&v, &g, &facts, &b);
	buffer_add(&b, "", 1);
	rule_value_free(&v);
	return b.at;
}

TEST(a_file_says_what_it_holds_without_its_last_line_end)
{
	ck_assert_int_eq(load("s3cret\n", 0600), 0);
	ck_assert_str_eq(loaded(), "\"s3cret\"");
	ck_assert_int_eq(load("s3cret", 0640), 0);
	ck_assert_str_eq(loaded(), "\"s3cret\"");
	ck_assert_int_eq(load("s3cret\r\n", 0600), 0);
	ck_assert_str_eq(loaded(), "\"s3cret\"");
	ck_assert_int_eq(load(" a\nb\n\n", 0600), 0);
	ck_assert_str_eq(loaded(), "\" a\\nb\\n\"");
	ck_assert_int_eq(load("a\r", 0600), 0);
	ck_assert_str_eq(loaded(), "\"a\\r\"");
}

TEST(what_a_file_holds_is_text_and_not_expanded)
{
	match("(.*)", "other");
	ck_assert_int_eq(load("$1$$\n", 0600), 0);
	ck_assert_str_eq(loaded(), "\"$1$$\"");
	ck_assert_int_eq(load("5060\n", 0600), 0);
	ck_assert_str_eq(loaded(), "\"5060\"");
}

TEST(a_file_that_others_can_read_is_an_error)
{
	static const mode_t open_ones[] = { 0604, 0602, 0601, 0777 };
	size_t i;

	for (i = 0; i < ROWS(open_ones); i++) {
		ck_assert_int_eq(load("s3cret\n", open_ones[i]), -1);
		ck_assert_ptr_nonnull(strstr(error.text, "chmod o-rwx secret"));
		ck_assert_ptr_null(strstr(error.text, "s3cret"));
		rule_value_free(&v);
	}
}

TEST(a_file_that_can_be_no_string_is_an_error)
{
	static char big[VALUE_FILE_MAX + 2];

	memset(big, 'x', sizeof big - 1);
	ck_assert_int_eq(load("", 0600), -1);
	ck_assert_str_eq(error.text, "it is empty");
	rule_value_free(&v);
	ck_assert_int_eq(load("\n", 0600), -1);
	ck_assert_str_eq(error.text, "it is empty");
	rule_value_free(&v);
	ck_assert_int_eq(load("\xef\xbb\xbfsecret\n", 0600), -1);
	ck_assert_str_eq(error.text, "it begins with a byte order mark (write "
				     "it as UTF-8 without one)");
	rule_value_free(&v);
	ck_assert_int_eq(load("a\xff", 0600), -1);
	ck_assert_str_eq(error.text, "it is not UTF-8");
	rule_value_free(&v);
	ck_assert_int_eq(load(big, 0600), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "longer than 65536 bytes"));
	rule_value_free(&v);
	ck_assert_int_eq(parse("@", false, -1), -1);
	ck_assert_ptr_nonnull(
	    strstr(error.text, "the path of a file is missing"));
	ck_assert_int_eq(parse("@", true, -1), 0);
}
