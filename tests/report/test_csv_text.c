/* csv_text: fields of CSV. */

#include "report/csv_text.h"

#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

const struct test_setup test_setup = { 0 };

static const char *
field(const char *text, size_t len, enum csv_style style)
{
	static char got[256];
	struct buffer out = { 0 };

	csv_text_add(&out, text, len, style);
	ck_assert_uint_lt(out.len, sizeof got);
	memset(got, 0, sizeof got);
	if (out.len)
		memcpy(got, out.at, out.len);
	buffer_free(&out);
	return got;
}

static void
check(const char *text, const char *exact, const char *disarmed)
{
	ck_assert_str_eq(field(text, strlen(text), CSV_EXACT), exact);
	ck_assert_str_eq(field(text, strlen(text), CSV_FOR_SPREADSHEETS),
			 disarmed);
}

TEST(a_text_is_quoted_if_it_has_to_be)
{
	check("", "", "");
	check("10001", "10001", "10001");
	check("a,b", "\"a,b\"", "\"a,b\"");
	check("a\"b\"", "\"a\"\"b\"\"\"", "\"a\"\"b\"\"\"");
	check("a\r\nb", "\"a\r\nb\"", "\"a\r\nb\"");
	check("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
}

TEST(a_formula_is_disarmed_for_spreadsheets)
{
	check("=1+1", "=1+1", "'=1+1");
	check("@a,b", "\"@a,b\"", "\"'@a,b\"");
	check("-", "-", "'-");
	check("+4915112345678", "+4915112345678", "+4915112345678");
	check("+49x", "+49x", "'+49x");
}

/* The same, a byte at a time. */
static void
add_slowly(struct buffer *out, const char *text)
{
	bool quoted = strpbrk(text, "\",\r\n");

	if (quoted)
		buffer_byte(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buffer_byte(out, '"');
		buffer_byte(out, *text);
	}
	if (quoted)
		buffer_byte(out, '"');
	buffer_byte(out, '\0');
}

/* The text is the end of its memory, so that a sanitizer sees what is read. */
TEST(each_special_byte_is_found_at_each_place_of_each_length)
{
	static const char specials[] = "\",\r\n.\0";
	size_t len, at, s;

	for (len = 1; len < 70; len++)
		for (at = 0; at < len; at++)
			for (s = 0; s < sizeof specials - 1; s++) {
				struct buffer want = { 0 };
				char *text = malloc(len + 1);

				memset(text, 'x', len);
				text[at] = specials[s];
				text[len] = '\0';
				add_slowly(&want, text);
				ck_assert_str_eq(field(text, len, CSV_EXACT),
						 want.at);
				buffer_free(&want);
				free(text);
			}
}
