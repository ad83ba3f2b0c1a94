/* rule_lexer: blanks separate words, quotes group them, # begins a comment. */

#include <stdlib.h>
#include <string.h>

#include "rules/rule_lexer.h"
#include "support/harness.h"

static struct rule_words w;
static struct error error;
static unsigned column;

static int
cut_bytes(const char *line, size_t len)
{
	/*
	 * Lexes a copy of the exact size, so that a sanitizer sees an overrun.
	 */
	char *exact = malloc(len ? len : 1);
	int bad;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, line, len);
	bad = rule_lexer_split(&w, exact, len, &error, &column);
	free(exact);
	return bad;
}

static int
cut(const char *line)
{
	return cut_bytes(line, strlen(line));
}

static void
is_cut_into(const char *line, const char *const *want)
{
	size_t i;

	ck_assert_msg(cut(line) == 0, "%s: %s", line, error.text);
	for (i = 0; want[i]; i++) {
		ck_assert_msg(i < w.count, "%s", line);
		ck_assert_str_eq(w.at[i].at, want[i]);
		ck_assert_uint_eq(w.at[i].len, strlen(want[i]));
	}
	ck_assert_uint_eq(w.count, i);
}

#define IS_CUT_INTO(line, ...)                                                 \
	is_cut_into(line,                                                      \
		    (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static void
forget(void)
{
	rule_lexer_free(&w);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(blanks_part_words_and_make_none)
{
	IS_CUT_INTO("");
	IS_CUT_INTO(" \t ");
	IS_CUT_INTO("deny call", "deny", "call");
	IS_CUT_INTO("\tdeny \t call  ", "deny", "call");
	IS_CUT_INTO("a", "a");
}

TEST(quotes_keep_blanks_and_what_is_empty)
{
	IS_CUT_INTO("\"deny call\"", "deny call");
	IS_CUT_INTO("\"\"", "");
	IS_CUT_INTO("\"\" \"\"", "", "");
	IS_CUT_INTO("\"a\tb\" c", "a\tb", "c");
	IS_CUT_INTO("\"# no comment\"", "# no comment");
}

TEST(a_backslash_is_itself_save_before_a_quote_in_quotes)
{
	IS_CUT_INTO("\"^\\d+$\"", "^\\d+$");
	IS_CUT_INTO("^\\d+$", "^\\d+$");
	IS_CUT_INTO("\"a\\\\b\"", "a\\\\b");
	IS_CUT_INTO("\"say \\\"no\\\"\"", "say \"no\"");
	IS_CUT_INTO("\"\\\\\"\"", "\\\"");
	IS_CUT_INTO("a\\ b", "a\\", "b");
}

TEST(a_hash_begins_a_comment_only_where_a_word_begins)
{
	IS_CUT_INTO("# deny call");
	IS_CUT_INTO("deny # call", "deny");
	IS_CUT_INTO("deny #\"call", "deny");
	IS_CUT_INTO("sip:100#200", "sip:100#200");
	IS_CUT_INTO("\"a\" #b", "a");
}

TEST(each_word_knows_its_column_and_its_quotes)
{
	ck_assert_int_eq(cut("  if \"if\"\t\xc3\xa4\xe2\x82\xac x"), 0);
	ck_assert_uint_eq(w.count, 4);
	ck_assert_uint_eq(w.at[0].column, 3);
	ck_assert_uint_eq(w.at[1].column, 6);
	ck_assert_uint_eq(w.at[2].column, 11);
	ck_assert_uint_eq(w.at[3].column, 14);
	ck_assert(!w.at[0].quoted);
	ck_assert(w.at[1].quoted);
	ck_assert(rule_lexer_is_keyword(&w.at[0]));
	ck_assert(!rule_lexer_is_keyword(&w.at[1]));
	ck_assert(rule_lexer_is(&w.at[0], "if"));
	ck_assert(!rule_lexer_is(&w.at[1], "if"));
}

TEST(what_is_wrong_is_said_with_its_column)
{
	static const struct {
		const char *line;
		unsigned column;
		const char *says;
	} wrong[] = {
		{ "deny \"call", 6, "the quote in column 6 is never closed" },
		{ "\"", 1, "the quote in column 1 is never closed" },
		{ "\"a\\\"", 1, "the quote in column 1 is never closed" },
		{ "\"a\"b", 4, "a blank is missing in column 4" },
		{ "\"a\"\"b\"", 4, "a blank is missing in column 4" },
		{ "x ca\"ll\"", 5, "inside the word ca;" },
		{ "a\rb", 2, "byte 2 (0x0d) is a control character" },
		{ "a \x1b[2J", 3, "byte 3 (0x1b) is a control character" },
		{ "a\x7f", 2, "byte 2 (0x7f) is a control character" },
		{ "# \x01", 3, "byte 3 (0x01) is a control character" },
		{ "\xc3\xa4\xff", 2, "byte 3 (0xff) is not UTF-8" },
		{ "a \xc3", 3, "byte 3 (0xc3) is not UTF-8" },
		{ "\xed\xa0\x80", 1, "byte 1 (0xed) is not UTF-8" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		ck_assert_int_eq(cut(wrong[i].line), -1);
		ck_assert_msg(strstr(error.text, wrong[i].says) != NULL,
			      "\"%s\" is not in: %s", wrong[i].says,
			      error.text);
		ck_assert_uint_eq(column, wrong[i].column);
		ck_assert_uint_eq(w.count, 0);
	}
}

TEST(a_nul_byte_is_no_end)
{
	ck_assert_int_eq(cut_bytes("deny\0call", 9), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "byte 5 (0x00)"));
}

/* Words in messages are escaped, because a file may contain any bytes. */
TEST(a_broken_word_is_shown_escaped)
{
	ck_assert_int_eq(cut("\xe2\x82\xac\"x"), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "the word \\xe2\\x82\\xac;"));
}

TEST(a_line_of_a_megabyte_is_cut)
{
	static char line[1 << 20];
	size_t i;

	memset(line, 'x', sizeof line);
	ck_assert_int_eq(cut_bytes(line, sizeof line), 0);
	ck_assert_uint_eq(w.count, 1);
	ck_assert_uint_eq(w.at[0].len, sizeof line);
	for (i = 1; i < sizeof line; i += 2)
		line[i] = ' ';
	ck_assert_int_eq(cut_bytes(line, sizeof line), 0);
	ck_assert_uint_eq(w.count, sizeof line / 2);
	ck_assert_str_eq(w.at[w.count - 1].at, "x");
	for (i = 0; i < sizeof line; i++)
		line[i] = '"';
	line[2] = ' ';
	ck_assert_int_eq(cut_bytes(line, sizeof line), -1);
}

TEST(any_bytes_are_cut_or_refused)
{
	static const char bytes[] = "\"\\ #a\t\xc3\xa4\r\"";
	uint64_t seed = 7;
	size_t turn, i;
	char line[24];

	for (turn = 0; turn < 200000; turn++) {
		size_t len = next_random(&seed) % sizeof line, seen = 0;

		for (i = 0; i < len; i++)
			line[i] = bytes[next_random(&seed) % sizeof bytes];
		if (cut_bytes(line, len))
			continue;
		for (i = 0; i < w.count; i++) {
			ck_assert_uint_eq(strlen(w.at[i].at), w.at[i].len);
			ck_assert(w.at[i].quoted || w.at[i].len > 0);
			seen += w.at[i].len;
		}
		ck_assert_uint_le(seen, len);
	}
}

/* A word that rule_lexer_print() writes is read as the same word. */
TEST(what_is_written_is_read)
{
	static const char bytes[] = "\"\\ #aif@.$\t";
	uint64_t seed = 11;
	size_t turn, i;

	for (turn = 0; turn < 100000; turn++) {
		char text[8];
		size_t len = next_random(&seed) % (sizeof text - 1);
		struct buffer out = { 0 };

		for (i = 0; i < len; i++)
			text[i] =
			    bytes[next_random(&seed) % (sizeof bytes - 1)];
		text[len] = '\0';
		/* A quoted word cannot end in a backslash. */
		if (len > 0 && text[len - 1] == '\\')
			continue;
		rule_lexer_print_name(&out, text);
		ck_assert_int_eq(cut_bytes(out.at, out.len), 0);
		ck_assert_uint_eq(w.count, 1);
		ck_assert_str_eq(w.at[0].at, text);
		ck_assert(!rule_lexer_is_keyword(&w.at[0]));
		buffer_free(&out);
	}
}
