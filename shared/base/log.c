/* log - messages for the operator. */

#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "hash.h"
#include "journald.h"

/* A message whose control characters are escaped; longer ones are cut. */
#define SHOWN_SIZE ((size_t)2 * LOG_MESSAGE_SIZE)

static struct {
	char program[64];
	const char *hook;
	const char *journal; /* the path of its socket */
	int journal_fd;	     /* -1: there is no journal */
	unsigned targets;
	log_sink_fn *sink;
	void *arg;
	time_t second;
	unsigned written; /* in that second */
	unsigned cut;	  /* in that second */
	struct log_shared *shared;
} state = {
	.program = LOG_IDENT,
	.journal = JOURNALD_SOCKET,
	.journal_fd = -1,
	.targets = LOG_TO_SERVER | LOG_TO_SYSLOG,
};

/* Connects at once, while the sockets can be reached. */
static void
open_system_log(void)
{
	if (state.journal_fd >= 0)
		close(state.journal_fd);
	state.journal_fd = journald_connect(state.journal);
	openlog(LOG_IDENT, LOG_PID | (state.journal_fd < 0 ? LOG_NDELAY : 0),
		LOG_DAEMON);
}

void
log_open(const char *program)
{
	snprintf(state.program, sizeof state.program, "%s", program);
	open_system_log();
}

void
log_set_hook(const char *hook)
{
	state.hook = hook;
}

void
log_set_journal(const char *path)
{
	state.journal = path;
	open_system_log();
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

/* `line` begins with the program. */
static void
write_to_system(const char *line)
{
	const struct journald_entry entry = {
		.ident = LOG_IDENT,
		.program = state.program,
		.hook = state.hook,
		.message = line,
	};

	if (state.journal_fd >= 0 &&
	    journald_send(state.journal_fd, &entry) == 0)
		return;
	/* The journal has been started again, or was stopped. */
	if (state.journal_fd >= 0)
		open_system_log();
	if (state.journal_fd < 0 || journald_send(state.journal_fd, &entry))
		syslog(LOG_ERR, "%s", line);
}

static void
write_line(const char *text)
{
	const bool to_system = state.targets & LOG_TO_SYSLOG;
	char line[LOG_LINE_SIZE];

	snprintf(line, sizeof line, "%s: %s", state.program, text);
	if (to_system)
		write_to_system(line);
	if (!(state.targets & LOG_TO_SERVER))
		return;
	if (state.sink)
		state.sink(state.arg, line);
	else if (!to_system || !journald_has(STDERR_FILENO))
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
	char text[LOG_MESSAGE_SIZE], shown[SHOWN_SIZE];
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

void
log_share(struct log_shared *memory)
{
	state.shared = memory;
}

void
log_warn_once(enum log_topic topic, const char *message)
{
	uint64_t hash = hash_bytes(HASH_START, message, strlen(message));

	if (state.shared &&
	    atomic_exchange(&state.shared->last[topic], hash) == hash)
		return;
	log_warn("%s", message);
}

void
log_settle(enum log_topic topic)
{
	if (state.shared)
		atomic_store(&state.shared->last[topic], 0);
}
