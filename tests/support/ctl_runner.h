/*
 * tool - runs echoappctl on ./state, as anybody would.
 *
 * What is returned is never freed.
 */
#ifndef ECHOAPP_TOOL_H
#define ECHOAPP_TOOL_H

#include <json-c/json.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/timestamp.h"

#define A_SECOND INT64_C(1000000)
#define AN_HOUR (3600 * A_SECOND)
#define A_DAY (24 * AN_HOUR)

/* The program itself. */
const char *tool_path(void);

/* What came of it. */
struct outcome {
	int code; /* -1: a signal ended it */
	char *out;
	char *err;
};

/* With these arguments behind --state ./state; the last one is NULL. */
struct outcome tool(const char *first, ...);

/* The same with none in front, and nothing to read but /dev/null. */
struct outcome tool_bare(const char *const *arguments);

/* What it says at a terminal, whose newlines are \r\n; it has to go well. */
char *tool_at_terminal(const char *first, ...);

/* In the background, its output into a file. */
pid_t tool_start(const char *out, const char *first, ...);

/* Ends it with a signal; its exit code, or -1. */
int tool_stop(pid_t, int signal);

/* Fails unless it went well and said nothing about errors. */
char *said(struct outcome);

timestamp now(void);

/* The name of its file. */
const char *file_of(timestamp);

/* Adds a line to the journal below ./state. */
void put(timestamp, const char *hook, int status, const char *session,
	 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same, let pass, with the place that a limit counted it for. */
void put_placed(timestamp, const char *hook, const char *session,
		const char *place, const char *members);

/* A call that was answered after a second, and took a minute. */
void put_call(timestamp, const char *id, const char *caller,
	      const char *callee);

/* Line `n` of them, as JSON; it fails when it is none. */
struct json_object *json_line(const char *lines, size_t n);

/* What a member of it says, as text; "" when it is null. */
const char *member(struct json_object *, const char *name);

/* Everything in a file, the SQLite files and the journal included. */
size_t count_in_state(const char *needle);

#endif
