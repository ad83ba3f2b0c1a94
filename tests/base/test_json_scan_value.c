/* json_scan: what is one JSON value, and what is not. */

#include <string.h>

#include "base/json_scan.h"
#include "support/harness.h"

static const char *const values[] = {
	"1",
	"-0.5e+3",
	"\"\"",
	"\"a\\u00e9\xc3\xa9\"",
	"true",
	"false",
	"null",
	"{}",
	"[]",
	" 1 ",
	"\n[]\n",
	"[1,\"a\",null,{\"b\":[]}]",
	"{\"a\":{\"b\":1}}",
	"123456789012345678901234567890",
};

TEST_LOOP(knows_a_value, ROWS(values))
{
	ck_assert_msg(json_scan_is_value(values[_i]), "%s", values[_i]);
}

/* As deep as is allowed inside an object. */
TEST(knows_a_deep_value)
{
	enum { DEEP = JSON_SCAN_DEPTH - 1 };
	char text[2 * DEEP + 3] = "";

	memset(text, '[', DEEP);
	memset(text + DEEP, ']', DEEP);
	ck_assert(json_scan_is_value(text));
	memset(text, '[', DEEP + 1);
	memset(text + DEEP + 1, ']', DEEP + 1);
	ck_assert(!json_scan_is_value(text));
}

static const char *const no_values[] = {
	"",
	" ",
	"1 2",
	"1,",
	"1,\"b\":2",
	"1}",
	"1}{\"a\":1",
	",",
	"\"a\":1",
	"{}}",
	"[1,]",
	"{\"a\":1,}",
	"{a:1}",
	"{",
	"[",
	"\"a",
	"tru",
	"True",
	"nan",
	"01",
	"+1",
	".5",
	"'a'",
	"{} // x",
	"\"\\x\"",
	"\"\xff\"",
	/* json-c 0.16 accepts these, even in its strict mode. */
	"NaN",
	"Infinity",
	"-Infinity",
	"[NaN]",
	"[-01]",
	"[1.]",
	"[-.5]",
	"\"\n\"",
	"\"\x01\"",
	"{'a':1}",
	"\"\xc0\x80\"",
	"\"\xed\xa0\x80\"",
};

TEST_LOOP(knows_what_is_no_value, ROWS(no_values))
{
	ck_assert_msg(!json_scan_is_value(no_values[_i]), "%s", no_values[_i]);
}
