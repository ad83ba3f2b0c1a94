/* json_scan's grammar, row by row: what RFC 8259 allows, and what not. */

#include <string.h>

#include "support/harness.h"
#include "support/scan_copy.h"

/* A literal and its length, because some hold NUL bytes. */
#define TEXT(literal) (literal), sizeof(literal) - 1

static const struct {
	const char *text;
	size_t len;
} good[] = {
	{ TEXT("{}") },
	{ TEXT(" \t\r\n{ \t\r\n} \t\r\n") },
	{ TEXT("{\"\":\"\"}") },
	{ TEXT("{\"a\":1,\"a\":2}") },
	{ TEXT("{ \"a\" : 1 , \"b\" : [ ] , \"c\" : { } }") },
	{ TEXT("{\"a\":true,\"b\":false,\"c\":null}") },
	{ TEXT("{\"a\":[[],[[]],{},[{}],\"\",0]}") },
	{ TEXT("{\"a\":0}") },
	{ TEXT("{\"a\":-0}") },
	{ TEXT("{\"a\":-0.0e-0}") },
	{ TEXT("{\"a\":0.000}") },
	{ TEXT("{\"a\":1E5}") },
	{ TEXT("{\"a\":1e+05}") },
	{ TEXT("{\"a\":9007199254740993}") },
	{ TEXT("{\"a\":1e999999}") },
	{ TEXT("{\"a\":[1,-1,1.5,-1.5e10]}") },
	{ TEXT("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}") },
	{ TEXT("{\"a\":\"\\u0000\\uabcd\\uABCD\"}") },
	{ TEXT("{\"a\":\"\\ud83d\\ude00\"}") },
	{ TEXT("{\"a\":\"\\ud800\"}") },
	{ TEXT("{\"a\":\"\\udc00\\ud800\\ud800\\udc00\"}") },
	{ TEXT("{\"a\":\"\\ud800\\n\"}") },
	{ TEXT("{\"a\":\"\x7f\"}") },
	{ TEXT("{\"a\":\"/ ' {}[],:\"}") },
	{ TEXT("{\"a\":\"\xe2\x80\xa8\xef\xbb\xbf\"}") },
	{ TEXT("{\"\\u0061\\n\":\"b\"}") },
};

TEST_LOOP(takes_what_the_grammar_allows, ROWS(good))
{
	struct json_scan s = { 0 };

	ck_assert_msg(scan_copy(&s, good[_i].text, good[_i].len) == 0,
		      "%s: byte %zu: %s", good[_i].text, s.error_at, s.error);
	ck_assert_ptr_null(s.error);
	ck_assert_int_eq(s.tokens[0].kind, JSON_OBJECT);
	ck_assert_uint_eq(s.tokens[0].next, s.count);
	json_scan_free(&s);
}

#define EMPTY "the text is empty"
#define START "the text is not a JSON object"
#define EARLY "the text ends too early"
#define AFTER "something follows the object"
#define NAME "a member's name is missing here"
#define COLON "a colon is missing here"
#define VALUE "no JSON value begins like this"
#define BRACE "a comma or a } is missing here"
#define BRACKET "a comma or a ] is missing here"
#define DIGIT "a digit is missing here"
#define CONTROL "a string may not hold a control character"
#define ESCAPE "there is no such escape"
#define HEX "\\u needs four hexadecimal digits"

static const struct {
	const char *text;
	size_t len;
	size_t at;
	const char *error;
} bad[] = {
	{ TEXT(""), 0, EMPTY },
	{ TEXT("  "), 2, EMPTY },
	{ TEXT("[]"), 0, START },
	{ TEXT("\"a\""), 0, START },
	{ TEXT(" 1"), 1, START },
	{ TEXT("null"), 0, START },
	{ TEXT("\xef\xbb\xbf{}"), 0, START },
	{ TEXT("\v{}"), 0, START },
	{ TEXT("\xc2\xa0{}"), 0, START },
	{ TEXT("//x\n{}"), 0, START },
	{ TEXT("\0{}"), 0, START },
	{ TEXT("{"), 1, EARLY },
	{ TEXT("{ "), 2, EARLY },
	{ TEXT("{\"a"), 3, EARLY },
	{ TEXT("{\"a\""), 4, EARLY },
	{ TEXT("{\"a\":"), 5, EARLY },
	{ TEXT("{\"a\":\"b"), 7, EARLY },
	{ TEXT("{\"a\":\"b\\"), 8, EARLY },
	{ TEXT("{\"a\":\"b\\u00"), 11, EARLY },
	{ TEXT("{\"a\":\"\\\"}"), 9, EARLY },
	{ TEXT("{\"a\":-"), 6, EARLY },
	{ TEXT("{\"a\":1"), 6, EARLY },
	{ TEXT("{\"a\":1."), 7, EARLY },
	{ TEXT("{\"a\":1e+"), 8, EARLY },
	{ TEXT("{\"a\":1,"), 7, EARLY },
	{ TEXT("{\"a\":[1,"), 8, EARLY },
	{ TEXT("{\"a\":{}"), 7, EARLY },
	{ TEXT("{}x"), 2, AFTER },
	{ TEXT("{}}"), 2, AFTER },
	{ TEXT("{} {}"), 3, AFTER },
	{ TEXT("{},"), 2, AFTER },
	{ TEXT("{}\0"), 2, AFTER },
	{ TEXT("{}\v"), 2, AFTER },
	{ TEXT("{a:1}"), 1, NAME },
	{ TEXT("{'a':1}"), 1, NAME },
	{ TEXT("{1:1}"), 1, NAME },
	{ TEXT("{,}"), 1, NAME },
	{ TEXT("{/**/}"), 1, NAME },
	{ TEXT("{\f}"), 1, NAME },
	{ TEXT("{\0}"), 1, NAME },
	{ TEXT("{\"a\":1,}"), 7, NAME },
	{ TEXT("{\"a\":1,,\"b\":2}"), 7, NAME },
	{ TEXT("{\"a\":{]}"), 6, NAME },
	{ TEXT("{\"a\"}"), 4, COLON },
	{ TEXT("{\"a\" 1}"), 5, COLON },
	{ TEXT("{\"a\",1}"), 4, COLON },
	{ TEXT("{\"a\"\0:1}"), 4, COLON },
	{ TEXT("{\"a\"::1}"), 5, VALUE },
	{ TEXT("{\"a\":}"), 5, VALUE },
	{ TEXT("{\"a\":\0}"), 5, VALUE },
	{ TEXT("{\"a\":[1,]}"), 8, VALUE },
	{ TEXT("{\"a\":[,1]}"), 6, VALUE },
	{ TEXT("{\"a\":[}"), 6, VALUE },
	{ TEXT("{\"a\":True}"), 5, VALUE },
	{ TEXT("{\"a\":tru}"), 5, VALUE },
	{ TEXT("{\"a\":nil}"), 5, VALUE },
	{ TEXT("{\"a\":NaN}"), 5, VALUE },
	{ TEXT("{\"a\":Infinity}"), 5, VALUE },
	{ TEXT("{\"a\":'b'}"), 5, VALUE },
	{ TEXT("{\"a\":.5}"), 5, VALUE },
	{ TEXT("{\"a\":+1}"), 5, VALUE },
	{ TEXT("{\"a\":\xd9\xa1}"), 5, VALUE },
	{ TEXT("{\"a\":truex}"), 9, BRACE },
	{ TEXT("{\"a\":nullnull}"), 9, BRACE },
	{ TEXT("{\"a\":1 \"b\":2}"), 7, BRACE },
	{ TEXT("{\"a\":1;\"b\":2}"), 6, BRACE },
	{ TEXT("{\"a\":1]"), 6, BRACE },
	{ TEXT("{\"a\":{\"b\":1]}"), 11, BRACE },
	{ TEXT("{\"a\":1\0}"), 6, BRACE },
	{ TEXT("{\"a\":01}"), 6, BRACE },
	{ TEXT("{\"a\":-01}"), 7, BRACE },
	{ TEXT("{\"a\":00}"), 6, BRACE },
	{ TEXT("{\"a\":0x1}"), 6, BRACE },
	{ TEXT("{\"a\":1.2.3}"), 8, BRACE },
	{ TEXT("{\"a\":1e5e5}"), 8, BRACE },
	{ TEXT("{\"a\":1_000}"), 6, BRACE },
	{ TEXT("{\"a\":[1 2]}"), 8, BRACKET },
	{ TEXT("{\"a\":[1}"), 7, BRACKET },
	{ TEXT("{\"a\":[01]}"), 7, BRACKET },
	{ TEXT("{\"a\":[\"b\":1]}"), 9, BRACKET },
	{ TEXT("{\"a\":-}"), 6, DIGIT },
	{ TEXT("{\"a\":--1}"), 6, DIGIT },
	{ TEXT("{\"a\":-Infinity}"), 6, DIGIT },
	{ TEXT("{\"a\":-.5}"), 6, DIGIT },
	{ TEXT("{\"a\":1.}"), 7, DIGIT },
	{ TEXT("{\"a\":1.e5}"), 7, DIGIT },
	{ TEXT("{\"a\":1e}"), 7, DIGIT },
	{ TEXT("{\"a\":1e+}"), 8, DIGIT },
	{ TEXT("{\"a\":1e.5}"), 7, DIGIT },
	{ TEXT("{\"a\":\"\t\"}"), 6, CONTROL },
	{ TEXT("{\"a\":\"\0\"}"), 6, CONTROL },
	{ TEXT("{\"a\":\"0123456789\x1f\"}"), 16, CONTROL },
	{ TEXT("{\"a\nb\":1}"), 3, CONTROL },
	{ TEXT("{\"a\":\"\\x\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\'\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\\0\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\U0041\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\\xc3\xa9\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\\n\"}"), 6, ESCAPE },
	{ TEXT("{\"a\":\"\\u12G4\"}"), 8, HEX },
	{ TEXT("{\"a\":\"\\u+123\"}"), 8, HEX },
	{ TEXT("{\"a\":\"\\u\"     }"), 8, HEX },
	{ TEXT("{\"a\":\"\\ud83d\\u12G4\"}"), 14, HEX },
	{ TEXT("{\"\\u{41}\":1}"), 4, HEX },
};

TEST_LOOP(refuses_what_it_does_not_and_says_where, ROWS(bad))
{
	struct json_scan s = { 0 };

	ck_assert_msg(scan_copy(&s, bad[_i].text, bad[_i].len) == -1, "%s",
		      bad[_i].text);
	ck_assert_str_eq(s.error, bad[_i].error);
	ck_assert_uint_eq(s.error_at, bad[_i].at);
	json_scan_free(&s);
}

TEST(refuses_every_raw_control_character_in_a_string)
{
	struct json_scan s = { 0 };
	char text[] = "{\"a\":\"0123456789\"}";
	unsigned c, at;

	for (c = 0; c < 0x20; c++)
		for (at = 6; at < 16; at++) {
			char kept = text[at];

			text[at] = (char)c;
			ck_assert_int_eq(scan_copy(&s, text, sizeof text - 1),
					 -1);
			ck_assert_str_eq(s.error, CONTROL);
			ck_assert_uint_eq(s.error_at, at);
			text[at] = kept;
		}
	json_scan_free(&s);
}

/* Two members, one of them nested: each number of each token. */
TEST(notes_from_where_to_where_everything_stands)
{
	static const char text[] = " {\"a\":[1,{}],\"\\u0062\" : \"\\ud800\"}";
	static const struct json_token want[] = {
		{ 1, 33, 7, .kind = JSON_OBJECT },
		{ 2, 5, 2, .kind = JSON_STRING, .is_name = true },
		{ 6, 12, 5, .kind = JSON_ARRAY },
		{ 7, 8, 4, .kind = JSON_NUMBER },
		{ 9, 11, 5, .kind = JSON_OBJECT },
		{ 13, 21, 6, .kind = JSON_STRING, .is_name = true,
		  .escaped = true },
		{ 24, 32, 7, .kind = JSON_STRING, .escaped = true,
		  .lone_surrogate = true },
	};
	struct json_scan s = { 0 };
	size_t i;

	ck_assert_int_eq(json_scan(&s, text, sizeof text - 1), 0);
	ck_assert(s.has_space);
	ck_assert_uint_eq(s.count, ROWS(want));
	for (i = 0; i < s.count; i++) {
		ck_assert_uint_eq(s.tokens[i].start, want[i].start);
		ck_assert_uint_eq(s.tokens[i].end, want[i].end);
		ck_assert_uint_eq(s.tokens[i].next, want[i].next);
		ck_assert_uint_eq(s.tokens[i].kind, want[i].kind);
		ck_assert_int_eq(s.tokens[i].escaped, want[i].escaped);
		ck_assert_int_eq(s.tokens[i].lone_surrogate,
				 want[i].lone_surrogate);
		ck_assert_int_eq(s.tokens[i].is_name, want[i].is_name);
	}
	json_scan_free(&s);
}

TEST(notes_a_pair_as_whole_and_its_halves_as_alone)
{
	static const struct {
		const char *text;
		bool lone;
	} rows[] = {
		{ "{\"a\":\"\\ud83d\\ude00\"}", false },
		{ "{\"a\":\"\\uD83D\\uDE00\"}", false },
		{ "{\"a\":\"\\ud83d\"}", true },
		{ "{\"a\":\"\\ude00\"}", true },
		{ "{\"a\":\"\\ude00\\ud83d\"}", true },
		{ "{\"a\":\"\\ud83d\\ud83d\\ude00\"}", true },
		{ "{\"a\":\"\\ud83dx\\ude00\"}", true },
		{ "{\"a\":\"\\ud7ff\\ue000\\uffff\"}", false },
	};
	struct json_scan s = { 0 };
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		ck_assert_int_eq(
		    json_scan(&s, rows[i].text, strlen(rows[i].text)), 0);
		ck_assert_msg(s.tokens[2].lone_surrogate == rows[i].lone, "%s",
			      rows[i].text);
	}
	json_scan_free(&s);
}

TEST(sees_whether_space_stands_between_tokens)
{
	struct json_scan s = { 0 };

	ck_assert_int_eq(json_scan(&s, TEXT("{\"a b\":[1,\"c d\"]}")), 0);
	ck_assert(!s.has_space);
	ck_assert_int_eq(json_scan(&s, TEXT("{\"a b\":[1,\t\"c d\"]}")), 0);
	ck_assert(s.has_space);
	ck_assert_int_eq(json_scan(&s, TEXT("{}")), 0);
	ck_assert(!s.has_space);
	json_scan_free(&s);
}
