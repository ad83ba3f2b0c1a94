/* log - messages for the operator. */

#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "error.h"

/* A message whose control characters are escaped; longer ones are cut. */
#define LINE_SIZE ((size_t)2 * LOG_MESSAGE_SIZE)

static struct {
	char ident[64];
	unsigned targets;
	log_sink_fn *sink;
	void *arg;
	time_t second;
	unsigned written; /* in that second */
	unsigned cut;	  /* in that second */
} state = { .ident = "echoapp", .targets = LOG_TO_SERVER | LOG_TO_SYSLOG };

void
log_open(const char *ident)
{
	snprintf(state.ident, sizeof state.ident, "%s", ident);
	openlog(state.ident, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void
log_set_targets(unsigned targets)
{
	state.targets = targets;
}

void
log_set_sink(log_sink_fn *sink, void *arg)
{
	state.sink = sink;
	state.arg = arg;
}

void
log_escape(char *into, size_t size, const char *text)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (; *text && n + 5 <= size; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c < 0x7f) {
			into[n++] = (char)c;
			continue;
		}
		into[n++] = '\\';
		into[n++] = 'x';
		into[n++] = hex[c >> 4];
		into[n++] = hex[c & 15];
	}
	into[n] = '\0';
}

static void
write_line(const char *text)
{
	char line[LINE_SIZE + sizeof state.ident];

	if (state.targets & LOG_TO_SYSLOG)
		syslog(LOG_ERR, "%s", text);
	if (!(state.targets & LOG_TO_SERVER))
		return;
	snprintf(line, sizeof line, "%s: %s", state.ident, text);
	if (state.sink)
		state.sink(state.arg, line);
	else
		fprintf(stderr, "%s\n", line);
}

/* Counts a message; have LOG_PER_SECOND been written in this second? */
static int
is_flooded(void)
{
	time_t now = time(NULL);

	if (now != state.second) {
		unsigned cut = state.cut;

		state.second = now;
		state.written = state.cut = 0;
		if (cut) {
			char text[64];

			snprintf(text, sizeof text, "%u more messages left out",
				 cut);
			write_line(text);
		}
	}
	if (state.written < LOG_PER_SECOND) {
		state.written++;
		return 0;
	}
	state.cut++;
	return 1;
}

void
log_warn(const char *format, ...)
{
	int error = errno;
	char text[LOG_MESSAGE_SIZE], shown[LINE_SIZE];
	size_t n;
	va_list ap;

	if (is_flooded())
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	n = strlen(text);
	if (format[0] && format[strlen(format) - 1] == ':')
		snprintf(text + n, sizeof text - n, " %s", error_text(error));
	log_escape(shown, sizeof shown, text);
	write_line(shown);
	errno = error;
}
