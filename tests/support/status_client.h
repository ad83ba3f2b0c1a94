/*
 * status_client - runs status.fcgi once on ./state, as a web server does by
 * CGI.  Returned texts are never freed.
 */
#ifndef ECHOAPP_STATUS_CLIENT_H
#define ECHOAPP_STATUS_CLIENT_H

#include "response.h"

/* Sends GET from this machine; takes a printf format. */
struct response status_get(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Any verb, peer (NULL: unknown) and If-None-Match (NULL: none). */
struct response status_ask(const char *verb, const char *peer, const char *tag,
			   const char *uri);

/* Sends GET from this machine with that header Host. */
struct response status_get_from(const char *host, const char *uri);

/* The same with that CGI variable. */
struct response status_get_with(const char *variable, const char *value,
				const char *uri);

/* Fails unless the status is 200 and the body is JSON. */
struct json_object *status_json(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Member `name` of each object in the list `list`, separated by blanks. */
const char *status_values(struct json_object *, const char *list,
			  const char *name);

#endif
