/* show - everything about one of them, with its whole history. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option.h"
#include "command.h"
#include "entity_text.h"
#include "report/entity_find.h"

/* Few enough to be read. */
#define MATCHES_SHOWN 20

static int
list_all(const struct command_context *x, const struct entity_matches *m)
{
	struct buffer id = { 0 };
	size_t i;

	/* A program asks again with a whole id. */
	for (i = 0; i < m->count && i < MATCHES_SHOWN; i++) {
		id.len = 0;
		entity_find_add_line(&id, &m->at[i], x->json);
		fwrite(id.at, 1, id.len, stdout);
	}
	buffer_free(&id);
	fflush(stdout);
	complain_error(m->count > MATCHES_SHOWN
			   ? "more than %zu begin so; give more of the id"
			   : "%zu begin so; give more of the id",
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
		return complain_usage("the id is missing");
	if (option_end(2, argc, argv))
		return EXIT_TROUBLE;
	if (entity_find(&m, db, argv[1], MATCHES_SHOWN + 1)) {
		code =
		    complain_error("cannot ask the index: %s", sql_error(db));
	} else if (m.count == 0) {
		complain_error("there is no \"%s\"", argv[1]);
		code = EXIT_FOUND;
	} else if (m.count > 1 && !m.exact) {
		code = list_all(x, &m);
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
	.summary = "one of them, with its whole history",
	.usage = "show ID\n"
		 "ID is that of a call, a message, a stream, or a connection,\n"
		 "or the sessionId of one; so much of its beginning as is\n"
		 "unlike all others is enough, four characters at least.\n"
		 "\n"
		 "  echoappctl show 2f1b\n",
	.wants_index = true,
	.run = run,
};
