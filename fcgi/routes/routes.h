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
#define STATUS "status"
#define STATUS_PROCESSES 2u

/* echo has no name of its own; its URL is only ever written by us. */
const char *name_of(const struct named_method *);

/* How many processes share its socket; at least 1. */
unsigned processes_of(const struct named_method *);

void write_lighttpd_programs(void); /* started by lighttpd */
void write_lighttpd_sockets(void);  /* started by others */
void write_lighttpd_hooks(void);
void write_lighttpd_status_programs(void);
void write_lighttpd_status_sockets(void);

void write_apache_fcgid(void);
void write_apache_proxy(void);
void write_apache_cgi(void);

void write_nginx(void);

void write_list(void);	 /* every program, and how many processes */
void write_target(void); /* systemd: which sockets there are */

#endif
