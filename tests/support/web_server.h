/*
 * web - a real web server with all our programs, and a client, for a test.
 *
 * web_start() and web_stop() are made for tcase_add_unchecked_fixture(): one
 * server for all the tests of a file.
 */
#ifndef ECHOAPP_WEB_H
#define ECHOAPP_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "response.h"

struct client; /* one keep-alive connection, as WCS has it */

/*
 * Starts scripts/serve.sh on a free port, with an empty state directory; or,
 * where TEST_SERVER names one of tests/servers/, that with its configuration of
 * deploy/.  To the latter only echoapp.conf says where the state is, which has
 * to be `state`.
 */
void web_start(void);
void web_stop(void);

/* Starts one with this configuration, or ends it; for use inside a test. */
void web_start_with(const char *conf);

/* Lines for echoapp.conf while the server runs, in force within 2 s. */
void web_configure(const char *conf);

/* A port that nobody listens at. */
int free_port(void);

int web_port(void);
pid_t web_pid(void); /* of scripts/serve.sh */
const char *web_state_dir(void);
const char *web_programs(void); /* the directory of the programs it runs */
const char *web_dir(void);	/* a scratch directory of the server's own */

/* What the server and its programs have said so far; never freed. */
char *web_log(void);

/* The whole journal as it stands. */
char *web_journal(void);

/* Is that a JSON object, and nothing else? */
bool web_is_whole(const char *line, size_t len);

/*
 * How many lines it has that are whole, and how many are not: a program that
 * is killed leaves a piece of a line, where that goes over a page's end.  Fails
 * if there are control characters.
 */
size_t web_lines(size_t *torn);

/* The same; fails if one is not whole. */
size_t web_whole_lines(void);

/*
 * The processes of the server, scripts/serve.sh apart: all, or those that run
 * the file `name` ("call.fcgi").  Returns how many; `at` takes `max` of them.
 */
size_t web_processes(const char *name, pid_t *at, size_t max);

/* A variable of a process's environment, or NULL; never freed. */
char *web_variable(pid_t, const char *name);

struct client *client_new(void);
void client_free(struct client *);

/* As WCS would: POST, Content-Type application/json;charset=UTF-8. */
struct response client_post(struct client *, const char *path, const char *body,
			    size_t len);

/* Any verb, more header lines (ended by NULL; may be NULL). */
struct response client_send(struct client *, const char *verb, const char *path,
			    const char *const *headers, const char *body,
			    size_t len);

/* The same on a connection of its own. */
struct response web_post(const char *path, const char *body);

/* Runs a command by sh; what it says, and its exit code. */
int shell(const char *command, char *said, size_t size);

/* A connection for raw bytes. */
int web_connect(void);

/* Raw bytes on a connection of their own; all that came back until it closed
 * or was silent for a second. */
char *web_raw(const char *bytes, size_t len, size_t *got);

#endif
