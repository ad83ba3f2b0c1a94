/*
 * status - the program that tells what is live, what happened, and how well
 * all is: the API below /status/, and /metrics.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/background.h"
#include "base/die.h"
#include "base/log.h"
#include "fcgi/gateway.h"
#include "freshness.h"
#include "status/http/etag.h"
#include "status/http/host_check.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

const char version[] = VERSION;

/* What is kept of the largest answer, for the next one. */
#define KEEP_BYTES ((size_t)256 * 1024)

struct program {
	struct api api;
	struct inquiry inquiry;
	struct report report;
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

/* Who may look: see `watchers` in echoapp.conf. */
static bool
may_look(const struct api *a, const char *peer)
{
	struct trusted here = { 0 };
	bool may;

	if (a->conf.good)
		return trusted_refuses(&a->conf.now.watchers, peer) == NULL;
	/* What is wrong with the configuration is told to this machine. */
	conf_watch_from_here(&here);
	may = trusted_refuses(&here, peer) == NULL;
	trusted_free(&here);
	return may;
}

/* Nobody said which names there are, as long as that is broken. */
static bool
is_ours(const struct api *a, const char *host)
{
	static const struct names none = { 0 };

	return host_is_ours(host,
			    a->conf.good ? &a->conf.now.page_hosts : &none);
}

static bool
is_verb(const char *verb, bool *head)
{
	*head = verb && strcmp(verb, "HEAD") == 0;
	return *head || (verb && strcmp(verb, "GET") == 0);
}

static void
answer(struct program *p, const struct asked *asked)
{
	const char *uri = asked_variable(asked, "REQUEST_URI");
	const char *host = asked_variable(asked, "HTTP_HOST");
	struct report *r = &p->report;
	const char *why;

	conf_refresh(&p->api.conf);
	if (!may_look(&p->api, asked_variable(asked, "REMOTE_ADDR"))) {
		report_refuse(r, 403,
			      "your address is in none of the networks of"
			      " watchers in echoapp.conf");
		return;
	}
	if (!is_ours(&p->api, host)) {
		report_refuse(r, 403,
			      "\"%.100s\" is neither an address nor localhost"
			      " nor among page_hosts in echoapp.conf",
			      host);
		return;
	}
	if (!is_verb(asked_variable(asked, "REQUEST_METHOD"), &r->head_only)) {
		report_refuse(r, 405, "this can be asked by GET and HEAD");
		return;
	}
	why = inquiry_read(&p->inquiry, uri ? uri : "");
	if (why)
		report_refuse(r, 400, "%s", why);
	else
		api_answer(&p->api, &p->inquiry, r);
}

static void
begin_head(struct buffer *head, const struct report *r)
{
	head->len = 0;
	buffer_printf(head,
		      "Status: %d %s\r\n"
		      "Content-Type: %s\r\n"
		      "Cache-Control: no-cache\r\n"
		      "X-Content-Type-Options: nosniff\r\n",
		      r->status, phrase(r->status), r->type);
	if (r->status == 405)
		buffer_str(head, "Allow: GET, HEAD\r\n");
	if (r->file)
		buffer_printf(head,
			      "Content-Disposition: attachment;"
			      " filename=\"%s\"\r\n",
			      r->file);
}

struct sender {
	struct program *program;
	struct asked *asked;
};

/* What is sent in parts has neither a length nor an ETag. */
static void
flush(struct report *r)
{
	struct sender *to = r->to;
	struct buffer *head = &to->program->head;

	if (!r->flushed) {
		begin_head(head, r);
		buffer_str(head, "\r\n");
		asked_put(to->asked, head->at, head->len);
	}
	r->flushed = true;
	if (!r->head_only)
		asked_put(to->asked, r->body.at, r->body.len);
	r->body.len = 0;
}

static void
send_whole(struct program *p, struct asked *asked)
{
	const char *known = asked_variable(asked, "HTTP_IF_NONE_MATCH");
	struct report *r = &p->report;
	bool tagged = r->status == 200 && !r->untagged;
	char tag[TAG_SIZE];

	if (tagged)
		tag_of(&r->body, tag);
	if (tagged && known && (strstr(known, tag) || strcmp(known, "*") == 0))
		r->status = 304;
	begin_head(&p->head, r);
	if (tagged)
		buffer_printf(&p->head, "ETag: \"%s\"\r\n", tag);
	if (r->status != 304)
		buffer_printf(&p->head, "Content-Length: %zu\r\n", r->body.len);
	buffer_str(&p->head, "\r\n");
	asked_put(asked, p->head.at, p->head.len);
	if (!r->head_only && r->status != 304)
		asked_put(asked, r->body.at, r->body.len);
}

static void
serve(void *arg, struct asked *asked)
{
	struct program *p = arg;
	struct sender to = { p, asked };
	struct report *r = &p->report;
	struct buffer kept = r->body;

	kept.len = 0;
	*r = (struct report){
		.status = 200,
		.type = "application/json",
		.body = kept,
		.flush = flush,
		.to = &to,
	};
	answer(p, asked);
	if (r->flushed)
		flush(r);
	else
		send_whole(p, asked);
	r->to = NULL;
}

static void
rest(void *arg)
{
	struct program *p = arg;

	buffer_clear(&p->report.body, KEEP_BYTES);
	fresh_rest(&p->api);
}

/* It only looks when somebody asks. */
static bool
watches(const void *arg)
{
	(void)arg;
	return false;
}

static void
idle(void *arg)
{
	(void)arg;
}

/* For whoever starts it by hand. */
static int
describe(const void *arg, const char *program)
{
	const struct program *p = arg;

	printf("%s answers GET /status/ and /metrics.\n"
	       "configuration  %s%s\n"
	       "\n"
	       "A web server starts it.  To try it once from a shell:\n"
	       "  REQUEST_METHOD=GET REMOTE_ADDR=127.0.0.1"
	       " REQUEST_URI=/status/health %s\n",
	       program, p->api.conf.file.path,
	       p->api.conf.good ? "" : ", which is broken", program);
	return p->api.conf.good ? 0 : EXIT_MENDS;
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
	/* Hooks come first. */
	give_way();
	upkeep_init(&p.api.upkeep);
	conf_open(&p.api.conf, getenv("ECHOAPP_CONF"),
		  getenv("ECHOAPP_STATE_DIR"));
	code = front_run(&front, argc > 0 ? argv[0] : "status.fcgi");
	fresh_close(&p.api);
	checkup_free(&p.api.checkup);
	kept_free(&p.api.kept);
	latest_free(&p.api.latest);
	inquiry_free(&p.inquiry);
	buffer_free(&p.report.body);
	buffer_free(&p.head);
	conf_close(&p.api.conf);
	return code;
}
