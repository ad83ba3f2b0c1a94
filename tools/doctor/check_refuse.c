/* check_refuse - what has to be refused, and what has to be taken. */

#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "json_compare.h"
#include "protocol/methods.h"

/* The second is more than mod_fcgid takes unless told. */
static const size_t large[] = { 100000, 140000 };

/* A server that says nothing of Expect keeps the client for so long; us. */
#define EXPECT_WAIT INT64_C(900000)

static void
make_body(const struct doctor *d, struct buffer *b, const char *name,
	  size_t ballast)
{
	probe_body(b, methods_find(name), name,
		   &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false,
					 ballast });
}

/* By the status; the answer is of no further use. */
static long
send_variant(struct doctor *d, struct hook_call as, const char *body,
	     size_t len)
{
	doctor_send(d, &as, "StreamKeepAliveEvent", body, len);
	hook_client_clear_call(&as);
	return as.status;
}

static void
check_valid_auth(struct doctor *d, const char *body, size_t len)
{
	static const char robbed[] = "no Authorization header";
	struct hook_call c = { 0 };

	doctor_send(d, &c, "StreamKeepAliveEvent", body, len);
	if (c.status == 200) {
		doctor_report(
		    d, DOCTOR_OK,
		    "what is proved is taken, what is not is refused");
	} else if (memmem(doctor_answer_body(&c), c.answer.len, robbed,
			  strlen(robbed))) {
		doctor_report(d, DOCTOR_FAIL,
			      "the proof is sent, and the program gets %s",
			      robbed);
		doctor_fix_for_server(d, HINT_AUTHORIZATION);
	} else {
		doctor_report(d, DOCTOR_FAIL,
			      "a hook with the right proof is refused, too");
		doctor_fix(d, d->settings.key
				  ? "the same secret has to be in WCS's "
				    "rest_hook_secret_key and in the "
				    "server's file"
				  : "the same user and password have to be "
				    "the app's restUsername and restPassword "
				    "in WCS, and in the server's file");
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
			      "no secret is known: --sign FILE, or --user U "
			      "--password P");
		return;
	}
	make_body(d, &body, "StreamKeepAliveEvent", 0);
	if (send_variant(d, (struct hook_call){ .is_anonymous = true }, body.at,
			 body.len) == 200)
		doctor_report(d, DOCTOR_FAIL,
			      "a hook that nobody has proved to come from WCS "
			      "is taken");
	else if (d->settings.key &&
		 send_variant(d, (struct hook_call){ .signature = wrong },
			      body.at, body.len) == 200)
		doctor_report(d, DOCTOR_FAIL,
			      "a hook with a wrong signature is taken");
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
	struct buffer body = { 0 };
	long status;

	make_body(d, &body, "StreamKeepAliveEvent", 0);
	status =
	    send_variant(d, (struct hook_call){ .http_method = "GET" }, "", 0);
	if (status == 200)
		doctor_report(d, DOCTOR_WARN, "a GET is answered 200");
	status =
	    send_variant(d, (struct hook_call){ 0 }, garbage, strlen(garbage));
	if (status == 200 || status >= 500)
		doctor_report(d, DOCTOR_WARN,
			      "a body that is no JSON is answered %ld", status);
	status = send_variant(d, (struct hook_call){ .content_type = form },
			      body.at, body.len);
	if (status == 200) {
		doctor_report(d, DOCTOR_WARN,
			      "a body of the type %s is answered 200: any web "
			      "page can make a browser send that",
			      form);
		doctor_fix(d, "answer 415 unless Content-Type is "
			      "application/json");
	}
	buffer_free(&body);
}

static void
ignore(void *arg, const struct json_difference *m)
{
	(void)m;
	++*(unsigned *)arg;
}

/* The same hook in another frame; it has to come back whole. */
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
			      c.answer.len, 1000, ignore, &differences, why,
			      sizeof why))
		doctor_report(d, DOCTOR_WARN, "%s: %s", what, why);
	else if (framing == FRAMING_EXPECT && !c.got_continue &&
		 c.ended_at - c.sent_at > EXPECT_WAIT)
		doctor_report(d, DOCTOR_WARN,
			      "%s: it never says 100 Continue, and each hook "
			      "of a client that asks waits for it",
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
		doctor_fix(d, "EchoApp: body_max; a program of another's has "
			      "a limit of its own");
	else
		doctor_fix(d, "%s; PHP: post_max_size",
			   server_hints_text(HINT_BODY_SIZE, d->server, text,
					     sizeof text));
}

static void
check_large(struct doctor *d)
{
	struct buffer body = { 0 };
	size_t i, taken = 0;

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
			    d, taken ? DOCTOR_WARN : DOCTOR_FAIL,
			    "a body of %zu bytes: %s", body.len,
			    doctor_outcome(&c, outcome, sizeof outcome));
			fix_large(d, &c);
		} else if (json_compare(body.at, body.len,
					doctor_answer_body(&c), c.answer.len,
					1000, ignore, &differences, why,
					sizeof why)) {
			doctor_report(d, DOCTOR_WARN, "a body of %zu bytes: %s",
				      body.len, why);
		} else {
			taken = body.len;
		}
		hook_client_clear_call(&c);
		if (d->finding_count > 0)
			break;
	}
	if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK, "%zu bytes are taken", taken);
	buffer_free(&body);
}

const struct doctor_check check_refuse[] = {
	{
	    .name = "proof",
	    .why = "whoever reaches the port may send hooks, and so end calls, "
		   "or have them paid by others",
	    .fix = "echoapp.conf: auth = hmac and secret_file = FILE; in WCS: "
		   "rest_hook_send_hash=true, rest_hook_secret_key=SECRET",
	    .when = DOCTOR_HANDLED,
	    .run = check_auth,
	},
	{
	    .name = "no hooks",
	    .why = "what WCS never sends comes from somebody else, and a "
		   "server that takes it hides mistakes",
	    .fix = "answer 405 unless it is a POST, and 400 unless it is JSON",
	    .ok_text = "a GET, broken JSON and a form are refused",
	    .when = DOCTOR_HANDLED,
	    .run = check_invalid_requests,
	},
	{
	    .name = "framing",
	    .why = "a proxy on the way, or another build of WCS, may send a "
		   "body in chunks, or ask first",
	    .fix = "nginx: proxy_request_buffering on; lighttpd: "
		   "server.stream-request-body = 0; a program has to read "
		   "until the end, not CONTENT_LENGTH only",
	    .ok_text = "a body in chunks and Expect: 100-continue are taken",
	    .when = DOCTOR_HANDLED,
	    .run = check_framings,
	},
	{
	    .name = "large body",
	    .why = "the SDP of video, logs and bug reports are that long",
	    .fix = "answer all of it, whatever its length",
	    .when = DOCTOR_HANDLED,
	    .run = check_large,
	},
	{ 0 },
};
