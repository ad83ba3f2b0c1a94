/* cgi_request - the request that is being answered; for gateway.c and worker.c.
 */
#ifndef ECHOAPP_CGI_REQUEST_H
#define ECHOAPP_CGI_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "cgi_variables.h"
#include "fastcgi_response.h"

/* What FastCGI and CGI differ in. */
struct cgi_request {
	bool is_cgi;
	bool failed; /* CGI: the response could not be written */
	/* FastCGI. */
	struct cgi_variables variables;
	const char *body;
	size_t body_len;
	struct fastcgi_response response;
	int64_t response_ms; /* how long a web server may take the response */
	bool may_stay_open, stays_open; /* see gateway_keep_open() */
	/* CGI. */
	struct buffer input; /* the body */
};

#endif
