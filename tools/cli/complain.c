/* complain - messages of a command that cannot do its work, and exit codes. */

#include "complain.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

static const char *command = ""; /* the one that runs */

void
complain_as(const char *name)
{
	command = name;
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

int
complain_option(int c, char **argv)
{
	const char *option = argv[optind - 1];

	return c == ':' ? complain_usage("option %s needs a value", option)
			: complain_usage("unknown option %s", option);
}
