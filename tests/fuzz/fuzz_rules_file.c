/*
 * fuzz_rules_file - any rules.conf with a list, for libFuzzer.
 *
 * An input is rules.conf, the list "people", the operator's restClientConfig
 * and the body of a hook, each up to a NUL.  It is an error if rules are
 * refused without a place and a printable reason, if rules that are accepted
 * print as other rules, or if the restClientConfig that follows from them is
 * not JSON.
 */

#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "check/rule_lint.h"
#include "fuzz/support/fuzz.h"
#include "protocol/methods.h"
#include "rules/client_config.h"

static unsigned errors;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

static void
drop_diagnostic(void *arg, struct source_location at, bool is_error,
		const char *message)
{
	(void)arg;
	MUST(!is_error && at.file && message[0]);
}

static void
check_error(void *arg, const char *file, unsigned line, unsigned column,
	    const char *message)
{
	(void)arg;
	errors++;
	MUST(file[0] && message[0] && fuzz_is_printable(message));
	MUST(line > 0 || column == 0);
}

static void
check_client_config(const struct rules *rules, const char *given)
{
	struct buffer json = { 0 };
	struct json_scan s = { 0 };
	struct error e = { 0 };

	if (client_config(rules, NULL, 0, &json, NULL, NULL, &e))
		MUST(!"rules alone have no wrong restClientConfig");
	MUST(json.len == 0 || json_scan(&s, json.at, json.len) == 0);
	json.len = 0;
	if (client_config(rules, given, strlen(given), &json, NULL, NULL, &e))
		MUST(e.text[0] && json.len == 0);
	else
		MUST(json.len == 0 || json_scan(&s, json.at, json.len) == 0);
	json_scan_free(&s);
	buffer_free(&json);
}

static void
apply(const struct rules *rules, const char *body, size_t len)
{
	static struct json_scan s;
	static struct regex_groups groups;
	const struct facts facts = { .of = { &s } };
	const struct named_method *m;
	const struct rule *r;

	if (json_scan(&s, body, len))
		return;
	for (m = methods; m->program; m++)
		for (r = NULL; (r = rules_match(rules, r, ~0u, m->method,
						&facts, &groups));)
			MUST(r->line > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *rules_text = fuzz_string(&in), *list = fuzz_string(&in);
	char *given = fuzz_string(&in), *body;
	struct diagnostics found = { .report = drop_diagnostic };
	struct rules rules;
	size_t len;

	body = fuzz_rest(&in, &len);
	fuzz_write_file("rules.conf", rules_text, strlen(rules_text));
	fuzz_write_file("people", list, strlen(list));
	errors = 0;
	if (rules_read(&rules, NULL, "rules.conf", NULL, check_error, NULL)) {
		MUST(errors > 0 && rules.count == 0);
	} else {
		MUST(errors == 0);
		rule_lint(&found, &rules);
		lint_lists(&found, &rules);
		check_client_config(&rules, given);
		apply(&rules, body, len);
	}
	rules_free(&rules);
	free(body);
	free(given);
	free(list);
	free(rules_text);
	return 0;
}
