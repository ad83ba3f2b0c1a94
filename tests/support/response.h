/* response - an HTTP response, from a server, a program or a handler. */
#ifndef ECHOAPP_RESPONSE_H
#define ECHOAPP_RESPONSE_H

#include <json-c/json.h>
#include <stddef.h>

/* Never freed.  Members that the sender does not have are NULL or 0. */
struct response {
	int status; /* 0: no response; `error` says why */
	char *head; /* all header lines, each with \r\n */
	char *type; /* Content-Type, or "" */
	char *body; /* ends with a NUL */
	size_t len; /* of the body, without that NUL */
	const char *error;
	int connects; /* connections that the client opened for this request */
	int local_port; /* the client's port */
};

/* The value of a header, or "". */
const char *response_header(const struct response *, const char *name);

/* The body as JSON, or NULL if it is not JSON. */
struct json_object *response_json(const struct response *);

#endif
