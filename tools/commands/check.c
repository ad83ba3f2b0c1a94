/* check - looks for errors in the configuration and rules without effect. */

#include <getopt.h>
#include <limits.h>
#include <stdio.h>

#include "base/log.h"
#include "check/delivery_lint.h"
#include "check/diagnostic.h"
#include "check/rule_lint.h"
#include "cli/find_conf.h"
#include "cli/find_programs.h"
#include "cli/option.h"
#include "command.h"
#include "report/conf_health.h"
#include "rules/rules.h"

struct delivery_check {
	struct diagnostics *diagnostics;
	const char *path;
};

static void
report_rule_error(void *arg, const char *file, unsigned line, unsigned column,
		  const char *message)
{
	diagnostic_error(arg, (struct source_location){ file, line, column },
			 message);
}

static void
check_auth(struct diagnostics *f, const struct conf *c)
{
	const char *path =
	    c->auth == AUTH_HMAC ? c->secret_file : c->passwd_file;
	struct error error;

	if (conf_health_auth_error(c, &error))
		diagnostic_message(f, path, error.text);
}

/* `rules` is NULL unless programs would put them in force. */
static void
print_sum(const struct diagnostics *f, const struct rules *rules,
	  unsigned errors)
{
	if (errors)
		printf("errors: %u; none of these rules comes into force\n",
		       errors);
	else if (rules)
		printf("rules: %zu, warnings: %u\n", rules->count, f->warnings);
	else
		printf("no rules: the configuration has no rules = FILE\n");
}

static void
check_rules(struct diagnostics *f, const struct conf *c, bool tries)
{
	char programs[PATH_MAX];
	const struct lint_databases databases = { programs, tries };
	const unsigned before = f->errors;
	struct rules rules = { 0 };
	bool good = true;

	find_programs(programs);
	if (c->rules_file) {
		good = rules_read(&rules, NULL, c->rules_file, NULL,
				  report_rule_error, f) == 0;
		if (good) {
			rule_lint(f, &rules);
			lint_lists(f, &rules);
			lint_databases(f, &rules, &databases);
		}
	}
	/* What connect sends to WCS depends on the rules. */
	if (good)
		lint_config(f, &rules, c);
	if (!f->json)
		print_sum(f, c->rules_file && good ? &rules : NULL,
			  good ? 0 : f->errors - before);
	rules_free(&rules);
}

static void
report_delivery_error(void *arg, unsigned line, unsigned column,
		      const char *message)
{
	const struct delivery_check *d = arg;

	diagnostic_error(d->diagnostics,
			 (struct source_location){ d->path, line, column },
			 message);
}

static void
check_deliveries(struct diagnostics *f, const struct conf *c)
{
	struct delivery_check d = { f, c->deliver_file };
	struct delivery_conf deliveries;

	if (!c->deliver_file)
		return;
	if (delivery_conf_read(&deliveries, c->deliver_file,
			       report_delivery_error, &d) == 0) {
		delivery_lint(f, &deliveries, c->deliver_file);
		if (!f->json)
			printf("destinations: %zu, deliveries: %zu\n",
			       deliveries.destination_count,
			       deliveries.delivery_count);
	}
	delivery_conf_free(&deliveries);
}

struct check_options {
	bool strict;
	bool databases; /* asks them */
};

static int
check(const struct conf_file *c, const char *found, struct diagnostics *f,
      const struct check_options *o)
{
	struct error error;

	if (c->missing && c->usable)
		diagnostic_message(
		    f, c->file.path,
		    "there is no such file: --conf names another");
	if (c->usable) {
		if (conf_health_timezone(c, &error))
			diagnostic_message(f, c->file.path, error.text);
		check_auth(f, &c->current);
		check_rules(f, &c->current, o->databases);
		check_deliveries(f, &c->current);
	} else {
		diagnostic_message(f, c->file.path, c->error.text);
	}
	if (found && !f->json)
		printf("configuration: %s (%s)\n", c->file.path, found);
	if (f->errors)
		return EXIT_TROUBLE;
	return o->strict && f->warnings ? EXIT_FOUND : EXIT_FINE;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "databases", no_argument, NULL, 'd' },
		{ "strict", no_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	struct diagnostics f = { .json = x->json };
	const char *path = NULL;
	struct conf_file other;
	struct check_options o = { 0 };
	int c, code;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 's':
			o.strict = true;
			break;
		case 'd':
			o.databases = true;
			break;
		default:
			return complain_option(c, argv);
		}
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	if (!path)
		return check(x->conf, x->conf_found, &f, &o);
	code = check(&other, find_conf(&other, path, NULL), &f, &o);
	conf_close(&other);
	return code;
}

const struct command check_command = {
	.name = "check",
	.summary = "looks for errors in the configuration and the rules",
	.usage =
	    "check [--conf FILE] [--strict] [--databases]\n"
	    "Reads echoapp.conf, the rules and the other files that it\n"
	    "names, and prints errors, and warnings about rules that have\n"
	    "no effect.\n"
	    "\n"
	    "  --conf FILE   checks this file, not the one in force\n"
	    "  --strict      exits with 1 when there is a warning\n"
	    "  --databases   asks the databases of users whether they answer\n"
	    "\n"
	    "Exits with 2 when there is an error.\n"
	    "\n"
	    "  echoappctl check --conf new.conf && mv new.conf "
	    "echoapp.conf\n",
	.allows_bad_conf = true,
	.run = run,
};
