/* show - prints a call, message, stream or connection with its history. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option.h"
#include "command.h"
#include "entity_text.h"
#include "report/entity_find.h"

#define MATCHES_SHOWN 20

static int
print_matches(const struct command_context *x, const struct entity_matches *m)
{
	struct buffer line = { 0 };
	size_t i;

	for (i = 0; i < m->count && i < MATCHES_SHOWN; i++) {
		line.len = 0;
		entity_find_add_line(&line, &m->at[i], x->json);
		fwrite(line.at, 1, line.len, stdout);
	}
	buffer_free(&line);
	fflush(stdout);
	complain_error("%s%zu ids begin so: give more of the id",
		       m->count > MATCHES_SHOWN ? "more than " : "",
		       m->count > MATCHES_SHOWN ? (size_t)MATCHES_SHOWN
						: m->count);
	return EXIT_FOUND;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct sql *db = index_sql(x->index);
	struct entity_matches m = { 0 };
	int code = EXIT_FINE;
	size_t i;

	if (argc > 1 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	if (argc < 2)
		return complain_usage("give an ID");
	if (option_end(2, argc, argv))
		return EXIT_TROUBLE;
	if (entity_find(&m, db, argv[1], MATCHES_SHOWN + 1)) {
		code =
		    complain_error("cannot read the index: %s", sql_error(db));
	} else if (m.count == 0) {
		complain_error("no id is or begins with \"%s\"", argv[1]);
		code = EXIT_FOUND;
	} else if (m.count > 1 && !m.exact) {
		code = print_matches(x, &m);
	}
	for (i = 0; code == EXIT_FINE && i < m.count; i++)
		if (entity_text_print(db, &m.at[i], x->json))
			code = complain_error("cannot read the index: %s",
					      sql_error(db));
	entity_find_free(&m);
	return code;
}

const struct command show_command = {
	.name = "show",
	.summary = "prints a call or the like with its whole history",
	.usage =
	    "show ID\n"
	    "ID is the id of a call, message, stream or connection, or the\n"
	    "sessionId of a connection.  Its beginning is enough, if no\n"
	    "other id begins so: four characters at least.\n"
	    "\n"
	    "  echoappctl show 2f1b\n",
	.wants_index = true,
	.run = run,
};
