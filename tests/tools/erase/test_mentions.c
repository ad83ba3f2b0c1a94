/* mentions: where a line still names a person. */

#include "erase/mentions.h"

#include <stdio.h>
#include <string.h>

#include "support/harness.h"

/* The line without the person; NULL: it does not name the person. */
static const char *
without(const char *user, const char *line)
{
	struct json_scan s = { 0 };
	struct buffer out = { 0 };
	struct sip_party p;
	struct mentions m = { .person = &p };

	ck_assert(sip_party_parse(&p, user));
	if (!mentions_in_line(&m, &out, &s, line, strlen(line)))
		return NULL;
	buffer_add(&out, "", 1);
	return out.at;
}

#define LINE(value) "{\"body\":{\"custom\":\"" value "\"}}"

static const struct {
	const char *line, *rest;
} lines[] = {
	{ LINE("to 4930123, please"), LINE("to erased, please") },
	{ LINE("to 4930124, please"), NULL },
	{ LINE("%34930123"), LINE("erased") },
	/* The account is in no word of the address. */
	{ LINE("tel:123;phone-context=+4930"), LINE("erased") },
};

TEST_LOOP(a_line_names_nobody_afterwards, ROWS(lines))
{
	const char *rest = without("4930123", lines[_i].line);

	if (lines[_i].rest)
		ck_assert_str_eq(rest, lines[_i].rest);
	else
		ck_assert_ptr_null(rest);
}

/* Longer than any buffer is at first. */
TEST(an_address_in_a_long_text_is_found)
{
	char name[3000], line[7000];

	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	snprintf(line, sizeof line,
		 LINE("%s <tel:123;phone-context=+4930>, %s"), name, name);
	ck_assert_str_eq(without("4930123", line), LINE("erased"));
}
