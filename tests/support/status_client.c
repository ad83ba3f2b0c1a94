/* status_client - runs status.fcgi once on ./state. */

#include "status_client.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "json_lines.h"

static void
exec_program(const char *verb, const char *peer, const char *variable,
	     const char *value, const char *uri)
{
	const char *program = path_from("TEST_STATUS", "fcgi/status.fcgi");

	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(open("answer", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
	dup2(open("stderr", O_WRONLY | O_CREAT | O_APPEND, 0600),
	     STDERR_FILENO);
	setenv("REQUEST_METHOD", verb, 1);
	setenv("REQUEST_URI", uri, 1);
	if (access("echoapp.conf", R_OK) == 0)
		setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	else
		setenv("ECHOAPP_CONF", "/dev/null", 1);
	setenv("ECHOAPP_STATE_DIR", "state", 1);
	if (peer)
		setenv("REMOTE_ADDR", peer, 1);
	if (value)
		setenv(variable, value, 1);
	execl(program, program, (char *)NULL);
	_exit(127);
}

static struct response
ask(const char *verb, const char *peer, const char *variable, const char *value,
    const char *uri)
{
	struct response h = { 0 };
	int status;
	char *text, *end;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		exec_program(verb, peer, variable, value, uri);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
		      "%s: status %d: %s", uri, status,
		      harness_read_file("stderr", NULL));
	text = harness_read_file("answer", NULL);
	end = strstr(text, "\r\n\r\n");
	ck_assert_msg(end != NULL, "no head: %s", text);
	end[2] = '\0';
	h.head = text;
	h.body = end + 4;
	h.len = strlen(h.body);
	ck_assert_int_eq(sscanf(text, "Status: %d ", &h.status), 1);
	return h;
}

struct response
status_ask(const char *verb, const char *peer, const char *tag, const char *uri)
{
	return ask(verb, peer, "HTTP_IF_NONE_MATCH", tag, uri);
}

struct response
status_get_from(const char *host, const char *uri)
{
	return status_get_with("HTTP_HOST", host, uri);
}

struct response
status_get_with(const char *variable, const char *value, const char *uri)
{
	return ask("GET", "127.0.0.1", variable, value, uri);
}

struct response
status_get(const char *format, ...)
{
	char *uri;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&uri, format, ap), 0);
	va_end(ap);
	return status_ask("GET", "127.0.0.1", NULL, uri);
}

struct json_object *
status_json(const char *format, ...)
{
	struct response h;
	struct json_object *json;
	char *uri;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&uri, format, ap), 0);
	va_end(ap);
	h = status_ask("GET", "127.0.0.1", NULL, uri);
	json = response_json(&h);
	ck_assert_msg(h.status == 200 && json, "%s: %d: %s", uri, h.status,
		      h.body);
	ck_assert_str_eq(response_header(&h, "Content-Type"),
			 "application/json");
	return json;
}

const char *
status_values(struct json_object *o, const char *list, const char *name)
{
	struct json_object *items;
	char *all = calloc(1, 65536);
	size_t i, n;

	ck_assert(json_object_object_get_ex(o, list, &items));
	n = json_object_array_length(items);
	for (i = 0; i < n; i++) {
		strcat(all, i ? " " : "");
		strcat(all,
		       json_text_of(json_object_array_get_idx(items, i), name));
	}
	return all;
}
