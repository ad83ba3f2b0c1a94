/* json_write: any bytes become a JSON string. */

#include "base/json_write.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/json_token.h"
#include "base/utf8.h"
#include "support/harness.h"

/* These bytes with U+FFFD for each that is not UTF-8. */
static struct buffer
mended(const char *bytes, size_t len)
{
	struct buffer b = { 0 };
	size_t n;

	for (; len > 0; bytes += n, len -= n) {
		n = utf8_length((const unsigned char *)bytes, len);
		if (n)
			buffer_add(&b, bytes, n);
		else
			buffer_str(&b, "\xef\xbf\xbd");
		n += !n;
	}
	return b;
}

/* json-c and json_scan() read the same bytes again. */
static void
is_said(const char *bytes, size_t len)
{
	struct buffer json = { 0 }, said = { 0 }, want = mended(bytes, len);
	struct json_object *root, *o;
	struct json_scan s = { 0 };

	buffer_str(&json, "{\"a\":");
	json_write_string(&json, bytes, len);
	buffer_str(&json, "}");
	ck_assert_msg(json_scan(&s, json.at, json.len) == 0, "%.*s",
		      (int)json.len, json.at);
	ck_assert_uint_eq(s.count, 3);
	json_token_decode(&s, &s.tokens[2], &said);
	ck_assert_uint_eq(said.len, want.len);
	ck_assert(!want.len || memcmp(said.at, want.at, want.len) == 0);
	buffer_add(&json, "", 1);
	root = json_tokener_parse(json.at);
	o = json_object_object_get(root, "a");
	ck_assert_uint_eq((size_t)json_object_get_string_len(o), want.len);
	ck_assert(!want.len ||
		  memcmp(json_object_get_string(o), want.at, want.len) == 0);
	json_object_put(root);
	buffer_free(&json);
	buffer_free(&said);
	buffer_free(&want);
	json_scan_free(&s);
}

TEST(makes_a_string_of_every_byte)
{
	int c;

	for (c = 0; c < 256; c++) {
		char one = (char)c;
		char between[] = { 'a', (char)c, 'b' };

		is_said(&one, 1);
		is_said(between, sizeof between);
	}
	is_said("", 0);
	is_said("\"\\/\b\f\n\r\t", 8);
	is_said("\xe2\x80\xa8</script>", 12);
}

TEST(makes_a_string_of_any_bytes)
{
	uint64_t r = 31;
	char bytes[64];
	int i;

	for (i = 0; i < 20000; i++) {
		size_t len = next_random(&r) % sizeof bytes, at;

		for (at = 0; at < len; at++)
			bytes[at] = (char)(next_random(&r) >> 20);
		is_said(bytes, len);
	}
}

TEST(appends_to_what_is_there)
{
	struct buffer b = { 0 };

	buffer_str(&b, "[");
	json_write_string(&b, "a/\"b\"\n", 6);
	json_write_string(&b, NULL, 0);
	buffer_add(&b, "]", 2);
	ck_assert_str_eq(b.at, "[\"a/\\\"b\\\"\\n\"\"\"]");
	buffer_free(&b);
}
