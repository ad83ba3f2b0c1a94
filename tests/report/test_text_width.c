/* text_width: columns of a terminal. */

#include "report/text_width.h"

#include <string.h>

#include "support/harness.h"

static const struct {
	const char *text;
	size_t columns;
} texts[] = {
	{ "", 0 },
	{ "abc", 3 },
	{ "J\xc3\xbcrgen", 6 },
	{ "\xe4\xb8\xad\xe6\x96\x87", 4 },
	{ "e\xcc\x81", 1 },
	{ "\xf0\x9f\x98\x80!", 3 },
};

TEST_LOOP(texts_have_their_width, ROWS(texts))
{
	ck_assert_uint_eq(text_width(texts[_i].text, strlen(texts[_i].text)),
			  texts[_i].columns);
}

TEST_LOOP(a_cut_never_splits_a_character, ROWS(texts))
{
	const size_t len = strlen(texts[_i].text);
	size_t columns;

	for (columns = 0; columns <= 8; columns++) {
		const char *text = texts[_i].text;
		const size_t n = text_width_fit(text, len, columns);

		ck_assert_uint_le(n, len);
		ck_assert_uint_le(text_width(text, n), columns);
		ck_assert((text[n] & 0xc0) != 0x80);
	}
	ck_assert_uint_eq(text_width_fit(texts[_i].text, len, 8), len);
}
