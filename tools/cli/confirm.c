/* confirm - asks at the terminal before a change that cannot be undone. */

#include "confirm.h"

#include <stdio.h>
#include <strings.h>
#include <unistd.h>

#include "complain.h"

int
confirm(const char *question)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO))
		return complain_usage(
		    "cannot ask without a terminal: add --yes");
	fflush(stdout);
	fprintf(stderr, "%s [y/N] ", question);
	fflush(stderr);
	if (fgets(answer, sizeof answer, stdin) &&
	    (strcasecmp(answer, "y\n") == 0 ||
	     strcasecmp(answer, "yes\n") == 0))
		return 0;
	complain_error("nothing was changed");
	return EXIT_FOUND;
}
