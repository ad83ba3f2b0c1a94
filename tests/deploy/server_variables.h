/* server_variables - what a program is told. */
#ifndef ECHOAPP_SERVER_VARIABLES_H
#define ECHOAPP_SERVER_VARIABLES_H

/*
 * Starts the server once more, for use inside a test: its echo tells what it
 * was told, and no address is this machine's.  The base paths are as they are
 * shipped, or the one under a prefix ("/voip").
 */
void server_variables_start(const char *under);

/* Everything that a hook needs, whole, and nothing of a proxy. */
void server_variables_check(void);

#endif
