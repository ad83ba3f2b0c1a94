/* tool - runs echoappctl on ./state, as anybody would. */

#include "ctl_runner.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "fold_fixture.h"
#include "harness.h"

#define ARGUMENTS_MAX 32

const char *
tool_path(void)
{
	static char path[PATH_MAX];
	const char *given = getenv("TEST_TOOL");

	if (!given)
		given = "tools/echoappctl";
	snprintf(path, sizeof path, "%s",
		 given[0] == '/' ? given : source_path(given));
	return path;
}

static pid_t
start(const char *const *arguments, const char *out, const char *err)
{
	const char *argv[ARGUMENTS_MAX + 2] = { tool_path() };
	pid_t pid;
	size_t i;

	for (i = 0; arguments[i]; i++)
		argv[i + 1] = arguments[i];
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
	dup2(open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

static int
code_of(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct outcome
tool_bare(const char *const *arguments)
{
	int code = code_of(start(arguments, "out", "err"));

	return (struct outcome){ code, harness_read_file("out", NULL),
				 harness_read_file("err", NULL) };
}

/* Those of a caller, behind ours. */
static void
collect(const char **arguments, const char *first, va_list ap)
{
	size_t n = 0;

	arguments[n++] = "--state";
	arguments[n++] = "state";
	for (; first && n < ARGUMENTS_MAX; first = va_arg(ap, const char *))
		arguments[n++] = first;
	arguments[n] = NULL;
}

struct outcome
tool(const char *first, ...)
{
	const char *arguments[ARGUMENTS_MAX + 1];
	va_list ap;

	va_start(ap, first);
	collect(arguments, first, ap);
	va_end(ap);
	return tool_bare(arguments);
}

char *
tool_at_terminal(const char *first, ...)
{
	const char *argv[ARGUMENTS_MAX + 2] = { tool_path() };
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	struct buffer seen = { 0 };
	ssize_t got;
	va_list ap;
	pid_t pid;

	va_start(ap, first);
	collect(argv + 1, first, ap);
	va_end(ap);
	ck_assert(terminal >= 0 && !grantpt(terminal) && !unlockpt(terminal));
	pid = fork();
	if (pid == 0) {
		int fd;

		setsid();
		fd = open(ptsname(terminal), O_RDWR);
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	while ((got = read(terminal, buffer_reserve(&seen, 4096), 4096)) > 0)
		seen.len += (size_t)got;
	close(terminal);
	buffer_add(&seen, "", 1);
	ck_assert_int_eq(code_of(pid), 0);
	return seen.at;
}

pid_t
tool_start(const char *out, const char *first, ...)
{
	const char *arguments[ARGUMENTS_MAX + 1];
	va_list ap;

	va_start(ap, first);
	collect(arguments, first, ap);
	va_end(ap);
	return start(arguments, out, "err");
}

int
tool_stop(pid_t pid, int signal)
{
	kill(pid, signal);
	return code_of(pid);
}

char *
said(struct outcome r)
{
	ck_assert_msg(r.code == 0, "exit %d: %s", r.code, r.err);
	ck_assert_str_eq(r.err, "");
	return r.out;
}

timestamp
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (timestamp)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

const char *
file_of(timestamp m)
{
	static char name[32];
	char text[TIMESTAMP_SIZE];

	timestamp_format(text, sizeof text, m);
	snprintf(name, sizeof name, "%.4s%.2s%.2s.ndjson", text, text + 5,
		 text + 8);
	return name;
}

void
put(timestamp when, const char *hook, int status, const char *session,
    const char *format, ...)
{
	char *members, *line;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&members, format, ap), 0);
	va_end(ap);
	line = line_of(when, hook, status, session, members);
	journal_add("state", file_of(when), line, strlen(line));
	free(members);
	free(line);
}

void
put_placed(timestamp when, const char *name, const char *session,
	   const char *place, const char *members)
{
	char *line = line_of(when, name, 200, session, members);
	char *body = strstr(line, ",\"body\":");
	struct buffer b = { 0 };

	buffer_add(&b, line, (size_t)(body - line));
	buffer_printf(&b, ",\"slots\":[\"%s\"]%s", place, body);
	journal_add("state", file_of(when), b.at, b.len);
	buffer_free(&b);
}

void
put_call(timestamp when, const char *id, const char *caller, const char *callee)
{
	static const struct {
		const char *hook, *status;
		timestamp after;
	} steps[] = {
		{ "call", "PENDING", 0 },
		{ "CallStatusEvent", "RING", A_SECOND / 2 },
		{ "CallStatusEvent", "ESTABLISHED", A_SECOND },
		{ "CallStatusEvent", "FINISH", 61 * A_SECOND },
	};
	size_t i;

	for (i = 0; i < ROWS(steps); i++)
		put(when + steps[i].after, steps[i].hook, 200, "s",
		    "\"callId\":\"%s\",\"incoming\":false,\"caller\":\"%s\","
		    "\"callee\":\"%s\",\"status\":\"%s\"",
		    id, caller, callee, steps[i].status);
}

struct json_object *
json_line(const char *lines, size_t n)
{
	struct json_tokener *t = json_tokener_new();
	struct json_object *o;
	const char *end;

	for (; n > 0; n--) {
		lines = strchr(lines, '\n');
		ck_assert_msg(lines != NULL, "there is no such line");
		lines++;
	}
	end = strchr(lines, '\n');
	ck_assert_msg(end != NULL, "the line does not end: %s", lines);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(t, lines, (int)(end - lines));
	ck_assert_msg(json_object_is_type(o, json_type_object),
		      "it is no object: %.*s", (int)(end - lines), lines);
	json_tokener_free(t);
	return o;
}

const char *
member(struct json_object *o, const char *name)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(o, name, &value),
		      "there is no %s in %s", name,
		      json_object_to_json_string(o));
	return value ? json_object_get_string(value) : "";
}

static size_t
count_in(const char *dir, const char *needle)
{
	DIR *d = opendir(dir);
	size_t count = 0;
	struct dirent *e;

	ck_assert_msg(d != NULL, "cannot read %s", dir);
	while ((e = readdir(d))) {
		char path[PATH_MAX], *text, *at;
		size_t len;

		if (e->d_type != DT_REG)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		text = harness_read_file(path, &len);
		for (at = text; (at = memmem(at, len - (size_t)(at - text),
					     needle, strlen(needle)));
		     at++)
			count++;
		free(text);
	}
	closedir(d);
	return count;
}

size_t
count_in_state(const char *needle)
{
	return count_in("state", needle) + count_in("state/journal", needle);
}
