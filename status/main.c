/*
 * main - status.fcgi: what is live, what happened, and whether all is well, as
 * the API below /status/ and as /metrics.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/background.h"
#include "base/die.h"
#include "base/host_check.h"
#include "base/log.h"
#include "base/state_owner.h"
#include "fcgi/gateway.h"
#include "freshness.h"
#include "report/conf_health.h"
#include "status/http/etag.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

const char program_version[] = VERSION;

/* Between responses the body keeps so much memory; bytes. */
#define KEEP_BYTES ((size_t)256 * 1024)

struct status_program {
	struct sandbox_kept sandbox;
	struct sandbox_paths rule_paths; /* of the rules of this version: */
	struct timespec rules_changed;
	bool is_prepared;
	struct api api;
	struct url_query query;
	struct api_response response;
	struct buffer head;
};

static const char *
phrase(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 304:
		return "Not Modified";
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	default:
		return "Service Unavailable";
	}
}

/* Is the peer in one of the networks of `watchers`? */
static bool
is_watcher(const struct api *a, const char *peer)
{
	struct networks this_machine = { 0 };
	bool found;

	if (a->conf.usable)
		return networks_refusal(&a->conf.current.watchers, peer) ==
		       NULL;
	/* Without a usable configuration only this machine may ask. */
	conf_keys_default_watchers(&this_machine);
	found = networks_refusal(&this_machine, peer) == NULL;
	networks_free(&this_machine);
	return found;
}

/* Without a usable configuration there are no `page_hosts`. */
static bool
is_page_host(const struct api *a, const char *host)
{
	static const struct name_set none = { 0 };

	return host_check(host,
			  a->conf.usable ? &a->conf.current.page_hosts : &none);
}

/*
 * A browser says so of a request that a page of another site makes (Fetch
 * Metadata).  The page could not read the response, but the request would cost
 * work here, and its time would tell how much there is.
 */
static bool
is_cross_site(const struct cgi_request *request)
{
	const char *site = gateway_variable(request, "HTTP_SEC_FETCH_SITE");

	return site && strcmp(site, "cross-site") == 0;
}

static bool
is_read_method(const char *method, bool *is_head)
{
	*is_head = method && strcmp(method, "HEAD") == 0;
	return *is_head || (method && strcmp(method, "GET") == 0);
}

static void
answer(struct status_program *p, const struct cgi_request *request)
{
	const char *uri = gateway_variable(request, "REQUEST_URI");
	const char *host = gateway_variable(request, "HTTP_HOST");
	struct api_response *r = &p->response;
	const char *why;

	conf_refresh(&p->api.conf);
	if (!is_watcher(&p->api, gateway_variable(request, "REMOTE_ADDR"))) {
		api_refuse(r, 403,
			   "your address is not in a network of watchers"
			   " in echoapp.conf");
		return;
	}
	if (!is_page_host(&p->api, host)) {
		api_refuse(r, 403,
			   "\"%.100s\" is neither an address nor localhost"
			   " nor among page_hosts in echoapp.conf",
			   host);
		return;
	}
	if (is_cross_site(request)) {
		api_refuse(r, 403, "a page of another site asks for this");
		return;
	}
	if (!is_read_method(gateway_variable(request, "REQUEST_METHOD"),
			    &r->head_only)) {
		api_refuse(r, 405, "only GET and HEAD are accepted");
		return;
	}
	why = url_query_parse(&p->query, uri ? uri : "");
	if (why)
		api_refuse(r, 400, "%s", why);
	else
		api_answer(&p->api, &p->query, r);
}

static void
begin_head(struct buffer *head, const struct api_response *r)
{
	head->len = 0;
	buffer_printf(head,
		      "Status: %d %s\r\n"
		      "Content-Type: %s\r\n"
		      "Cache-Control: no-store\r\n"
		      "X-Content-Type-Options: nosniff\r\n",
		      r->status, phrase(r->status), r->type);
	if (r->status == 405)
		buffer_str(head, "Allow: GET, HEAD\r\n");
	if (r->filename)
		buffer_printf(head,
			      "Content-Disposition: attachment;"
			      " filename=\"%s\"\r\n",
			      r->filename);
	/* nginx, and proxies that follow it, pass each part on at once. */
	if (r->stays_open)
		buffer_str(head, "X-Accel-Buffering: no\r\n");
	if (r->cursor[0])
		buffer_printf(head, "Echoapp-Cursor: %s\r\n", r->cursor);
}

struct sender {
	struct status_program *program;
	struct cgi_request *request;
};

/* A response in parts has neither a length nor an ETag. */
static void
flush(struct api_response *r)
{
	struct sender *sender = r->sender;
	struct buffer *head = &sender->program->head;

	if (!r->flushed) {
		begin_head(head, r);
		buffer_str(head, "\r\n");
		gateway_write(sender->request, head->at, head->len);
	}
	r->flushed = true;
	if (!r->head_only)
		gateway_write(sender->request, r->body.at, r->body.len);
	gateway_flush(sender->request);
	r->body.len = 0;
}

static void
send_complete(struct status_program *p, struct cgi_request *request)
{
	const char *known = gateway_variable(request, "HTTP_IF_NONE_MATCH");
	struct api_response *r = &p->response;
	bool tagged = r->status == 200 && !r->no_etag;
	char tag[ETAG_SIZE];

	if (tagged)
		etag(&r->body, tag);
	if (tagged && known && (strstr(known, tag) || strcmp(known, "*") == 0))
		r->status = 304;
	begin_head(&p->head, r);
	if (tagged)
		buffer_printf(&p->head, "ETag: \"%s\"\r\n", tag);
	if (r->status != 304)
		buffer_printf(&p->head, "Content-Length: %zu\r\n", r->body.len);
	buffer_str(&p->head, "\r\n");
	gateway_write(request, p->head.at, p->head.len);
	if (!r->head_only && r->status != 304)
		gateway_write(request, r->body.at, r->body.len);
}

/* A page that is refused asks every second instead. */
static void
send_first_part(struct status_program *p, struct cgi_request *request)
{
	struct api_response *r = &p->response;

	if (!r->head_only && !gateway_keep_open(request)) {
		r->stays_open = false;
		api_refuse(r, 503,
			   "no more responses can be kept open here: ask for"
			   " what you want to see instead");
		send_complete(p, request);
		return;
	}
	begin_head(&p->head, r);
	buffer_str(&p->head, "\r\n");
	gateway_write(request, p->head.at, p->head.len);
	if (!r->head_only)
		gateway_write(request, r->body.at, r->body.len);
}

static const char *
next_part(void *arg)
{
	struct status_program *p = arg;

	return changes_next(&p->api.changes, &p->api.conf);
}

static void
serve(void *arg, struct cgi_request *request)
{
	struct status_program *p = arg;
	struct sender sender = { p, request };
	struct api_response *r = &p->response;
	struct buffer kept = r->body;

	kept.len = 0;
	*r = (struct api_response){
		.status = 200,
		.type = "application/json",
		.body = kept,
		.flush = flush,
		.sender = &sender,
	};
	answer(p, request);
	if (r->flushed)
		flush(r);
	else if (r->stays_open)
		send_first_part(p, request);
	else
		send_complete(p, request);
	r->sender = NULL;
}

static void
prepare(void *arg)
{
	struct status_program *p = arg;

	if (p->is_prepared) {
		conf_refresh(&p->api.conf);
		return;
	}
	background_fold_init(&p->api.background_fold);
	conf_open(&p->api.conf, getenv("ECHOAPP_CONF"),
		  getenv("ECHOAPP_STATE_DIR"));
	p->is_prepared = true;
}

static void
limits(void *arg, bool fresh, struct gateway_limits *l)
{
	struct status_program *p = arg;
	const struct conf *c = &p->api.conf.current;
	bool usable = p->api.conf.usable;

	if (fresh)
		prepare(p);
	/* No request has a body that matters. */
	*l = (struct gateway_limits){
		.body_max = 0,
		.workers_max = usable ? c->workers_max : 1,
		.log_targets =
		    usable ? c->log_targets : LOG_TO_SERVER | LOG_TO_SYSLOG,
		.request_ms = usable ? c->request_timeout * 1000 : 5000,
		.response_ms = usable ? c->response_timeout * 1000 : 10000,
	};
}

static void
open_api(void *arg)
{
	struct status_program *p = arg;

	if (!p->is_prepared)
		prepare(p);

	/* The programs that answer hooks have precedence. */
	background_enter();
	if (p->api.conf.usable)
		state_owner_become(p->api.conf.current.state_dir);
}

static void
close_api(void *arg)
{
	struct status_program *p = arg;

	if (!p->is_prepared)
		return;
	freshness_close(&p->api);
	response_cache_free(&p->api.response_cache);
	event_cache_free(&p->api.event_cache);
	conf_check_free(&p->api.conf_check);
	url_query_free(&p->query);
	buffer_free(&p->response.body);
	buffer_free(&p->head);
	conf_close(&p->api.conf);
	sandbox_paths_forget(&p->sandbox);
	sandbox_paths_free(&p->rule_paths);
	*p = (struct status_program){ 0 };
}

static void
after_response(void *arg)
{
	struct status_program *p = arg;

	buffer_clear(&p->response.body, KEEP_BYTES);
	freshness_fold_rest(&p->api);
}

/* Reads the rules, which may be long, only if they changed. */
static void
refresh_rule_paths(struct status_program *p)
{
	const char *file = p->api.conf.current.rules_file;
	struct stat st;

	if (!file || stat(file, &st))
		return;
	if (memcmp(&st.st_ctim, &p->rules_changed, sizeof st.st_ctim) == 0)
		return;
	p->rules_changed = st.st_ctim;
	sandbox_paths_free(&p->rule_paths);
	conf_health_add_paths(&p->api.conf.current, &p->rule_paths);
}

static bool
confine(void *arg, bool idle)
{
	struct status_program *p = arg;
	struct sandbox_paths wanted = { 0 };

	sandbox_report();
	if (idle && !p->sandbox.entered)
		return true;
	if (!p->api.conf.usable || !p->api.conf.current.sandbox)
		return !sandbox_paths_is_outdated(&p->sandbox);
	if (!sandbox_paths_are_due(&p->sandbox))
		return true;
	conf_add_paths(&p->api.conf, &wanted);
	sandbox_paths_add_file(&wanted, p->api.conf.current.deliver_file);
	refresh_rule_paths(p);
	sandbox_paths_add_all(&wanted, &p->rule_paths);
	if (!sandbox_paths_keep(&p->sandbox, SANDBOX_STATUS, &wanted))
		return false;
	p->api.sandbox_walls = p->sandbox.walls;
	return true;
}

static void
start_fold(void *arg, int lock)
{
	const struct status_program *p = arg;

	freshness_start_fold(&p->api, lock);
}

/* Prints what the program is; returns an exit code. */
static int
describe(const void *arg, const char *program)
{
	const struct status_program *p = arg;

	printf("%s answers GET /status/ and /metrics.\n"
	       "configuration  %s%s\n"
	       "\n"
	       "A web server starts it.  To try it once from a shell:\n"
	       "  REQUEST_METHOD=GET REMOTE_ADDR=127.0.0.1"
	       " REQUEST_URI=/status/health %s\n",
	       program, p->api.conf.file.path,
	       p->api.conf.usable ? "" : ", which is broken", program);
	return p->api.conf.usable ? 0 : EXIT_PERMANENT;
}

int
main(int argc, char **argv)
{
	/* A worker runs in another stack than main(). */
	static struct status_program p;
	static const struct gateway gateway = {
		.arg = &p,
		.prepare = prepare,
		.open = open_api,
		.close = close_api,
		.serve = serve,
		.confine = confine,
		.limits = limits,
		.after_response = after_response,
		.start_fold = start_fold,
		.next_part = next_part,
		.describe = describe,
	};

	gateway_init(argc, argv);
	return gateway_run(&gateway, argc > 0 ? argv[0] : "status.fcgi");
}
