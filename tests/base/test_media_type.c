/* media_type: which Content-Types say JSON. */

#include "base/media_type.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "support/harness.h"

static const char *const json[] = {
	"application/json",
	"application/problem+json",
	"application/vnd.api+json",
	"application/a+b+json",
};

static const char *const others[] = {
	"",
	" ",
	";",
	"application",
	"application/",
	"application/+json",
	"application/jsonp",
	"application/xjson",
	"application/json+xml",
	"application/json-seq",
	"application/problem-json",
	"application/x-www-form-urlencoded",
	"applicationx/json",
	"json",
	"+json",
	"text/json",
	"text/a+json",
	"text/plain",
	" application/json",
	"multipart/form-data; boundary=application/json",
};

/* The same in random cases, with what may follow it. */
static void
check(const char *type, bool want)
{
	static const char *const ends[] = {
		"", ";", "; charset=utf-8", " ; charset=\"UTF-8\"", "\t", " ",
	};
	uint64_t seed = 1;
	size_t i, end;

	for (end = 0; end < ROWS(ends); end++) {
		char text[128];

		snprintf(text, sizeof text, "%s%s", type, ends[end]);
		for (i = 0; i < strlen(type); i++)
			if (next_random(&seed) % 2)
				text[i] = (char)toupper((unsigned char)text[i]);
		ck_assert_msg(media_type_is_json(text) == want, "\"%s\"", text);
	}
}

TEST_LOOP(a_type_of_json_is_one_in_any_case_with_parameters, ROWS(json))
{
	check(json[_i], true);
}

TEST_LOOP(another_type_is_not_json, ROWS(others))
{
	check(others[_i], false);
}

TEST(no_type_is_not_json)
{
	ck_assert(!media_type_is_json(NULL));
}
