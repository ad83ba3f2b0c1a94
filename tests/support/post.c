/* post - passes bodies to the handler that a test is linked with. */

#include "post.h"

#include <check.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "log_capture.h"

static struct service *service;
static char opened_in[PATH_MAX];

/* One service for each test, because each has a directory of its own. */
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
		serve_close(service);
	memcpy(opened_in, here, sizeof here);
	service = serve_open(conf, "state", NULL);
	return service;
}

void
post_configure(const char *text)
{
	write_file("echoapp.conf", text);
	if (service)
		serve_close(service);
	service = NULL;
}

void
post_quietly(void)
{
	log_capture_start();
	post_configure("log = server\n");
}

struct response
post_request(const struct request *asked)
{
	struct request r = *asked;

	if (!r.url)
		r.url = "/EchoApp/hook";
	return handler_serve(the_service(), &method, &r);
}

struct response
post_bytes(const char *body, size_t len)
{
	struct request r = handler_request(body, len);

	return post_request(&r);
}

struct response
post_text(const char *body)
{
	return post_bytes(body, strlen(body));
}
