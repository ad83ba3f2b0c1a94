/* reindex - makes the index anew from the journal. */

#include <stdio.h>
#include <time.h>

#include "cli/open_index.h"
#include "cli/option.h"

static int
run(struct command_context *x, int argc, char **argv)
{
	struct timespec since, now;
	struct fold_result done;
	double took;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	clock_gettime(CLOCK_MONOTONIC, &since);
	if (open_index_rebuild(x, &done))
		return EXIT_TROUBLE;
	clock_gettime(CLOCK_MONOTONIC, &now);
	took = (double)(now.tv_sec - since.tv_sec) +
	       (double)(now.tv_nsec - since.tv_nsec) / 1e9;
	if (x->json)
		printf("{\"lines\":%llu,\"strange\":%llu,\"seconds\":%.3f}\n",
		       (unsigned long long)done.lines,
		       (unsigned long long)done.malformed, took);
	else
		printf("%llu lines in %.1f s, %.0f a second; %llu of them were "
		       "none\n",
		       (unsigned long long)done.lines, took,
		       took > 0 ? (double)done.lines / took : 0,
		       (unsigned long long)done.malformed);
	return done.malformed ? EXIT_FOUND : EXIT_FINE;
}

const struct command reindex_command = {
	.name = "reindex",
	.summary = "makes the index anew from the journal",
	.usage = "reindex\n"
		 "\n"
		 "  echoappctl reindex\n",
	.run = run,
};
