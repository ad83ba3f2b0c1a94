/*
 * fuzz_rules - any rules, applied to any body, for libFuzzer.
 *
 * An input is the text of rules.conf up to the first NUL, and the body after
 * it.  Besides what the sanitizers find, it is an error if a printed rule does
 * not parse to the same rule, or if a value that a rule sets is not JSON.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "fuzz/support/fuzz.h"
#include "rules/rule.h"
#include "rules/rule_lexer.h"
#include "rules/rule_parser.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

/* False: the line is not a rule.  The error must be ASCII. */
static bool
parse(struct rule *r, const char *line, size_t len)
{
	static struct rule_words words;
	struct error error = { 0 };
	unsigned column = 0;

	if (rule_lexer_split(&words, line, len, &error, &column) == 0) {
		if (words.count == 0)
			return false;
		if (rule_parser_parse(r, &words, &error, &column) == 0)
			return true;
	}
	MUST(error.text[0] && column > 0 && fuzz_is_printable(error.text));
	return false;
}

static void
check_print(const struct rule *r)
{
	static struct buffer once, twice;
	struct rule again;

	once.len = twice.len = 0;
	rule_print(r, &once);
	MUST(parse(&again, once.at, once.len));
	rule_print(&again, &twice);
	MUST(once.len == twice.len && memcmp(once.at, twice.at, once.len) == 0);
	rule_free(&again);
}

static void
ask(struct rule *r, const struct json_scan *body)
{
	static struct regex_groups groups;
	static struct buffer json;
	const struct facts facts = { .of = { body } };
	size_t i;

	r->file = "rules.conf";
	for (i = 0; i < r->condition_count; i++)
		if (r->conditions[i].test == CONDITION_REGEX && r->line % 2)
			regex_jit(r->conditions[i].regex);
	if (!rule_holds(r, &facts, &groups))
		return;
	for (i = 0; i < r->setting_count; i++) {
		json.len = 0;
		rule_value_add_json(&r->settings[i].value, &groups, &facts,
				    &json);
		buffer_add(&json, "", 1);
		MUST(strlen(json.at) == json.len - 1);
		MUST(json_scan_is_value(json.at));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct json_scan body;
	const char *at = (const char *)data, *end, *text;
	bool has_body;
	unsigned line = 0;

	text = memchr(at, '\0', size);
	end = text ? text : at + size;
	has_body = text && json_scan(&body, text + 1,
				     size - (size_t)(text + 1 - at)) == 0;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;
		struct rule r;

		line++;
		if (parse(&r, at, (size_t)(stop - at))) {
			r.line = line;
			check_print(&r);
			if (has_body)
				ask(&r, &body);
			rule_free(&r);
		}
		at = stop + (newline != NULL);
	}
	return 0;
}
