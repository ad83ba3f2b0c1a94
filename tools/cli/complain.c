/* complain - what a command says when it cannot do its work. */

#include "complain.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"

static const char *command = ""; /* that runs */

void
complain_as(const char *name)
{
	command = name;
}

static void __attribute__((format(printf, 1, 0)))
complain(const char *format, va_list ap)
{
	char text[1024], shown[2048];

	vsnprintf(text, sizeof text, format, ap);
	log_escape(shown, sizeof shown, text);
	fprintf(stderr, "echoappctl%s%s: %s\n", command[0] ? " " : "", command,
		shown);
}

int
misused(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	complain(format, ap);
	va_end(ap);
	fprintf(stderr, "try: echoappctl%s%s --help\n", command[0] ? " " : "",
		command);
	return EXIT_CANNOT;
}

int
cannot(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	complain(format, ap);
	va_end(ap);
	return EXIT_CANNOT;
}

int
bad_option(int c, char **argv)
{
	const char *option = argv[optind - 1];

	return c == ':' ? misused("%s wants a value", option)
			: misused("there is no option %s", option);
}
