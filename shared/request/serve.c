/* serve - answers requests: bytes in, status and bytes out. */

#include "serve.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "auth/auth.h"
#include "base/buffer.h"
#include "base/deadline.h"
#include "base/die.h"
#include "base/json_scan.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/make_dirs.h"
#include "base/media_type.h"
#include "base/monotonic.h"
#include "base/state_owner.h"
#include "base/text_encoding.h"
#include "browser_check.h"
#include "conf/conf.h"
#include "exchange.h"
#include "in_force_note.h"
#include "index/background_fold.h"
#include "patch.h"
#include "policy.h"
#include "policy_facts.h"
#include "policy_limits.h"
#include "proof/user_lookup.h"
#include "record.h"
#include "recorder.h"
#include "refusal_log.h"
#include "replay_check.h"
#include "validate.h"

/* The memory that is kept from one request to the next, for each buffer. */
#define KEEP_BYTES ((size_t)64 * 1024)
#define KEEP_TOKENS ((size_t)4096)

/* How long serve_close() waits for the journal's lock; milliseconds. */
#define CLOSE_MS 1000

struct service {
	struct conf_file conf;
	struct auth auth;
	struct policy policy;
	const struct method *own; /* the only hook; NULL: any */
	struct recorder recorder; /* no journal: no configuration yet */
	struct background_fold fold;
	struct in_force_note note;
	struct sandbox_kept sandbox;
	struct json_scan body;
	struct expected_fields expected;
	struct buffer warnings;
	struct buffer answer;
};

struct service *
serve_prepare(const char *conf, const char *state_dir, const struct method *own)
{
	struct service *s = calloc(1, sizeof *s);

	if (!s)
		die(EXIT_TEMPORARY, "cannot allocate the service:");
	s->own = own;
	conf_open(&s->conf, conf, state_dir);
	background_fold_init(&s->fold);
	if (s->conf.usable) {
		recorder_open(&s->recorder, s->conf.current.state_dir);
		auth_refresh(&s->auth, &s->conf.current);
		policy_configure(&s->policy, &s->conf.current, own);
	}
	return s;
}

void
serve_become_owner(const struct service *s)
{
	if (s->conf.usable)
		state_owner_become(s->conf.current.state_dir);
}

struct service *
serve_open(const char *conf, const char *state_dir, const struct method *own)
{
	struct service *s = serve_prepare(conf, state_dir, own);

	serve_become_owner(s);
	return s;
}

void
serve_close(struct service *s)
{
	serve_catch_up(s, CLOSE_MS);
	recorder_close(&s->recorder);
	auth_close(&s->auth);
	policy_close(&s->policy);
	conf_close(&s->conf);
	background_fold_close(&s->fold);
	sandbox_paths_forget(&s->sandbox);
	json_scan_free(&s->body);
	buffer_free(&s->warnings);
	buffer_free(&s->answer);
	free(s);
}

const char *
serve_error(const struct service *s)
{
	const char *error;

	if (!s->conf.usable)
		return s->conf.error.text;
	error = auth_error(&s->auth);
	return error ? error : policy_error(&s->policy);
}

size_t
serve_body_max(const struct service *s)
{
	return s->conf.usable ? s->conf.current.body_max : CONF_BODY_MAX_LOW;
}

struct serve_limits
serve_limits(const struct service *s)
{
	const struct conf *c;

	if (!s || !s->conf.usable)
		return (struct serve_limits){
			.body_max = CONF_BODY_MAX_LOW,
			.workers_max = 1,
			.log_targets = LOG_TO_SERVER | LOG_TO_SYSLOG,
			.request_timeout = 5000,
			.response_timeout = 10000,
		};
	c = &s->conf.current;
	return (struct serve_limits){
		.body_max = c->body_max,
		.log_targets = c->log_targets,
		.workers_max = c->workers_max,
		.request_timeout = c->request_timeout * 1000,
		.response_timeout = c->response_timeout * 1000,
	};
}

const char *
serve_conf_path(const struct service *s)
{
	return s->conf.file.path;
}

const char *
serve_state_dir(const struct service *s)
{
	return s->conf.usable ? s->conf.current.state_dir : "";
}

/* The steps.  Each returns STEP_OK, or refuses. */

static enum http_status
is_configured(struct exchange *x)
{
	return x->conf
		   ? STEP_OK
		   : refuse(x, HTTP_SERVICE_UNAVAILABLE, "%s", x->conf_error);
}

/* Refuses, and names in the journal what decided. */
static enum http_status
refuse_by(struct exchange *x, const char *rule, enum http_status status,
	  const char *reason)
{
	snprintf(x->rule, sizeof x->rule, "%s", rule);
	return refuse(x, status, "%s", reason);
}

static enum http_status
is_trusted(struct exchange *x)
{
	const char *reason =
	    x->is_dry_run
		? NULL
		: networks_refusal(&x->conf->trusted, x->request->remote_addr);

	return reason ? refuse_by(x, "trusted", HTTP_FORBIDDEN, reason)
		      : STEP_OK;
}

static enum http_status
is_post(struct exchange *x)
{
	const char *verb = x->request->request_method;

	return verb && strcmp(verb, "POST") == 0
		   ? STEP_OK
		   : refuse(x, HTTP_METHOD_NOT_ALLOWED,
			    "a hook must be a POST request");
}

/* Otherwise a form on any web page could forge a hook. */
static enum http_status
is_json(struct exchange *x)
{
	const char *type = x->request->content_type;

	if (!type || !type[0] || media_type_is_json(type))
		return STEP_OK;
	return refuse(x, HTTP_UNSUPPORTED_MEDIA_TYPE,
		      "the Content-Type must be application/json");
}

static enum http_status
is_whole(struct exchange *x)
{
	const struct request *r = x->request;

	if (r->len > x->conf->body_max ||
	    (r->content_length != SIZE_MAX &&
	     r->content_length > x->conf->body_max))
		return refuse(x, HTTP_CONTENT_TOO_LARGE,
			      "the body is longer than body_max, %zu bytes",
			      x->conf->body_max);
	if (r->content_length != SIZE_MAX && r->content_length != r->len)
		return refuse(x, HTTP_BAD_REQUEST,
			      "the body has %zu bytes, but Content-Length is"
			      " %zu",
			      r->len, r->content_length);
	return STEP_OK;
}

static enum http_status
is_signed(struct exchange *x)
{
	const char *reason;

	if (x->is_dry_run)
		return STEP_OK;
	reason = auth_error(x->auth);
	if (reason)
		return refuse_by(x, "auth", HTTP_SERVICE_UNAVAILABLE, reason);
	reason = auth_refusal(x->auth, x->request);
	if (!reason)
		return STEP_OK;
	return refuse_by(x, "auth",
			 auth_wants_credentials(x->auth, x->request)
			     ? HTTP_UNAUTHORIZED
			     : HTTP_FORBIDDEN,
			 reason);
}

static enum http_status
is_object(struct exchange *x)
{
	const char *fault;

	if (json_scan(x->body, x->request->body, x->request->len)) {
		fault = text_encoding_fault(x->request->body, x->request->len);
		if (fault)
			return refuse(x, HTTP_BAD_REQUEST,
				      "the body is not one JSON object: "
				      "byte 0: it begins with %s",
				      fault);
		return refuse(x, HTTP_BAD_REQUEST,
			      "the body is not one JSON object: byte %zu: %s",
			      x->body->error_at, x->body->error);
	}
	x->is_parsed = true;
	return STEP_OK;
}

static enum http_status
has_rules(struct exchange *x)
{
	const char *reason = policy_error(x->policy);

	return reason ? refuse(x, HTTP_SERVICE_UNAVAILABLE, "%s", reason)
		      : STEP_OK;
}

static enum http_status
has_valid_fields(struct exchange *x)
{
	struct buffer *warnings = x->warnings;

	if (!x->method->name) {
		buffer_str(warnings, ",\"unknown hook\"");
		return STEP_OK;
	}
	if (x->expected->method != x->method)
		validate_prepare(x->expected, x->method);
	validate_body(x->expected, x->body, warnings);
	if (warnings->len == 0 || !x->conf->strict)
		return STEP_OK;
	return refuse(x, HTTP_BAD_REQUEST, "strict: %.*s",
		      (int)strcspn(warnings->at + 2, "\""), warnings->at + 2);
}

/*
 * The order of a request's steps is written here only.
 *
 * A client that is not trusted learns nothing else.  A trusted client that is
 * not yet authenticated can learn that this is a hook, and body_max; neither is
 * a secret.  In return no password is checked and no body digested for a
 * request that is refused anyway, and a signature is always of a whole body.
 * The parser, the rules and the handler see only authenticated requests.
 */
static enum http_status
run(struct exchange *x)
{
	step_fn *const steps[] = {
		is_configured,	    is_trusted,	      browser_check_origin,
		browser_check_host, is_post,	      is_json,
		is_whole,	    is_signed,	      is_object,
		has_valid_fields,   replay_check,     has_rules,
		policy_facts,	    policy_authorize, x->method->authorize,
		policy_limits,	    policy_change,    x->method->rewrite,
	};
	enum http_status status = STEP_OK;
	size_t i;

	for (i = 0; i < sizeof steps / sizeof *steps && status == STEP_OK; i++)
		if (steps[i])
			status = steps[i](x);
	return status;
}

static int
http_code(enum http_status status)
{
	return status == STEP_OK ? 200 : (int)status;
}

static void
answer_with(struct service *s, struct exchange *x, enum http_status status,
	    struct answer *a)
{
	struct buffer *out = &s->answer;

	a->status = http_code(status);
	if (status == STEP_OK && !x->changes) {
		a->body = x->request->body;
		a->len = x->request->len;
		return;
	}
	if (status == STEP_OK) {
		patch(out, x->body, x->changes);
	} else {
		buffer_printf(out, "{\"status\":%d,\"reason\":", a->status);
		json_write_string(out, x->reason, strlen(x->reason));
		buffer_str(out, "}");
	}
	a->body = out->at;
	a->len = out->len;
}

/* Reads the configuration, and the files that it names, if they changed. */
static void
refresh(struct service *s)
{
	if (conf_refresh(&s->conf)) {
		recorder_open(&s->recorder, s->conf.current.state_dir);
		background_fold_close(&s->fold);
		policy_configure(&s->policy, &s->conf.current, s->own);
	}
	if (s->conf.usable)
		auth_refresh(&s->auth, &s->conf.current);
	policy_refresh(&s->policy);
}

/* A new exchange of the service; *when is the present time. */
static struct exchange
begin(struct service *s, const struct method *m, const struct request *r,
      struct timespec *when)
{
	struct exchange x = {
		.method = m,
		.request = r,
		.body = &s->body,
		.facts.of[FACT_BODY] = &s->body,
		.expected = &s->expected,
		.auth = &s->auth,
		.policy = &s->policy,
		.warnings = &s->warnings,
	};

	log_set_hook(m->name);
	clock_gettime(CLOCK_REALTIME, when);
	x.received = (timestamp)when->tv_sec * 1000000 + when->tv_nsec / 1000;
	refresh(s);
	serve_catch_up(s, 0);
	x.is_behind = recorder_is_behind(&s->recorder);
	deadline_set(DEADLINE_MS);
	s->warnings.len = s->answer.len = 0;
	if (s->conf.usable)
		x.conf = &s->conf.current;
	else
		x.conf_error = s->conf.error.text;
	return x;
}

static bool
is_durable(const struct service *s)
{
	return s->conf.usable && s->conf.current.sync_to_disk;
}

void
serve_request(struct service *s, const struct method *m,
	      const struct request *r, struct answer *a)
{
	struct timespec when;
	struct exchange x = begin(s, m, r, &when);
	enum http_status status = run(&x);

	if (x.conf) {
		recorder_write_refusals(&s->recorder, r->received,
					is_durable(s));
		status = recorder_add(&s->recorder, &x, status, &when);
	}
	policy_limits_end(&x);
	answer_with(s, &x, status, a);
	exchange_end(&x);
	in_force_note_write(&s->note, &s->conf, &s->policy.rules);
	log_set_hook(NULL);
}

void
serve_dry_run(struct service *s, const struct method *m,
	      const struct request *r, serve_result_fn *report, void *arg)
{
	struct timespec when;
	struct exchange x = begin(s, m, r, &when);
	struct answer a;

	x.is_dry_run = true;
	answer_with(s, &x, run(&x), &a);
	policy_limits_end(&x);
	report(arg, &x, &a);
	exchange_end(&x);
}

void
serve_background_fold(struct service *s)
{
	if (s->recorder.journal)
		background_fold_if_behind(&s->fold, &s->conf.current,
					  s->recorder.journal);
}

void
serve_start_fold(const struct service *s, int lock)
{
	if (s && s->conf.usable)
		background_fold_spawn(&s->conf.current, lock);
	else
		close(lock);
}

bool
serve_is_behind(const struct service *s)
{
	return recorder_is_behind(&s->recorder);
}

void
serve_idle(struct service *s)
{
	refresh(s);
	serve_catch_up(s, 0);
	in_force_note_write(&s->note, &s->conf, &s->policy.rules);
	if (s->recorder.journal)
		recorder_write_refusals(&s->recorder, monotonic_now(),
					is_durable(s));
}

void
serve_refresh(struct service *s)
{
	refresh(s);
}

void
serve_catch_up(struct service *s, long ms)
{
	recorder_catch_up(&s->recorder, is_durable(s), ms);
}

void
serve_trim(struct service *s)
{
	json_scan_trim(&s->body, KEEP_TOKENS);
	buffer_clear(&s->warnings, KEEP_BYTES);
	buffer_clear(&s->answer, KEEP_BYTES);
}

bool
serve_confine(struct service *s, bool idle)
{
	const struct rules_reload *rules = &s->policy.rules;
	struct sandbox_paths wanted = { 0 };

	sandbox_report();
	if (idle && !s->sandbox.entered)
		return true;
	if (rules->current.ask_database &&
	    !rules_start_helpers(&rules->current) && s->sandbox.entered) {
		log_warn("this process ends, because it is in a sandbox and "
			 "lacks a helper that asks a database; the next one "
			 "will have it");
		return false;
	}
	if (!s->conf.usable || !s->conf.current.sandbox)
		return !sandbox_paths_is_outdated(&s->sandbox);
	if (!sandbox_paths_are_due(&s->sandbox))
		return true;
	/* A sandbox can have it only if it is there. */
	if (!s->sandbox.entered)
		(void)make_dirs(s->conf.current.state_dir);
	conf_add_paths(&s->conf, &wanted);
	rules_add_paths(&rules->current, &wanted);
	/* What could not be read may be what the sandbox lacks. */
	if (rules->has_failed)
		rules_add_paths(&rules->failed, &wanted);
	user_lookup_confine();
	return sandbox_paths_keep(&s->sandbox, SANDBOX_HOOK, &wanted);
}
