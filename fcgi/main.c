/* main - the program of a hook, or of all: hands what came to the service. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/die.h"
#include "dispatch.h"
#include "gateway.h"
#include "htaccess.h"
#include "request/serve.h"
#include "response_head.h"

/* What a program keeps of its largest body, for the next one. */
#define KEEP_BYTES ((size_t)128 * 1024)

struct program {
	struct service *service;
	struct buffer body, head;
};

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a && a[0] ? a : b && b[0] ? b : c;
}

/* One request: reads it, has it answered, sends that. */
static void
serve(void *arg, struct asked *asked)
{
	struct program *p = arg;
	struct request r = {
		.request_method = asked_variable(asked, "REQUEST_METHOD"),
		.content_type = asked_variable(asked, "CONTENT_TYPE"),
		.remote_addr = asked_variable(asked, "REMOTE_ADDR"),
		/* Apache renames it when it rewrites a URL. */
		.authorization = first_of(
		    asked_variable(asked, "HTTP_AUTHORIZATION"),
		    asked_variable(asked, "REDIRECT_HTTP_AUTHORIZATION"), NULL),
		.url = first_of(asked_variable(asked, "REQUEST_URI"),
				asked_variable(asked, "PATH_INFO"),
				asked_variable(asked, "SCRIPT_NAME")),
		.declared = asked_length(asked),
	};
	struct answer a;

	clock_gettime(CLOCK_MONOTONIC, &r.since);
	if (asked_is_cgi(asked) && service_state_dir(p->service)[0])
		hide(service_state_dir(p->service));
	p->body.len = p->head.len = 0;
	asked_body(asked, &p->body, service_body_max(p->service));
	r.body = p->body.at ? p->body.at : "";
	r.len = p->body.len;
	service_serve(p->service, which(asked), &r, &a);
	write_head(&p->head, &a);
	asked_put(asked, p->head.at, p->head.len);
	asked_put(asked, a.body, a.len);
}

static void
rest(void *arg)
{
	struct program *p = arg;

	service_upkeep(p->service);
	service_rest(p->service);
	buffer_clear(&p->body, KEEP_BYTES);
}

static bool
watches(const void *arg)
{
	const struct program *p = arg;

	return service_watches(p->service);
}

static void
idle(void *arg)
{
	struct program *p = arg;

	service_idle(p->service);
}

/* For whoever starts it by hand. */
static int
describe(const void *arg, const char *program)
{
	const struct program *p = arg;
	const struct service *s = p->service;
	const char *trouble = service_trouble(s);
	const struct method *only = which_only();

	if (only)
		printf("%s answers the hook %s: %s (%s).\n", program,
		       only->name ? only->name : "that nobody knows",
		       only->summary, type_name(only->type));
	else
		printf("%s answers every hook; PATH_INFO is its name.\n",
		       program);
	printf("configuration  %s\n"
	       "state          %s\n"
	       "\n"
	       "A web server starts it.  To try it once from a shell:\n"
	       "  REQUEST_METHOD=POST CONTENT_TYPE=application/json %s"
	       "%s < body.json\n",
	       service_conf(s),
	       trouble ? "none, the configuration is broken"
		       : service_state_dir(s),
	       only ? "" : "PATH_INFO=/call ", program);
	return trouble ? EXIT_MENDS : 0;
}

int
main(int argc, char **argv)
{
	struct program p = { 0 };
	const struct front front = {
		.arg = &p,
		.serve = serve,
		.rest = rest,
		.watches = watches,
		.idle = idle,
		.describe = describe,
	};
	int code;

	front_begin(argc, argv);
	p.service = service_open(getenv("ECHOAPP_CONF"),
				 getenv("ECHOAPP_STATE_DIR"), which_only());
	code = front_run(&front, argc > 0 ? argv[0] : "echoapp");
	service_close(p.service);
	buffer_free(&p.body);
	buffer_free(&p.head);
	return code;
}
