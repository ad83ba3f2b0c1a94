/* explain - shows how a hook would be answered, and what WCS would do then. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/read_file.h"
#include "cli/option.h"
#include "command.h"
#include "explain/dry_run.h"
#include "explain/explain_deliveries.h"
#include "explain/explain_text.h"
#include "protocol/methods.h"
#include "report/summary_noted.h"

/* The largest body that a configuration can allow. */
#define BODY_MAX CONF_BODY_MAX_HIGH

static int
read_stdin(struct buffer *body)
{
	size_t n;

	do {
		n = fread(buffer_reserve(body, 65536), 1, 65536, stdin);
		body->len += n;
	} while (n > 0 && body->len <= BODY_MAX);
	return ferror(stdin) ? complain_error("cannot read standard input: %s",
					      strerror(errno))
			     : 0;
}

static int
read_body(struct buffer *body, const char *path)
{
	struct error error;
	struct stat st;

	if (strcmp(path, "-") == 0)
		return read_stdin(body);
	return read_file(path, BODY_MAX, body, &st, &error)
		   ? complain_error("cannot read %s: %s", path, error.text)
		   : 0;
}

/* The programs may work with a version of the rules before. */
static int
complain_broken(const struct command_context *x, const char *why)
{
	struct in_force noted;
	struct error rules;

	in_force_read(&noted, x->state_dir);
	summary_noted_describe_rules(&rules, &noted);
	in_force_free(&noted);
	return complain_error("cannot answer hooks: %s%s", why, rules.text);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct explain_text e = { .json = x->json };
	struct buffer body = { 0 };
	const struct method *m;
	struct service *s;

	if (argc > 1 && argv[1][0] == '-')
		return option_end(1, argc, argv);
	if (argc < 3)
		return complain_usage("give a HOOK and a FILE");
	if (option_end(3, argc, argv))
		return EXIT_TROUBLE;
	m = methods_find(argv[1]);
	if (!m)
		return complain_usage(
		    "unknown hook \"%s\": echoappctl hooks lists all hooks",
		    argv[1]);
	if (read_body(&body, argv[2]))
		return EXIT_TROUBLE;
	s = dry_run_open(x, m);
	if (serve_error(s)) {
		e.exit_code = complain_broken(x, serve_error(s));
	} else {
		dry_run_connect(x, &e.policy);
		dry_run(s, m, body.at ? body.at : "", body.len,
			explain_text_print, &e);
		explain_deliveries(&x->conf->current, m, body.at ? body.at : "",
				   body.len, x->json);
	}
	serve_close(s);
	explain_text_free(&e);
	buffer_free(&body);
	return e.exit_code;
}

const struct command explain_command = {
	.name = "explain",
	.summary = "shows how a hook would be answered, and why",
	.usage =
	    "explain HOOK FILE|-\n"
	    "Reads the body of a hook and prints which rules match it, in\n"
	    "their order, how the hook would be answered, and what WCS would\n"
	    "do then.  Nothing is recorded.  Exits with 1 when the hook would\n"
	    "be refused.\n"
	    "\n"
	    "  echoappctl explain call tests/data/call.json\n",
	.run = run,
};
