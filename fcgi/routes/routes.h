/*
 * routes - the routes of all handlers, in the syntax of each web server.
 *
 * Each function writes one part to standard output, for a template in deploy/
 * or for lighttpd.conf.  scripts/fill.sh replaces the directories @PROGRAMS@
 * and @RUN@ in a part.
 */
#ifndef ECHOAPP_ROUTES_H
#define ECHOAPP_ROUTES_H

#include "protocol/methods.h"

/* status.fcgi. */
#define ROUTES_STATUS "status"

/* The hook's name in URLs; echo, which answers unknown hooks, is "echo". */
const char *routes_name(const struct named_method *);

void lighttpd_write_programs(void); /* started by lighttpd */
void lighttpd_write_sockets(void);  /* started by others */
void lighttpd_write_hooks(void);
void lighttpd_write_status_programs(void);
void lighttpd_write_status_sockets(void);

void apache_write_fcgid(void);
void apache_write_proxy(void);
void apache_write_cgi(void);

void nginx_write(void);

void routes_write_list(void);	/* a program a line */
void routes_write_target(void); /* the sockets, for systemd */

#endif
