/* handler - hands a request to a handler inside the process of the test. */
#ifndef ECHOAPP_HANDLER_H
#define ECHOAPP_HANDLER_H

#include <stddef.h>

#include "request/serve.h"
#include "response.h"

/* A POST of JSON from this machine to /EchoApp/hook; the body is lent. */
struct request handler_request(const char *body, size_t len);

/* What the handler responds now; only status, body and len are set. */
struct response handler_serve(struct service *, const struct method *,
			      const struct request *);

#endif
