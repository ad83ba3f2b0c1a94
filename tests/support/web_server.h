/*
 * web_server - a real web server with all our programs, for a test.
 *
 * web_start() and web_stop() fit before_all and after_all of struct test_setup:
 * one server for all the tests of a file.
 */
#ifndef ECHOAPP_WEB_SERVER_H
#define ECHOAPP_WEB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

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

/* Copies the programs to ./programs, which the next server runs. */
void web_copy_programs(void);

/* Lines for echoapp.conf while the server runs, in force within 2 s. */
void web_configure(const char *conf);

/* A port that nobody listens at. */
int web_free_port(void);

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

#endif
