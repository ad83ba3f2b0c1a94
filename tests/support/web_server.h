/*
 * web_server - runs a real web server with all hook programs, for a test.
 *
 * web_start() and web_stop() fit before_all and after_all of struct test_setup:
 * one server for all tests of a file.
 */
#ifndef ECHOAPP_WEB_SERVER_H
#define ECHOAPP_WEB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Starts scripts/serve.sh on a free port with an empty state directory; or, if
 * TEST_SERVER names one of tests/servers/, that server with its configuration
 * of deploy/.  In the latter only echoapp.conf sets the state directory, which
 * must be `state`.
 */
void web_start(void);
void web_stop(void);

/*
 * Starts a server with this configuration, or stops it; for use inside a test.
 */
void web_start_with(const char *conf);

/* Copies the programs to ./programs, which the next server runs. */
void web_copy_programs(void);

/*
 * The same, but of NAME.fcgi so many processes serve one socket.  What is
 * killed is started again.
 */
void web_multiply_program(const char *name, unsigned processes);

/* Replaces echoapp.conf while the server runs; applies within 2 s. */
void web_configure(const char *conf);

/* A port at which no process listens. */
int web_free_port(void);

int web_port(void);
pid_t web_pid(void); /* the process of scripts/serve.sh */
const char *web_state_dir(void);
const char *web_programs(void); /* the directory of its programs */
const char *web_dir(void);	/* a scratch directory of the server */

/* The output of the server and its programs so far; never freed. */
char *web_log(void);
/* Its last lines, for the message of a failed test. */
const char *web_log_end(void);

/* The whole journal so far. */
char *web_journal(void);

/* Is the line a complete JSON object? */
bool web_is_whole(const char *line, size_t len);

/*
 * Counts the complete lines of the journal, and the torn ones: a program killed
 * while it writes across a page may leave a part of a line.  Fails if there are
 * control characters.
 */
size_t web_lines(size_t *torn);

/* Counts the lines; fails if one is torn. */
size_t web_whole_lines(void);

#endif
