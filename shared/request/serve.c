/* serve - bytes in, status and bytes out. */

#include "serve.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "auth/auth.h"
#include "base/buffer.h"
#include "base/die.h"
#include "base/json_scan.h"
#include "base/json_write.h"
#include "base/log.h"
#include "conf/conf.h"
#include "exchange.h"
#include "index/background_fold.h"
#include "journal/journal.h"
#include "patch.h"
#include "policy.h"
#include "record.h"
#include "validate.h"

/* What a program keeps of its largest request, for the next one. */
#define KEEP_BYTES ((size_t)64 * 1024)
#define KEEP_TOKENS ((size_t)4096)

struct service {
	struct conf_file conf;
	struct auth auth;
	struct policy policy;
	const struct method *own; /* NULL: whoever asks says */
	struct journal *journal;  /* NULL: there is no configuration yet */
	struct upkeep upkeep;
	unsigned lost; /* hooks answered, but not recorded */
	struct scan body;
	struct expected expected;
	struct buffer odd;
	struct buffer line;
	struct buffer answer;
};

struct service *
service_open(const char *conf, const char *state_dir, const struct method *own)
{
	struct service *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_AGAIN, "the service:");
	s->own = own;
	conf_open(&s->conf, conf, state_dir);
	upkeep_init(&s->upkeep);
	if (s->conf.good) {
		s->journal = journal_new(s->conf.now.state_dir);
		auth_use(&s->auth, &s->conf.now);
		policy_use(&s->policy, &s->conf.now, own);
	}
	return s;
}

void
service_close(struct service *s)
{
	if (s->journal)
		journal_free(s->journal);
	auth_close(&s->auth);
	policy_close(&s->policy);
	conf_close(&s->conf);
	upkeep_close(&s->upkeep);
	scan_free(&s->body);
	buffer_free(&s->odd);
	buffer_free(&s->line);
	buffer_free(&s->answer);
	free(s);
}

const char *
service_trouble(const struct service *s)
{
	const char *trouble;

	if (!s->conf.good)
		return s->conf.error;
	trouble = auth_trouble(&s->auth);
	return trouble ? trouble : policy_trouble(&s->policy);
}

size_t
service_body_max(const struct service *s)
{
	return s->conf.good ? s->conf.now.body_max : CONF_BODY_MAX_LOW;
}

const char *
service_conf(const struct service *s)
{
	return s->conf.file.path;
}

const char *
service_state_dir(const struct service *s)
{
	return s->conf.good ? s->conf.now.state_dir : "";
}

/* The steps; each refuses, or lets the exchange go on. */

static enum status
is_configured(struct exchange *x)
{
	return x->conf ? OK : refuse(x, SERVICE_UNAVAILABLE, "%s", x->trouble);
}

/* Refuses, and lets the journal name what decided. */
static enum status
refuse_by(struct exchange *x, const char *rule, enum status status,
	  const char *reason)
{
	snprintf(x->rule, sizeof x->rule, "%s", rule);
	return refuse(x, status, "%s", reason);
}

static enum status
is_trusted(struct exchange *x)
{
	const char *reason =
	    x->is_rehearsal
		? NULL
		: trusted_refuses(&x->conf->trusted, x->request->remote_addr);

	return reason ? refuse_by(x, "trusted", FORBIDDEN, reason) : OK;
}

static enum status
is_post(struct exchange *x)
{
	const char *verb = x->request->request_method;

	return verb && strcmp(verb, "POST") == 0
		   ? OK
		   : refuse(x, METHOD_NOT_ALLOWED, "a hook is a POST");
}

/*
 * What is not declared as JSON is refused, lest a page in a browser forges
 * hooks with a plain form.
 */
static enum status
is_json(struct exchange *x)
{
	static const char base[] = "application/";
	const char *type = x->request->content_type;
	size_t len;

	if (!type || !type[0])
		return OK;
	len = strcspn(type, "; \t");
	if (strncasecmp(type, base, sizeof base - 1) == 0 &&
	    ((len == 16 && strncasecmp(type + 12, "json", 4) == 0) ||
	     (len > 17 && strncasecmp(type + len - 5, "+json", 5) == 0)))
		return OK;
	return refuse(x, UNSUPPORTED_MEDIA_TYPE,
		      "the Content-Type has to be application/json");
}

static enum status
is_whole(struct exchange *x)
{
	const struct request *r = x->request;

	if (r->len > x->conf->body_max ||
	    (r->declared != SIZE_MAX && r->declared > x->conf->body_max))
		return refuse(x, CONTENT_TOO_LARGE,
			      "the body is longer than body_max, %zu bytes",
			      x->conf->body_max);
	if (r->declared != SIZE_MAX && r->declared != r->len)
		return refuse(x, BAD_REQUEST,
			      "%zu bytes of body came, Content-Length says %zu",
			      r->len, r->declared);
	return OK;
}

static enum status
is_signed(struct exchange *x)
{
	const char *reason;

	if (x->is_rehearsal)
		return OK;
	reason = auth_trouble(x->auth);
	if (reason)
		return refuse_by(x, "auth", SERVICE_UNAVAILABLE, reason);
	reason = auth_refuses(x->auth, x->request);
	return reason ? refuse_by(x, "auth", FORBIDDEN, reason) : OK;
}

static enum status
is_object(struct exchange *x)
{
	if (scan(x->body, x->request->body, x->request->len))
		return refuse(x, BAD_REQUEST,
			      "the body is not one JSON object: byte %zu: %s",
			      x->body->error_at, x->body->error);
	x->is_read = true;
	return OK;
}

static enum status
has_rules(struct exchange *x)
{
	const char *reason = policy_trouble(x->policy);

	return reason ? refuse(x, SERVICE_UNAVAILABLE, "%s", reason) : OK;
}

static enum status
is_usual(struct exchange *x)
{
	struct buffer *odd = x->odd;

	if (!x->method->name) {
		buffer_str(odd, ",\"unknown hook\"");
		return OK;
	}
	if (x->expected->method != x->method)
		odd_expect(x->expected, x->method);
	odd_find(x->expected, x->body, odd);
	if (odd->len == 0 || !x->conf->strict)
		return OK;
	return refuse(x, BAD_REQUEST, "strict: %.*s",
		      (int)strcspn(odd->at + 2, "\""), odd->at + 2);
}

/*
 * The one place where the order of a request is written down.
 *
 * Who is not trusted is told nothing but that.  Who is, but has yet to prove
 * who they are, can learn that this is a hook, and body_max: the README says as
 * much of the one, and the other is no secret.  In return no password is
 * looked at, and no body digested, that would be refused anyway; and a
 * signature can only be that of a whole body.  What a stranger may not reach
 * is the parser, the rules and the handler.
 */
static enum status
run(struct exchange *x)
{
	step_fn *const steps[] = {
		is_configured,
		is_trusted,
		is_post,
		is_json,
		is_whole,
		is_signed,
		is_object,
		is_usual,
		has_rules,
		policy_authorize,
		x->method->authorize,
		policy_limit,
		policy_change,
		x->method->rewrite,
	};
	enum status status = OK;
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps && status == OK; i++)
		if (steps[i])
			status = steps[i](x);
	return status;
}

static void
answer_with(struct service *s, struct exchange *x, enum status status,
	    struct answer *a)
{
	struct buffer *out = &s->answer;

	a->status = status == OK ? 200 : (int)status;
	if (status == OK && !x->changes) {
		a->body = x->request->body;
		a->len = x->request->len;
		return;
	}
	if (status == OK) {
		patch(out, x->body, x->changes);
	} else {
		buffer_printf(out, "{\"status\":%d,\"reason\":", a->status);
		json_add_string(out, x->reason, strlen(x->reason));
		buffer_str(out, "}");
	}
	a->body = out->at;
	a->len = out->len;
}

static long
microseconds_since(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000000L +
	       (now.tv_nsec - since->tv_nsec) / 1000;
}

/* Nothing but the journal has to be written before the answer. */
static enum status
write_down(struct service *s, struct exchange *x, enum status status,
	   const struct timespec *when)
{
	record(&s->line, x, status == OK ? 200 : (int)status, when,
	       microseconds_since(&x->request->since), s->lost);
	if (journal_append(s->journal, when, s->line.at, s->line.len,
			   x->conf->disk) == 0) {
		s->lost = 0;
		return status;
	}
	warn("this hook is not in the journal: %s:", journal_error(s->journal));
	s->lost++;
	if (status != OK || !x->conf->refuse_unrecorded)
		return status;
	return refuse(x, SERVICE_UNAVAILABLE, "the journal cannot be written");
}

/* Takes up a changed configuration, and changed files that it names. */
static void
refresh(struct service *s)
{
	if (conf_refresh(&s->conf)) {
		if (s->journal)
			journal_free(s->journal);
		s->journal = journal_new(s->conf.now.state_dir);
		upkeep_close(&s->upkeep);
		policy_use(&s->policy, &s->conf.now, s->own);
	}
	if (s->conf.good)
		auth_use(&s->auth, &s->conf.now);
	policy_refresh(&s->policy);
}

/* A new exchange, with what the service has for each. */
static struct exchange
begin(struct service *s, const struct method *m, const struct request *r,
      struct timespec *when)
{
	struct exchange x = {
		.method = m,
		.request = r,
		.body = &s->body,
		.expected = &s->expected,
		.auth = &s->auth,
		.policy = &s->policy,
		.odd = &s->odd,
	};

	clock_gettime(CLOCK_REALTIME, when);
	x.when = (moment)when->tv_sec * 1000000 + when->tv_nsec / 1000;
	refresh(s);
	s->odd.len = s->line.len = s->answer.len = 0;
	if (s->conf.good)
		x.conf = &s->conf.now;
	else
		x.trouble = s->conf.error;
	return x;
}

void
service_serve(struct service *s, const struct method *m,
	      const struct request *r, struct answer *a)
{
	struct timespec when;
	struct exchange x = begin(s, m, r, &when);
	enum status status = run(&x);

	if (x.conf)
		status = write_down(s, &x, status, &when);
	policy_done(&x);
	answer_with(s, &x, status, a);
	exchange_end(&x);
}

void
service_try(struct service *s, const struct method *m, const struct request *r,
	    service_look *look, void *arg)
{
	struct timespec when;
	struct exchange x = begin(s, m, r, &when);
	struct answer a;

	x.is_rehearsal = true;
	answer_with(s, &x, run(&x), &a);
	policy_done(&x);
	look(arg, &x, &a);
	exchange_end(&x);
}

void
service_upkeep(struct service *s)
{
	if (s->journal)
		upkeep(&s->upkeep, &s->conf.now, s->journal);
}

bool
service_watches(const struct service *s)
{
	return s->conf.good && s->conf.now.rules;
}

void
service_idle(struct service *s)
{
	refresh(s);
}

void
service_rest(struct service *s)
{
	scan_trim(&s->body, KEEP_TOKENS);
	buffer_clear(&s->odd, KEEP_BYTES);
	buffer_clear(&s->line, KEEP_BYTES);
	buffer_clear(&s->answer, KEEP_BYTES);
}
