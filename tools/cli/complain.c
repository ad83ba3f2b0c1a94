/* complain - messages of a command that cannot do its work, and exit codes. */

#include "complain.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/suggest.h"

#define OPTION_MAX 64
#define COMMON_OPTIONS "--state --conf --tz --json --help --version "

static const char *command = ""; /* the one that runs */
static const char *options = COMMON_OPTIONS;

void
complain_as(const char *name, const char *usage)
{
	command = name;
	options = usage;
}

static void __attribute__((format(printf, 1, 0)))
print_message(const char *format, va_list ap)
{
	char text[1024], escaped[2048];

	vsnprintf(text, sizeof text, format, ap);
	log_escape(escaped, sizeof escaped, text);
	fprintf(stderr, "echoappctl%s%s: %s\n", command[0] ? " " : "", command,
		escaped);
}

int
complain_usage(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_message(format, ap);
	va_end(ap);
	fprintf(stderr, "try: echoappctl%s%s --help\n", command[0] ? " " : "",
		command);
	return EXIT_TROUBLE;
}

int
complain_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	print_message(format, ap);
	va_end(ap);
	return EXIT_TROUBLE;
}

/* Finds the option in the help that is nearest to a wrong one. */
static bool
find_nearest(const char *wrong, char nearest[OPTION_MAX])
{
	char wanted[OPTION_MAX], option[OPTION_MAX];
	struct suggestion s = { .wanted = wanted };
	const char *at = options;
	size_t distance = SIZE_MAX, len;

	snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(wrong, "="),
		 wrong);
	for (; (at = strstr(at, "--")); at += len) {
		len = 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
		snprintf(option, sizeof option, "%.*s", (int)len, at);
		suggest_try(&s, option);
		if (!s.name || s.distance >= distance)
			continue;
		distance = s.distance;
		snprintf(nearest, OPTION_MAX, "%s", option);
	}
	return distance != SIZE_MAX;
}

int
complain_option(int c, char **argv)
{
	const char *option = argv[optind - 1];
	char nearest[OPTION_MAX];

	if (c == ':')
		return complain_usage("option %s needs a value", option);
	/* Of a short option, any other one is near. */
	if (strncmp(option, "--", 2) == 0 && find_nearest(option, nearest))
		return complain_usage("unknown option %s; did you mean %s?",
				      option, nearest);
	return complain_usage("unknown option %s", option);
}
