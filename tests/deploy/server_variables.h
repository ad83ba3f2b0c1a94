/* server_variables - the variables that a web server passes to a program. */
#ifndef ECHOAPP_SERVER_VARIABLES_H
#define ECHOAPP_SERVER_VARIABLES_H

/*
 * Starts another server inside a test: its echo is the probe (environment.c),
 * and it takes every address for a stranger's.  The base paths are as shipped,
 * or below `prefix` ("/voip").
 */
void server_variables_start(const char *under);

/* The program gets all that a hook needs, unchanged, and nothing of a proxy. */
void server_variables_check(void);

#endif
