/*
 * status_client - runs the program of the API once on ./state, as a web server
 * would as CGI.  What is returned is never freed.
 */
#ifndef ECHOAPP_STATUS_CLIENT_H
#define ECHOAPP_STATUS_CLIENT_H

#include "response.h"

/* GET, from this machine; a printf format. */
struct response status_get(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same with a verb, a peer (NULL: not known), and If-None-Match or NULL. */
struct response status_ask(const char *verb, const char *peer, const char *tag,
			   const char *uri);

/* GET, from this machine, by that name (the header Host). */
struct response status_get_from(const char *host, const char *uri);

/* Fails unless it is 200 and JSON. */
struct json_object *status_json(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* What member `name` of every object in the list `list` says, with blanks. */
const char *status_values(struct json_object *, const char *list,
			  const char *name);

#endif
