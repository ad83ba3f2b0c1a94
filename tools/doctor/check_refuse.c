/* check_refuse - what a server has to refuse, and what it has to accept. */

#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "json_compare.h"
#include "protocol/methods.h"

/* Bytes; the second is more than mod_fcgid accepts by default. */
static const size_t large[] = { 100000, 140000 };

/* A larger body_max is not tested; how far from it a test stays; bytes. */
#define BODY_MAX_TESTED ((size_t)8 * 1024 * 1024)
#define BODY_MARGIN ((size_t)4096)

/*
 * libcurl waits 1 s for 100 Continue, so a slower response means that the
 * server did not send it; microseconds.
 */
#define EXPECT_WAIT INT64_C(900000)

static void
make_body(const struct doctor *d, struct buffer *b, const char *name,
	  size_t ballast)
{
	probe_body(b, methods_find(name), name,
		   &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false,
					 ballast });
}

/* Returns the status of the response. */
static long
send_variant(struct doctor *d, struct hook_call variant, const char *body,
	     size_t len)
{
	doctor_send(d, &variant, "StreamKeepAliveEvent", body, len);
	hook_client_clear_call(&variant);
	return variant.status;
}

static void
check_valid_auth(struct doctor *d, const char *body, size_t len)
{
	static const char missing[] = "no Authorization header";
	struct hook_call c = { 0 };

	doctor_send(d, &c, "StreamKeepAliveEvent", body, len);
	if (c.status == 200) {
		doctor_report(
		    d, DOCTOR_OK,
		    "a hook with proof is accepted, without it is refused");
	} else if (memmem(doctor_answer_body(&c), c.answer.len, missing,
			  strlen(missing))) {
		doctor_report(d, DOCTOR_FAIL,
			      "the hook has proof, but the program gets %s",
			      missing);
		doctor_fix_for_server(d, HINT_AUTHORIZATION);
	} else {
		doctor_report(d, DOCTOR_FAIL,
			      "a hook with proof is refused, too");
		doctor_fix(d, d->settings.key
				  ? "put the same secret into WCS's "
				    "rest_hook_secret_key and into the "
				    "server's file"
				  : "put the same user and password into the "
				    "app's restUsername and restPassword in "
				    "WCS, and into the server's file");
	}
	hook_client_clear_call(&c);
}

static void
check_auth(struct doctor *d)
{
	static const char wrong[] = "00000000000000000000000000000000";
	const bool configured = d->is_ours && d->is_local &&
				d->x->conf->usable &&
				d->x->conf->current.auth != AUTH_NONE;
	struct buffer body = { 0 };

	if (!configured && !d->settings.key && !d->settings.user) {
		doctor_report(d, DOCTOR_SKIP,
			      "this needs a secret: --sign FILE, or --user U "
			      "--password P");
		return;
	}
	make_body(d, &body, "StreamKeepAliveEvent", 0);
	if (send_variant(d, (struct hook_call){ .is_anonymous = true }, body.at,
			 body.len) == 200)
		doctor_report(d, DOCTOR_FAIL,
			      "a hook without proof that it comes from WCS is "
			      "accepted");
	else if (d->settings.key &&
		 send_variant(d, (struct hook_call){ .signature = wrong },
			      body.at, body.len) == 200)
		doctor_report(d, DOCTOR_FAIL,
			      "a hook with a wrong signature is accepted");
	else if (d->settings.key || d->settings.user)
		check_valid_auth(d, body.at, body.len);
	else
		doctor_report(d, DOCTOR_OK, "a hook without proof is refused");
	buffer_free(&body);
}

static void
check_invalid_requests(struct doctor *d)
{
	static const char garbage[] = "{\"appKey\":";
	static const char form[] = "text/plain";
	static const char origin[] = "http://" DOCTOR_APP ".example";
	struct buffer body = { 0 };
	long status;

	make_body(d, &body, "StreamKeepAliveEvent", 0);
	status =
	    send_variant(d, (struct hook_call){ .http_method = "GET" }, "", 0);
	if (status == 200)
		doctor_report(d, DOCTOR_WARN, "a GET is answered with 200");
	status =
	    send_variant(d, (struct hook_call){ 0 }, garbage, strlen(garbage));
	if (status == 200 || status >= 500)
		doctor_report(d, DOCTOR_WARN,
			      "a body that is not JSON is answered with %ld",
			      status);
	status = send_variant(d, (struct hook_call){ .content_type = form },
			      body.at, body.len);
	if (status == 200) {
		doctor_report(d, DOCTOR_WARN,
			      "a body of the type %s is answered with 200: any "
			      "web page can make a browser send that",
			      form);
		doctor_fix(d, "answer with 415 unless Content-Type is "
			      "application/json");
	}
	status = send_variant(d, (struct hook_call){ .origin = origin },
			      body.at, body.len);
	if (status == 200) {
		doctor_report(d, DOCTOR_WARN,
			      "a hook with Origin: %s is answered with 200: "
			      "any web page can make a browser of a trusted "
			      "machine send that",
			      origin);
		doctor_fix(d, "answer with 403 if there is an Origin header, "
			      "which WCS never sends");
	}
	buffer_free(&body);
}

static void
count_difference(void *arg, const struct json_difference *m)
{
	(void)m;
	++*(unsigned *)arg;
}

/* Sends the same hook in another framing of HTTP. */
static void
check_framing(struct doctor *d, enum hook_call_framing framing,
	      const char *what)
{
	struct hook_call c = { .framing = framing };
	struct buffer body = { 0 };
	unsigned differences = 0;
	char why[200], outcome[200];

	make_body(d, &body, "StreamKeepAliveEvent", 0);
	doctor_send(d, &c, "StreamKeepAliveEvent", body.at, body.len);
	if (c.status != 200)
		doctor_report(d, DOCTOR_WARN, "%s: %s", what,
			      doctor_outcome(&c, outcome, sizeof outcome));
	else if (framing == FRAMING_CHUNKED &&
		 json_compare(body.at, body.len, c.answer.at ? c.answer.at : "",
			      c.answer.len, 1000, count_difference,
			      &differences, why, sizeof why))
		doctor_report(d, DOCTOR_WARN, "%s: %s", what, why);
	else if (framing == FRAMING_EXPECT && !c.got_continue &&
		 c.ended_at - c.sent_at > EXPECT_WAIT)
		doctor_report(d, DOCTOR_WARN,
			      "%s: the server never sends 100 Continue, so "
			      "that each hook of such a client waits for it",
			      what);
	hook_client_clear_call(&c);
	buffer_free(&body);
}

static void
check_framings(struct doctor *d)
{
	check_framing(d, FRAMING_CHUNKED, "a body in chunks");
	check_framing(d, FRAMING_EXPECT, "Expect: 100-continue");
}

static void
fix_large(struct doctor *d, const struct hook_call *c)
{
	char text[SERVER_HINTS_SIZE];

	if (doctor_is_decision(c))
		doctor_fix(d, "raise body_max of EchoApp, or the limit of "
			      "your own program");
	else
		doctor_fix(d, "%s; PHP: post_max_size",
			   server_hints_text(HINT_BODY_SIZE, d->server, text,
					     sizeof text));
}

static void
check_large(struct doctor *d)
{
	struct buffer body = { 0 };
	size_t i, accepted = 0;

	for (i = 0; i < sizeof large / sizeof *large; i++) {
		struct hook_call c = { 0 };
		unsigned differences = 0;
		char why[200], outcome[200];

		body.len = 0;
		make_body(d, &body, "publishStream", large[i]);
		doctor_send(d, &c, "publishStream", body.at, body.len);
		if (c.status == 403 && doctor_is_decision(&c)) {
			doctor_report(d, DOCTOR_SKIP,
				      "publishStream is refused");
		} else if (c.status != 200) {
			doctor_report(
			    d, accepted ? DOCTOR_WARN : DOCTOR_FAIL,
			    "a body of %zu bytes: %s", body.len,
			    doctor_outcome(&c, outcome, sizeof outcome));
			fix_large(d, &c);
		} else if (json_compare(body.at, body.len,
					doctor_answer_body(&c), c.answer.len,
					1000, count_difference, &differences,
					why, sizeof why)) {
			doctor_report(d, DOCTOR_WARN, "a body of %zu bytes: %s",
				      body.len, why);
		} else {
			accepted = body.len;
		}
		hook_client_clear_call(&c);
		if (d->finding_count > 0)
			break;
	}
	if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK, "%zu bytes are accepted", accepted);
	buffer_free(&body);
}

/* Sends a hook with a body of about that length; returns the status. */
static long
send_of_length(struct doctor *d, size_t len, bool *is_decision)
{
	struct hook_call c = { 0 };
	struct buffer body = { 0 };
	long status;

	make_body(d, &body, "publishStream", len);
	doctor_send(d, &c, "publishStream", body.at, body.len);
	status = c.status;
	*is_decision = doctor_is_decision(&c);
	hook_client_clear_call(&c);
	buffer_free(&body);
	return status;
}

/* The web server should stop what is longer than body_max, and nothing else. */
static void
check_body_limits(struct doctor *d)
{
	const size_t body_max = d->x->conf->current.body_max;
	char text[SERVER_HINTS_SIZE];
	bool is_decision;
	long status;

	if (!d->x->conf->usable || body_max > BODY_MAX_TESTED ||
	    body_max < 2 * BODY_MARGIN) {
		doctor_report(d, DOCTOR_SKIP,
			      "body_max is %zu bytes, which is not tested",
			      body_max);
		return;
	}
	status = send_of_length(d, body_max - BODY_MARGIN, &is_decision);
	if (status == 413 && !is_decision)
		doctor_report(d, DOCTOR_WARN,
			      "body_max is %zu bytes, and the web server "
			      "accepts less",
			      body_max);
	else if (send_of_length(d, 2 * body_max, &is_decision) == 413 &&
		 is_decision)
		doctor_report(d, DOCTOR_WARN,
			      "body_max is %zu bytes, and the web server "
			      "stores at least twice that much",
			      body_max);
	else
		return;
	server_hints_text(HINT_BODY_SIZE, d->server, text, sizeof text);
	doctor_fix(d,
		   "set the web server's limit 1 KiB above body_max; for 1M: "
		   "%s",
		   text);
}

const struct doctor_check check_refuse[] = {
	{
	    .name = "proof",
	    .why = "without proof anybody who reaches the port can send "
		   "hooks: end calls, or let others pay for them",
	    .fix = "echoapp.conf: auth = hmac and secret_file = FILE; in WCS: "
		   "rest_hook_send_hash=true, rest_hook_secret_key=SECRET",
	    .when = DOCTOR_HANDLED,
	    .run = check_auth,
	},
	{
	    .name = "no hooks",
	    .why = "requests that WCS never sends come from somebody else, "
		   "and a server that accepts them hides mistakes",
	    .fix = "answer with 405 unless the request is a POST, and with 400 "
		   "unless the body is JSON",
	    .ok_text = "a GET, broken JSON, a form and a web page are refused",
	    .when = DOCTOR_HANDLED,
	    .run = check_invalid_requests,
	},
	{
	    .name = "framing",
	    .why = "a proxy, or another build of WCS, may send a body in "
		   "chunks, or ask with Expect first",
	    .fix = "nginx: proxy_request_buffering on; lighttpd: "
		   "server.stream-request-body = 0; a program has to read "
		   "the body to its end, whatever CONTENT_LENGTH says",
	    .ok_text = "a body in chunks and Expect: 100-continue are accepted",
	    .when = DOCTOR_HANDLED,
	    .run = check_framings,
	},
	{
	    .name = "large body",
	    .why = "SDP of video, logs and bug reports are that long",
	    .fix = "answer with the whole body, whatever its length",
	    .when = DOCTOR_HANDLED,
	    .run = check_large,
	},
	{
	    .name = "body limits",
	    .why = "a web server stores a body on the disk before it asks a "
		   "program, for any stranger, and does not ask for what is "
		   "beyond its own limit",
	    .fix = "set the web server's limit just above body_max",
	    .ok_text = "the web server's limit sits just above body_max",
	    .when = DOCTOR_LOCAL,
	    .run = check_body_limits,
	},
	{ 0 },
};
