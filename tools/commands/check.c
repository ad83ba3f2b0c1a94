/* check - is the configuration right, and does each rule do something? */

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "check/diagnostic.h"
#include "check/rule_lint.h"
#include "command.h"
#include "report/conf_health.h"
#include "rules/rules.h"

static void
report_error(void *arg, const char *file, unsigned line, unsigned column,
	     const char *message)
{
	diagnostic_error(arg, (struct source_location){ file, line, column },
			 message);
}

/* Words that begin with the place, as a person wants them. */
static void
report_message(struct diagnostics *f, const char *path, const char *words)
{
	const size_t len = strlen(path);
	struct source_location at = { .file = path };
	char *end;

	if (strncmp(words, path, len) == 0 && words[len] == ':') {
		words += len + 1;
		if (isdigit((unsigned char)words[0])) {
			at.line = (unsigned)strtoul(words, &end, 10);
			words = end + (*end == ':');
		}
		words += strspn(words, " ");
	}
	diagnostic_error(f, at, words);
}

static void
check_auth(struct diagnostics *f, const struct conf *c)
{
	const char *path =
	    c->auth == AUTH_HMAC ? c->secret_file : c->passwd_file;
	char trouble[512];

	if (conf_health_auth_error(c, trouble, sizeof trouble))
		report_message(f, path, trouble);
}

/* For a person; `rules` are those that are taken up. */
static void
sum_up(const struct diagnostics *f, const struct rules *rules, unsigned errors)
{
	if (errors)
		printf("errors: %u; none of these rules is taken up\n", errors);
	else if (rules)
		printf("rules: %zu, warnings: %u\n", rules->count, f->warnings);
	else
		printf("no rules: the configuration names no file of them\n");
}

/* What WCS is told depends on rules that are right. */
static void
check_rules(struct diagnostics *f, const struct conf *c)
{
	const unsigned before = f->errors;
	struct rules rules = { 0 };
	bool good = true;

	if (c->rules_file) {
		good = rules_read(&rules, NULL, c->rules_file, NULL,
				  report_error, f) == 0;
		if (good)
			rule_lint(f, &rules);
	}
	if (good)
		lint_config(f, &rules, c);
	if (!f->json)
		sum_up(f, c->rules_file && good ? &rules : NULL,
		       good ? 0 : f->errors - before);
	rules_free(&rules);
}

static int
check(const struct conf_file *c, struct diagnostics *f, bool strict)
{
	if (c->usable) {
		check_auth(f, &c->current);
		check_rules(f, &c->current);
	} else {
		report_message(f, c->file.path, c->error.text);
	}
	if (f->errors)
		return EXIT_TROUBLE;
	return strict && f->warnings ? EXIT_FOUND : EXIT_FINE;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "strict", no_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	struct diagnostics f = { .json = x->json };
	const char *path = NULL;
	struct conf_file other;
	bool strict = false;
	int c, code;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 's':
			strict = true;
			break;
		default:
			return complain_option(c, argv);
		}
	}
	if (optind < argc)
		return complain_usage("\"%s\" is too much", argv[optind]);
	if (!path)
		return check(x->conf, &f, strict);
	conf_open(&other, path, NULL);
	code = check(&other, &f, strict);
	conf_close(&other);
	return code;
}

const struct command check_command = {
	.name = "check",
	.summary = "is the configuration right, and does each rule work?",
	.usage = "check [--conf FILE] [--strict]\n"
		 "It reads echoapp.conf, the rules and the other files that it "
		 "names, and tells what is wrong and what does nothing.\n"
		 "\n"
		 "  --conf FILE   another configuration than that in force\n"
		 "  --strict      a warning makes it exit with 1, too\n"
		 "\n"
		 "It exits with 2 when there is an error.\n"
		 "\n"
		 "  echoappctl check --conf new.conf && mv new.conf "
		 "echoapp.conf\n",
	.allows_bad_conf = true,
	.run = run,
};
