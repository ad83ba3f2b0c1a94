/* watch - shows what a command prints again and again: --watch. */

#include "watch.h"

#include <stdio.h>
#include <unistd.h>

#include "base/time_text.h"
#include "terminal.h"

/* Of the time, an empty line and the names of columns. */
#define LINES_ABOVE 4

size_t
watch_height(void)
{
	const size_t lines = terminal_height();

	return lines > LINES_ABOVE ? lines - LINES_ABOVE : lines ? 1 : 0;
}

int
watch(struct command_context *x, int (*once)(void *arg), void *arg)
{
	static char screen[65536]; /* written at once, so nothing flickers */
	char now[TIME_TEXT_SIZE];
	int code;

	if (x->json || !isatty(STDOUT_FILENO))
		return complain_usage(
		    "--watch is for a terminal, and not with --json");
	setvbuf(stdout, screen, _IOFBF, sizeof screen);
	for (;;) {
		time_text_short(now, timestamp_now(), 0);
		printf("\033[H\033[2J%s, every %d s, until Ctrl-C\n\n", now,
		       WATCH_SECONDS);
		code = once(arg);
		if (fflush(stdout) || code == EXIT_TROUBLE)
			return EXIT_TROUBLE;
		sleep(WATCH_SECONDS);
	}
}
