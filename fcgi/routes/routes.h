/*
 * routes - what a web server has to be told of all handlers, one file for each
 * server's syntax.
 *
 * Each function writes one part to standard output, for a template in deploy/
 * or for lighttpd.conf.  Where a part has to name a directory it says
 * @PROGRAMS@ or @RUN@, which scripts/fill.sh knows.
 */
#ifndef ECHOAPP_ROUTES_H
#define ECHOAPP_ROUTES_H

#include "protocol/methods.h"

/* The program that answers no hooks; two, because a large answer takes time. */
#define ROUTES_STATUS "status"
#define ROUTES_STATUS_PROCESSES 2u

/* echo has no name of its own; its URL is only ever written by us. */
const char *routes_name(const struct named_method *);

/* How many processes share its socket; at least 1. */
unsigned routes_processes(const struct named_method *);

void lighttpd_write_programs(void); /* started by lighttpd */
void lighttpd_write_sockets(void);  /* started by others */
void lighttpd_write_hooks(void);
void lighttpd_write_status_programs(void);
void lighttpd_write_status_sockets(void);

void apache_write_fcgid(void);
void apache_write_proxy(void);
void apache_write_cgi(void);

void nginx_write(void);

void routes_write_list(void);	/* every program, and how many processes */
void routes_write_target(void); /* systemd: which sockets there are */

#endif
