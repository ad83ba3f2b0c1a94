/* post - hands bodies to the handler that a test is linked with. */

#include "post.h"

#include <check.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "log_capture.h"

static struct service *service;
static char opened_in[PATH_MAX];

/* One for each test, which has a directory of its own. */
static struct service *
the_service(void)
{
	const char *conf =
	    access("echoapp.conf", R_OK) == 0 ? "echoapp.conf" : NULL;
	char here[PATH_MAX];

	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	if (service && strcmp(here, opened_in) == 0)
		return service;
	if (service)
		service_close(service);
	memcpy(opened_in, here, sizeof here);
	service = service_open(conf, "state", NULL);
	return service;
}

void
configure(const char *text)
{
	write_file("echoapp.conf", text);
	if (service)
		service_close(service);
	service = NULL;
}

void
post_quietly(void)
{
	drop_warnings();
	configure("log = server\n");
}

struct reply
ask(const struct request *asked)
{
	struct request r = *asked;
	struct answer a;
	struct reply reply;

	if (!r.url)
		r.url = "/EchoApp/hook";
	clock_gettime(CLOCK_MONOTONIC, &r.since);
	service_serve(the_service(), &method, &r, &a);
	reply.status = a.status;
	reply.len = a.len;
	reply.body = malloc(a.len + 1);
	ck_assert_ptr_nonnull(reply.body);
	if (a.len)
		memcpy(reply.body, a.body, a.len);
	reply.body[a.len] = '\0';
	service_rest(service);
	return reply;
}

struct reply
post(const char *body, size_t len)
{
	struct request r = {
		.request_method = "POST",
		.content_type = "application/json;charset=UTF-8",
		.remote_addr = "127.0.0.1",
		.body = body,
		.len = len,
		.declared = len,
	};

	return ask(&r);
}

struct reply
post_text(const char *body)
{
	return post(body, strlen(body));
}
