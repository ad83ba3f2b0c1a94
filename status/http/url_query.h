/*
 * url_query - the parts of a URL.
 *
 *	/status/calls/ID?live=yes&user=10001
 *
 * Whatever precedes /status or /metrics depends on the web server.  Escapes are
 * decoded (RFC 3986, 2.1); a NUL among them is refused.
 */
#ifndef ECHOAPP_URL_QUERY_H
#define ECHOAPP_URL_QUERY_H

#include <stddef.h>

#include "base/buffer.h"

#define URL_PARAMETERS_MAX 16

/* A zeroed struct is ready for url_query_parse(). */
struct url_query {
	const char *name; /* "calls"; "": the list of resources; "metrics" */
	const char *id;	  /* the next part of the path; NULL: there is none */
	struct url_parameter {
		const char *name;
		const char *value;
	} at[URL_PARAMETERS_MAX];
	size_t count;
	struct buffer text; /* holds all of these */
};

/* Returns NULL, or the reason why the URL is refused. */
const char *url_query_parse(struct url_query *, const char *uri);
void url_query_free(struct url_query *);

/* The value of the first parameter of that name; NULL: there is none. */
const char *url_query_value(const struct url_query *, const char *name);

#endif
