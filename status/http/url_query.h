/*
 * inquiry - what is asked for: the parts of a URL, read.
 *
 *	/status/calls/ID?live=yes&user=10001
 *
 * Whatever stands in front of /status or /metrics is the web server's affair.
 * All of it comes from the network: escapes are undone (RFC 3986, 2.1), and
 * what holds a NUL is none.
 */
#ifndef ECHOAPP_INQUIRY_H
#define ECHOAPP_INQUIRY_H

#include <stddef.h>

#include "base/buffer.h"

#define URL_PARAMETERS_MAX 16

struct url_query {
	const char *name; /* "calls"; "": the list; "metrics" */
	const char *id;	  /* what follows it; NULL: nothing does */
	struct url_parameter {
		const char *name;
		const char *value;
	} at[URL_PARAMETERS_MAX];
	size_t count;
	struct buffer text; /* in which they stand */
};

/* Returns NULL, or why it cannot be read.  A zeroed struct is ready. */
const char *url_query_parse(struct url_query *, const char *uri);
void url_query_free(struct url_query *);

/* The first of that name; NULL: it was not given. */
const char *url_query_value(const struct url_query *, const char *name);

#endif
