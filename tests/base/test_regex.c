/* regex: what a pattern matches, and that a match is stopped in time. */

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "support/harness.h"

static struct regex_groups g;
static struct error error;

static struct regex *
make(const char *text)
{
	struct regex *p = regex_new(text, strlen(text), &error);

	ck_assert_msg(p != NULL, "%s: %s", text, error.text);
	return p;
}

/* Matches twice, because PCRE2 has an interpreter and a compiler. */
static enum match_result
try_bytes(const char *text, const char *subject, size_t len)
{
	struct regex *p = make(text);
	enum match_result plainly = regex_match(p, subject, len, &g), hurried;

	regex_jit(p);
	hurried = regex_match(p, subject, len, &g);
	ck_assert_msg(plainly == hurried, "%s: %d, %d", text, plainly, hurried);
	regex_free(p);
	return hurried;
}

static enum match_result
try(const char *text, const char *subject)
{
	return try_bytes(text, subject, strlen(subject));
}

static const char *
group(size_t n)
{
	static char text[64];

	snprintf(text, sizeof text, "%.*s", (int)g.group[n].len,
		 g.subject.at + g.group[n].at);
	return text;
}

static void
forget(void)
{
	regex_groups_free(&g);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(a_match_sets_the_groups)
{
	ck_assert_int_eq(try("^(\\+|00)(\\d\\d)(x)?(\\d+)$", "00491234"),
			 MATCH_YES);
	ck_assert_str_eq(group(0), "00491234");
	ck_assert_str_eq(group(1), "00");
	ck_assert_str_eq(group(2), "49");
	ck_assert_str_eq(group(3), "");
	ck_assert_str_eq(group(4), "1234");
	ck_assert_str_eq(group(5), "");
}

TEST(without_a_match_the_groups_stay)
{
	ck_assert_int_eq(try("(b)", "abc"), MATCH_YES);
	ck_assert_int_eq(try("(d)", "abc"), MATCH_NO);
	ck_assert_str_eq(group(1), "b");
	ck_assert_str_eq(group(0), "b");
}

TEST(another_match_forgets_the_groups_before)
{
	ck_assert_int_eq(try("(a)(b)(c)", "abc"), MATCH_YES);
	ck_assert_int_eq(try("x", "x"), MATCH_YES);
	ck_assert_str_eq(group(0), "x");
	ck_assert_str_eq(group(1), "");
	ck_assert_str_eq(group(3), "");
}

TEST(groups_beyond_the_ninth_are_no_trouble)
{
	struct regex *p = make("(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)");

	ck_assert_uint_eq(regex_group_count(p), 12);
	ck_assert_int_eq(regex_match(p, "abcdefghijkl", 12, &g), MATCH_YES);
	ck_assert_str_eq(group(9), "i");
	ck_assert_str_eq(group(0), "abcdefghijkl");
	regex_free(p);
	p = make("(?:a)");
	ck_assert_uint_eq(regex_group_count(p), 0);
	regex_free(p);
}

TEST(a_dollar_is_the_very_end)
{
	ck_assert_int_eq(try("^\\d+$", "10001"), MATCH_YES);
	ck_assert_int_eq(try("^\\d+$", "10001\n"), MATCH_NO);
	ck_assert_int_eq(try("(?m)^\\d+$", "x\n10001\n"), MATCH_YES);
}

TEST(characters_are_not_bytes_and_digits_are_ascii)
{
	ck_assert_int_eq(try("^.$", "\xe2\x82\xac"), MATCH_YES);
	ck_assert_int_eq(try("^[\xc3\xa4\xc3\xb6]$", "\xc3\xb6"), MATCH_YES);
	ck_assert_int_eq(try("(?i)^\xc3\x84$", "\xc3\xa4"), MATCH_YES);
	ck_assert_int_eq(try("^\\d$", "\xd9\xa3"), MATCH_NO);
	ck_assert_int_eq(try("(*UCP)^\\d$", "\xd9\xa3"), MATCH_YES);
}

TEST(a_nul_byte_is_a_byte_like_others)
{
	ck_assert_int_eq(try_bytes("^a$", "a\0b", 3), MATCH_NO);
	ck_assert_int_eq(try_bytes("^a\\x00(b)$", "a\0b", 3), MATCH_YES);
	ck_assert_str_eq(group(1), "b");
	ck_assert_int_eq(try_bytes("^$", "", 0), MATCH_YES);
}

/* \K can put the start of a match after its end. */
TEST(a_match_that_ends_before_it_begins_holds_nothing)
{
	struct regex *p = regex_new("(?=ab\\K)", 8, &error);

	if (!p)
		return;
	ck_assert_int_eq(regex_match(p, "ab", 2, &g), MATCH_YES);
	ck_assert_str_eq(group(0), "");
	regex_free(p);
}

TEST(what_is_no_pattern_is_said_with_its_place)
{
	static const struct {
		const char *text;
		const char *says;
	} wrong[] = {
		{ "(ab", "missing closing parenthesis, at its byte 4" },
		{ "a)", "at its byte 2" },
		{ "[a", "missing terminating ]" },
		{ "a\\", "\\ at end of pattern" },
		{ "*", "at its byte 1" },
		{ "\\C", "\\C" },
		{ "\xff", "UTF-8" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		ck_assert_ptr_null(
		    regex_new(wrong[i].text, strlen(wrong[i].text), &error));
		ck_assert_msg(strstr(error.text, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says,
			      error.text);
	}
}

static const struct {
	const char *text;
	char unit;
	size_t count;
	const char *end;
} runaways[] = {
	{ "(a+)+$", 'a', 40, "!" },
	{ "^(a+)+$", 'a', 4000, "!" },
	{ "^(a|aa)+$", 'a', 60, "!" },
	{ "^(.*?,){11}P", ',', 80, "xP" },
	/* Few items are tried, but many bytes are passed. */
	{ "a.*[bc]", 'a', 30000, "" },
	{ "[ab]*[cd]", 'a', 100000, "" },
	/* Deep recursion. */
	{ "^((.)(?1)?)$", 'a', 200000, "" },
};

TEST_LOOP(a_runaway_pattern_is_stopped, ROWS(runaways))
{
	struct regex *p = make(runaways[_i].text);
	size_t count = runaways[_i].count;
	char *subject = malloc(count + 2);

	ck_assert_ptr_nonnull(subject);
	memset(subject, runaways[_i].unit, count);
	memcpy(subject + count, runaways[_i].end, strlen(runaways[_i].end));
	count += strlen(runaways[_i].end);
	ck_assert_int_eq(regex_match(p, subject, count, &g), MATCH_STOPPED);
	regex_jit(p);
	ck_assert_int_eq(regex_match(p, subject, count, &g), MATCH_STOPPED);
	/* The pattern still works. */
	ck_assert_int_eq(try("^b$", "b"), MATCH_YES);
	regex_free(p);
	free(subject);
}

/* A pattern that passes its subject once may have a long subject. */
TEST(a_filter_of_words_reads_a_megabyte)
{
	static const char unit[] = "lorem ipsum spa dolor via sit amet ";
	size_t len = 1 << 20, i;
	char *subject = malloc(len);

	ck_assert_ptr_nonnull(subject);
	for (i = 0; i < len; i++)
		subject[i] = unit[i % (sizeof unit - 1)];
	ck_assert_int_eq(try_bytes("(?i)\\b(spam|viagra)\\b", subject, len),
			 MATCH_NO);
	memcpy(subject + len - 6, " SPAM ", 6);
	ck_assert_int_eq(try_bytes("(?i)\\b(spam|viagra)\\b", subject, len),
			 MATCH_YES);
	ck_assert_str_eq(group(1), "SPAM");
	free(subject);
}

static void
add_random(char *text, uint64_t *seed, int depth)
{
	static const char *const leaves[] = { "a",    "b",    "c", ".",
					      "[ab]", "[^a]", "^", "$" };
	uint64_t kind = next_random(seed) % 7;

	if (depth == 0 || kind < 3) {
		strcat(text, leaves[next_random(seed) % ROWS(leaves)]);
		return;
	}
	strcat(text, "(");
	add_random(text, seed, depth - 1);
	if (kind == 3)
		strcat(text, "|");
	add_random(text, seed, depth - 1);
	strcat(text, kind == 4 ? ")*" : kind == 5 ? ")?" : ")");
	if (kind == 6)
		add_random(text, seed, depth - 1);
}

/* The C library's result, for patterns that mean the same in both. */
TEST(agrees_with_the_c_library)
{
	uint64_t seed = 3;
	size_t turn, i, matches = 0;

	for (turn = 0; turn < 20000; turn++) {
		char text[1024] = "", subject[12];
		struct regex *p;
		regex_t re;
		enum match_result m;

		add_random(text, &seed, 4);
		if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB))
			continue;
		p = make(text);
		if (turn % 2)
			regex_jit(p);
		for (i = 0; i < next_random(&seed) % sizeof subject; i++)
			subject[i] = "abcd"[next_random(&seed) % 4];
		subject[i < sizeof subject ? i : i - 1] = '\0';
		m = regex_match(p, subject, strlen(subject), &g);
		if (m != MATCH_STOPPED)
			ck_assert_msg(
			    (m == MATCH_YES) ==
				(regexec(&re, subject, 0, NULL, 0) == 0),
			    "%s on %s", text, subject);
		matches += m == MATCH_YES;
		regex_free(p);
		regfree(&re);
	}
	ck_assert_uint_gt(matches, 2000);
	ck_assert_uint_lt(matches, 18000);
}
