/* hook_fixture - passes bodies to any handler, with the state in ./state. */

#include "hook_fixture.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "handler.h"
#include "harness.h"
#include "history.h"
#include "log_capture.h"
#include "protocol/methods.h"
#include "request/serve.h"

static struct service *service;

void
hook_start(const char *rules, const char *more)
{
	struct buffer conf = { 0 };

	if (rules)
		write_file("rules.conf", rules);
	buffer_printf(&conf, "log = server\n%s%s",
		      rules ? "rules = rules.conf\n" : "", more ? more : "");
	buffer_add(&conf, "", 1);
	write_file("echoapp.conf", conf.at);
	buffer_free(&conf);
	log_capture_start();
	if (service)
		serve_close(service);
	service = serve_open("echoapp.conf", "state", NULL);
}

void
hook_idle(void)
{
	serve_idle(service);
}

void
hook_end(void)
{
	serve_close(service);
	service = NULL;
}

static const struct method *
hook_method(const char *name)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if (strcmp(m->method->name ? m->method->name : m->program,
			   name) == 0)
			return m->method;
	ck_abort_msg("there is no hook %s", name);
	return NULL;
}

struct response
hook_post(const char *name, const char *body)
{
	struct request r = handler_request(body, strlen(body));

	return handler_serve(service, hook_method(name), &r);
}

struct response
hook_postf(const char *name, const char *format, ...)
{
	struct response r;
	char *body;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&body, format, ap), 0);
	va_end(ap);
	r = hook_post(name, body);
	free(body);
	return r;
}

void
hook_check_answer(const char *name, const char *body, const char *answer)
{
	struct response r = hook_post(name, body);

	if (!answer)
		answer = body;
	ck_assert_msg(r.status == 200, "%s %s: %d %s", name, body, r.status,
		      r.body);
	ck_assert_uint_eq(r.len, strlen(answer));
	ck_assert_str_eq(r.body, answer);
}

void
hook_check_denied(const char *name, const char *body, int status,
		  const char *words)
{
	struct response r = hook_post(name, body);

	ck_assert_msg(r.status == status, "%s %s: %d %s", name, body, r.status,
		      r.body);
	ck_assert_msg(strstr(r.body, words) != NULL, "%s", r.body);
}

void
hook_check_status(int status, const char *name, const char *session,
		  const char *members)
{
	struct response r = hook_postf(name,
				       "{\"nodeId\":\"n@1\",\"appKey\":\"a\","
				       "\"sessionId\":\"%s\",%s}",
				       session, members);

	ck_assert_msg(r.status == status, "%s %s: %d %s", name, members,
		      r.status, r.body);
}

void
hook_check_call(int status, const char *id, const char *caller)
{
	char members[256];

	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"caller\":\"%s\",\"callee\":\"x\"", id,
		 caller);
	hook_check_status(status, "call", "s", members);
}

void
hook_call_becomes(const char *id, const char *status)
{
	char members[256];

	snprintf(members, sizeof members, "\"callId\":\"%s\",\"status\":\"%s\"",
		 id, status);
	hook_check_status(200, "CallStatusEvent", "s", members);
}

void
hook_settle(int round)
{
	if (round)
		history_fold();
}
