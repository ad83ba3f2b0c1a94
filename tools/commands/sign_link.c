/* sign_link - makes a link that a rule `prove HOOK FIELD hmac` accepts. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/json_write.h"
#include "base/log.h"
#include "cli/option.h"
#include "command.h"
#include "protocol/methods.h"
#include "rules/rule_link.h"
#include "rules/rules.h"

static void
keep_first(void *arg, const char *file, unsigned line, unsigned column,
	   const char *message)
{
	struct error *error = arg;

	(void)column;
	if (!error->text[0])
		error_set(error, "%s:%u: %s", file, line, message);
}

static const struct rule *
find_rule(const struct rules *rules, const struct method *m)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rules->at[i].kind == RULE_PROVE &&
		    rules->at[i].proof.kind == PROOF_LINK &&
		    rule_is_for(&rules->at[i], m))
			return &rules->at[i];
	return NULL;
}

/* Writes the arguments FIELD=VALUE as the members of a body. */
static int
write_body(struct buffer *body, char **arguments)
{
	const char *equals, *separator = "{";

	for (; *arguments; arguments++) {
		equals = strchr(*arguments, '=');
		if (!equals || equals == *arguments)
			return complain_usage("\"%s\" is not FIELD=VALUE",
					      *arguments);
		buffer_str(body, separator);
		json_write_string(body, *arguments,
				  (size_t)(equals - *arguments));
		buffer_str(body, ":");
		json_write_string(body, equals + 1, strlen(equals + 1));
		separator = ",";
	}
	buffer_str(body, separator[0] == '{' ? "{}" : "}");
	return 0;
}

static int
print_token(const struct rule *r, const struct facts *facts,
	    const char *expires)
{
	struct buffer token = { 0 };
	const char *why = rule_link_sign(&r->proof, facts, expires, &token);

	if (why) {
		buffer_free(&token);
		return complain_error("%s:%u: %s", r->file, r->line, why);
	}
	printf("%.*s\n", (int)token.len, token.at);
	buffer_free(&token);
	return EXIT_FINE;
}

static int
sign_with(const struct command_context *x, const struct method *m,
	  char **arguments, const char *expires)
{
	struct buffer body = { 0 };
	struct json_scan scan = { 0 };
	const struct facts facts = { .of = { &scan } };
	struct rules rules = { 0 };
	struct error error = { "" };
	const struct rule *r = NULL;
	int code = write_body(&body, arguments);

	if (!code && (!x->conf->current.rules_file ||
		      rules_read(&rules, NULL, x->conf->current.rules_file, m,
				 keep_first, &error)))
		code = complain_error("%s", error.text[0]
						? error.text
						: "there is no rules = FILE");
	if (!code)
		r = find_rule(&rules, m);
	if (!code && !r)
		code = complain_error("no rule is: prove %s FIELD hmac @FILE "
				      "over FIELD ...",
				      m->name);
	if (!code && json_scan(&scan, body.at, body.len))
		code = complain_error("the values are not UTF-8");
	if (!code && r)
		code = print_token(r, &facts, expires);
	json_scan_free(&scan);
	rules_free(&rules);
	buffer_free(&body);
	return code;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "expires", required_argument, NULL, 'e' },
		{ "seconds", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	const struct method *m;
	char expires[24] = "";
	timestamp end = 0;
	long seconds = 0;
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'e'   ? option_time(optarg, &end)
		    : c == 's' ? option_number(optarg, &seconds)
			       : complain_option(c, argv))
			return EXIT_TROUBLE;
		if (c == 's')
			end = ((timestamp)time(NULL) + seconds) *
			      TIMESTAMP_SECOND;
		snprintf(expires, sizeof expires, "%lld",
			 (long long)(end / TIMESTAMP_SECOND));
	}
	if (optind == argc)
		return complain_usage("the HOOK is missing");
	m = methods_find(argv[optind]);
	if (!m)
		return complain_error("there is no hook \"%s\"; echoappctl "
				      "hooks lists them",
				      argv[optind]);
	return sign_with(x, m, argv + optind + 1, expires[0] ? expires : NULL);
}

const struct command sign_link_command = {
	.name = "sign-link",
	.summary = "makes the token of a signed link",
	.usage =
	    "sign-link HOOK [--seconds N | --expires TIME] FIELD=VALUE ...\n"
	    "Prints the token that the first rule \"prove HOOK FIELD hmac\"\n"
	    "accepts for these values. It needs each field that the rule\n"
	    "names after over; expires comes from an option.\n"
	    "\n"
	    "  --seconds N     the link is good for so many seconds\n"
	    "  --expires TIME  the link is good until then: 2026-11-23T10:00\n"
	    "\n"
	    "  echoappctl sign-link playHLS --seconds 3600 name=room1\n",
	.run = run,
};
