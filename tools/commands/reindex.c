/* reindex - rebuilds the index from the journal. */

#include <stdio.h>

#include "base/monotonic.h"
#include "cli/open_index.h"
#include "cli/option.h"

static int
run(struct command_context *x, int argc, char **argv)
{
	struct fold_result done;
	int64_t start;
	double seconds;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	start = monotonic_now();
	if (open_index_rebuild(x, &done, 0))
		return EXIT_TROUBLE;
	seconds = (double)(monotonic_now() - start) / 1e6;
	if (x->json)
		printf(
		    "{\"lines\":%llu,\"unreadable\":%llu,\"seconds\":%.3f}\n",
		    (unsigned long long)done.lines,
		    (unsigned long long)done.malformed, seconds);
	else
		printf("%llu lines in %.1f s, %.0f per second; %llu of them "
		       "unreadable\n",
		       (unsigned long long)done.lines, seconds,
		       seconds > 0 ? (double)done.lines / seconds : 0,
		       (unsigned long long)done.malformed);
	return done.malformed ? EXIT_FOUND : EXIT_FINE;
}

const struct command reindex_command = {
	.name = "reindex",
	.summary = "rebuilds the index from the journal",
	.usage = "reindex\n"
		 "\n"
		 "  echoappctl reindex\n",
	.run = run,
};
