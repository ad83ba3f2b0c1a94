/* reindex - rebuilds the index from the journal. */

#include <stdio.h>
#include <time.h>

#include "cli/open_index.h"
#include "cli/option.h"

static int
run(struct command_context *x, int argc, char **argv)
{
	struct timespec start, end;
	struct fold_result done;
	double seconds;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (open_index_rebuild(x, &done))
		return EXIT_TROUBLE;
	clock_gettime(CLOCK_MONOTONIC, &end);
	seconds = (double)(end.tv_sec - start.tv_sec) +
		  (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	if (x->json)
		printf("{\"lines\":%llu,\"strange\":%llu,\"seconds\":%.3f}\n",
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
