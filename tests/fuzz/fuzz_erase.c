/*
 * fuzz_erase - a person is removed from any line, for libFuzzer.
 *
 * An input is the person's name up to a NUL, and the line.  It is an error if a
 * line that was JSON is none afterwards, if a second time still finds something
 * to replace, or if members that are known to name a person still do.
 */

#include <stdlib.h>
#include <string.h>

#include "erase/anonymise.h"
#include "erase/mentions.h"
#include "fuzz/support/fuzz.h"

static void
check_line(const char *line, size_t len, const struct sip_party *person)
{
	struct buffer once = { 0 }, twice = { 0 };
	struct json_scan s = { .extra_depth = 1 };
	const bool was_json = json_scan(&s, line, len) == 0;
	bool garbled = false;

	if (anonymise(&once, &s, line, len, person, &garbled)) {
		MUST(was_json && !garbled);
		MUST(json_scan(&s, once.at, once.len) == 0);
		MUST(!anonymise(&twice, &s, once.at, once.len, person,
				&garbled));
	} else {
		MUST(once.len == 0);
	}
	buffer_free(&once);
	buffer_free(&twice);
	json_scan_free(&s);
}

/* With --everywhere no member names the person any more. */
static void
check_everywhere(const char *line, size_t len, const struct sip_party *person)
{
	struct mentions found = { .person = person, .id = "erased-1" };
	struct mentions left = { .person = person, .id = "erased-1" };
	struct buffer out = { 0 };
	struct json_scan s = { .extra_depth = 1 };

	if (mentions_in_line(&found, &out, &s, line, len)) {
		MUST(found.count > 0 || found.others > 0);
		MUST(json_scan(&s, out.at, out.len) == 0);
		mentions_in_line(&left, NULL, &s, out.at, out.len);
		MUST(left.count == 0 && left.others == 0);
	}
	buffer_free(&out);
	json_scan_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *name = fuzz_string(&in), *line;
	struct sip_party person;
	size_t len;

	line = fuzz_rest(&in, &len);
	if (sip_party_parse(&person, name)) {
		check_line(line, len, &person);
		check_everywhere(line, len, &person);
	}
	free(line);
	free(name);
	return 0;
}
