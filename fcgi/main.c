/* main - the program of one hook, or of all: passes requests to the service. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "dispatch.h"
#include "gateway.h"
#include "htaccess.h"
#include "protocol/hook_type.h"
#include "request/serve.h"
#include "response_head.h"

/*
 * How long hooks that wait for the journal's lock hold up the end of a CGI
 * program, for which nobody waits; milliseconds.
 */
#define CGI_WAIT_MS 30000

struct hook_program {
	struct service *service;
	bool is_cgi;
	struct buffer head;
};

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a && a[0] ? a : b && b[0] ? b : c;
}

static void
serve(void *arg, struct cgi_request *cgi)
{
	struct hook_program *p = arg;
	struct request r = {
		.request_method = gateway_variable(cgi, "REQUEST_METHOD"),
		.content_type = gateway_variable(cgi, "CONTENT_TYPE"),
		.remote_addr = gateway_variable(cgi, "REMOTE_ADDR"),
		/* Apache renames the header when it rewrites a URL. */
		.authorization = first_of(
		    gateway_variable(cgi, "HTTP_AUTHORIZATION"),
		    gateway_variable(cgi, "REDIRECT_HTTP_AUTHORIZATION"), NULL),
		.url = first_of(gateway_variable(cgi, "REQUEST_URI"),
				gateway_variable(cgi, "PATH_INFO"),
				gateway_variable(cgi, "SCRIPT_NAME")),
		.host = gateway_variable(cgi, "HTTP_HOST"),
		.origin = gateway_variable(cgi, "HTTP_ORIGIN"),
		.content_length = gateway_content_length(cgi),
	};
	struct answer answer;

	r.received = monotonic_now();
	p->is_cgi = gateway_is_cgi(cgi);
	if (p->is_cgi && serve_state_dir(p->service)[0])
		htaccess_write(serve_state_dir(p->service));
	p->head.len = 0;
	r.body = gateway_body(cgi, serve_body_max(p->service), &r.len);
	serve_request(p->service, dispatch_method(cgi), &r, &answer);
	response_head_add(&p->head, &answer);
	gateway_write(cgi, p->head.at, p->head.len);
	gateway_write(cgi, answer.body, answer.len);
}

static void
after_response(void *arg)
{
	struct hook_program *p = arg;

	if (p->is_cgi)
		serve_catch_up(p->service, CGI_WAIT_MS);
	serve_background_fold(p->service);
	serve_trim(p->service);
}

static void
start_fold(void *arg, int lock)
{
	const struct hook_program *p = arg;

	serve_start_fold(p->service, lock);
}

static void
prepare(void *arg)
{
	struct hook_program *p = arg;

	if (p->service)
		serve_refresh(p->service);
	else
		p->service = serve_prepare(getenv("ECHOAPP_CONF"),
					   getenv("ECHOAPP_STATE_DIR"),
					   dispatch_only_method());
}

static void
open_service(void *arg)
{
	struct hook_program *p = arg;

	if (!p->service)
		prepare(p);
	serve_become_owner(p->service);
}

static void
limits(void *arg, bool fresh, struct gateway_limits *l)
{
	struct hook_program *p = arg;
	struct serve_limits s;

	if (fresh)
		prepare(p);
	s = serve_limits(p->service);
	*l = (struct gateway_limits){
		.body_max = s.body_max,
		.workers_max = s.workers_max,
		.log_targets = s.log_targets,
		.request_ms = s.request_timeout,
		.response_ms = s.response_timeout,
	};
}

static bool
is_behind(const void *arg)
{
	const struct hook_program *p = arg;

	return serve_is_behind(p->service);
}

static bool
confine(void *arg, bool idle)
{
	struct hook_program *p = arg;

	return serve_confine(p->service, idle);
}

static void
idle(void *arg)
{
	struct hook_program *p = arg;

	serve_idle(p->service);
}

static void
close_service(void *arg)
{
	struct hook_program *p = arg;

	/* A supervisor may have none. */
	if (p->service)
		serve_close(p->service);
	buffer_free(&p->head);
	*p = (struct hook_program){ 0 };
}

/* Printed when an operator starts the program from a shell. */
static int
describe(const void *arg, const char *program)
{
	const struct hook_program *p = arg;
	const struct service *s = p->service;
	const char *error = serve_error(s);
	const struct method *only = dispatch_only_method();

	if (only)
		printf("%s answers the hook %s: %s (%s).\n", program,
		       only->name ? only->name
				  : "that has no handler of its own",
		       only->summary, hook_type_name(only->type));
	else
		printf("%s answers every hook; PATH_INFO is its name.\n",
		       program);
	printf("configuration  %s\n"
	       "state          %s\n"
	       "\n"
	       "A web server starts this program.  To send one hook from a "
	       "shell:\n"
	       "  REQUEST_METHOD=POST CONTENT_TYPE=application/json %s"
	       "%s < body.json\n",
	       serve_conf_path(s),
	       error ? "none, because the configuration is broken"
		     : serve_state_dir(s),
	       only ? "" : "PATH_INFO=/call ", program);
	return error ? EXIT_PERMANENT : 0;
}

int
main(int argc, char **argv)
{
	/* A worker runs in another stack than main(). */
	static struct hook_program p;
	static const struct gateway gateway = {
		.arg = &p,
		.prepare = prepare,
		.open = open_service,
		.close = close_service,
		.serve = serve,
		.confine = confine,
		.limits = limits,
		.after_response = after_response,
		.start_fold = start_fold,
		.idle = idle,
		.is_behind = is_behind,
		.describe = describe,
	};

	gateway_init(argc, argv);
	return gateway_run(&gateway, argc > 0 ? argv[0] : "echoapp");
}
