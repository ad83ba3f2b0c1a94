/* ctl - runs commands of echoappctl in the process of a fuzzer. */

#include "ctl.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

/* Of a command, with what comes before it and a NULL. */
#define ARGUMENTS 16

/* main() of tools/echoappctl.c; the Makefile renames it. */
int ctl_main(int argc, char **argv);

int
ctl(const char *line)
{
	static FILE *complaints;
	char text[256], *at = text, *argv[ARGUMENTS] = { 0 };
	FILE *errors = stderr;
	int argc = 0, code;

	if (!complaints)
		complaints = fopen("/dev/null", "w");
	MUST(complaints != NULL);
	MUST(snprintf(text, sizeof text, "echoappctl --state state %s", line) <
	     (int)sizeof text);
	while (at && argc < ARGUMENTS - 1)
		argv[argc++] = strsep(&at, " ");
	fuzz_redirect_output(CTL_OUTPUT);
	optind = 0;
	stderr = complaints;
	code = ctl_main(argc, argv);
	stderr = errors;
	fflush(stdout);
	return code;
}
