/* terminal - what the terminal at standard output is like. */

#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SIZE_LARGEST 10000

static size_t
size_of(const char *variable, bool is_width)
{
	const char *text = getenv(variable);
	const unsigned long said = text ? strtoul(text, NULL, 10) : 0;
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (said > 0 && said <= SIZE_LARGEST)
		return said;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return is_width ? size.ws_col : size.ws_row;
}

size_t
terminal_width(void)
{
	return size_of("COLUMNS", true);
}

size_t
terminal_height(void)
{
	return size_of("LINES", false);
}

bool
terminal_has_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && no[0]) && term && term[0] &&
	       strcmp(term, "dumb") != 0;
}
