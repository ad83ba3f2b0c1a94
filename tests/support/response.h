/* response - an HTTP response, from a server, a program or a handler. */
#ifndef ECHOAPP_RESPONSE_H
#define ECHOAPP_RESPONSE_H

#include <json-c/json.h>
#include <stddef.h>

/* Never freed.  NULL and 0 where the sender has no such thing. */
struct response {
	int status; /* 0: no response came; `error` says why */
	char *head; /* all header lines, each with \r\n */
	char *type; /* Content-Type, or "" */
	char *body; /* with a NUL behind it */
	size_t len; /* of the body, without the NUL */
	const char *error;
	int connects;	/* connections that the client opened for it */
	int local_port; /* of the client */
};

/* The value of a header, or "". */
const char *response_header(const struct response *, const char *name);

/* The body as JSON, or NULL when it is none. */
struct json_object *response_json(const struct response *);

#endif
