/* handler - hands a request to a handler inside the process of the test. */

#include "handler.h"
#include "base/monotonic.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct request
handler_request(const char *body, size_t len)
{
	return (struct request){
		.request_method = "POST",
		.content_type = "application/json;charset=UTF-8",
		.remote_addr = "127.0.0.1",
		.url = "/EchoApp/hook",
		.body = body,
		.len = len,
		.content_length = len,
	};
}

struct response
handler_serve(struct service *service, const struct method *m,
	      const struct request *asked)
{
	struct response response = { 0 };
	struct request r = *asked;
	struct answer a;

	r.received = monotonic_now();
	serve_request(service, m, &r, &a);
	response.status = a.status;
	response.len = a.len;
	response.body = malloc(a.len + 1);
	ck_assert_ptr_nonnull(response.body);
	if (a.len)
		memcpy(response.body, a.body, a.len);
	response.body[a.len] = '\0';
	serve_trim(service);
	return response;
}
