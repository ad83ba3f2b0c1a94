/* check_reach - can the server be reached, and does it stay? */

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "doctor.h"
#include "protocol/methods.h"

static void
report_no_host(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL, "no host is called \"%s\"", d->host);
	doctor_fix(d, "getent hosts '%s'; or name it by its address", d->host);
}

static void
report_refused(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL,
		      "%s refuses the connection: nobody listens at that port",
		      d->host);
	if (d->is_local)
		doctor_fix(d, "start the server: make run; and look who "
			      "listens: ss -ltn");
	else
		doctor_fix(d,
			   "on %s: ss -ltn; a server that listens at "
			   "127.0.0.1 only is started with make run "
			   "HOST=0.0.0.0",
			   d->host);
}

static void
report_timeout(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL,
		      "%s does not answer at all: a firewall drops it, or the "
		      "server has too much to do",
		      d->host);
	doctor_fix(d,
		   "let the port through on %s: nft list ruleset; and in "
		   "the security group of its network",
		   d->host);
}

static void
save_server(struct doctor *d, const struct hook_call *call)
{
	d->is_up = true;
	d->connect_blocked = call->status >= 400 && !doctor_is_decision(call);
	memcpy(d->server, call->server, sizeof d->server);
}

/* What it answers is for the other checks. */
static void
check_port(struct doctor *d)
{
	struct hook_call call = { 0 };
	struct buffer body = { 0 };

	probe_body(
	    &body, methods_find("connect"), "connect",
	    &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false, 0 });
	doctor_send(d, &call, "connect", body.at, body.len);
	switch (call.error_kind) {
	case HOOK_CALL_ANSWERED:
		save_server(d, &call);
		doctor_report(d, DOCTOR_OK, "%s answers%s%s", d->url,
			      d->server[0] ? ": " : "", d->server);
		break;
	case HOOK_CALL_NO_HOST:
		report_no_host(d);
		break;
	case HOOK_CALL_REFUSED:
		report_refused(d);
		break;
	case HOOK_CALL_UNREACHABLE:
		doctor_report(d, DOCTOR_FAIL, "there is no way to %s", d->host);
		doctor_fix(d, "ip route get '%s'", d->host);
		break;
	case HOOK_CALL_CONNECT_TIMEOUT:
		report_timeout(d);
		break;
	case HOOK_CALL_NO_TLS:
		doctor_report(d, DOCTOR_FAIL, "it does not speak TLS: %s",
			      call.error);
		doctor_fix(d, "is it http or https, and the right port?");
		break;
	case HOOK_CALL_UNTRUSTED:
		doctor_report(d, DOCTOR_FAIL, "TLS: %s", call.error);
		doctor_fix(d, "have the certificate of who signed it known: "
			      "here in /usr/local/share/ca-certificates/, "
			      "and update-ca-certificates; to WCS, which is "
			      "Java: keytool -importcert -cacerts -file "
			      "CA.crt; or use http on a network that is "
			      "yours");
		break;
	case HOOK_CALL_TIMEOUT:
		doctor_report(d, DOCTOR_FAIL,
			      "it takes the connection, and does not answer "
			      "connect within %g s",
			      (double)d->settings.timeout / 1e3);
		break;
	case HOOK_CALL_BAD_RESPONSE:
		doctor_report(d, DOCTOR_FAIL, "it does not speak HTTP: %s",
			      call.error);
		doctor_fix(d, "is it http or https, and the right port?");
		break;
	}
	buffer_free(&body);
	hook_client_clear_call(&call);
}

/* By a hook that begins nothing and ends nothing. */
static void
send_again(struct doctor *d, struct hook_call *call)
{
	struct buffer body = { 0 };

	probe_body(
	    &body, methods_find("StreamKeepAliveEvent"), "StreamKeepAliveEvent",
	    &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false, 0 });
	doctor_send(d, call, "StreamKeepAliveEvent", body.at, body.len);
	buffer_free(&body);
}

static void
stay_idle(double seconds)
{
	struct timespec t = { .tv_sec = (time_t)seconds };

	t.tv_nsec = (long)((seconds - (double)t.tv_sec) * 1e9);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "      keep-alive: silent for %g s\r", seconds);
	nanosleep(&t, NULL);
}

static void
check_keep_alive(struct doctor *d)
{
	struct hook_call call = { 0 };

	send_again(d, &call);
	send_again(d, &call);
	if (call.is_new && call.status != 200) {
		/* Many close behind an error, whatever they do else. */
		doctor_report(d, DOCTOR_SKIP,
			      "StreamKeepAliveEvent is not answered with 200");
	} else if (call.is_new) {
		doctor_report(d, DOCTOR_WARN,
			      "it closes the connection after each answer");
		doctor_fix_for_server(d, HINT_KEEP_ALIVE);
	} else if (d->idle_seconds <= 0) {
		doctor_report(d, DOCTOR_OK,
			      "the connection is used again; silence was left "
			      "out");
	} else {
		stay_idle(d->idle_seconds);
		send_again(d, &call);
		if (call.is_new) {
			doctor_report(d, DOCTOR_WARN,
				      "it closes the connection within %g s of "
				      "silence",
				      d->idle_seconds);
			doctor_fix_for_server(d, HINT_KEEP_ALIVE);
		} else {
			doctor_report(d, DOCTOR_OK,
				      "the connection is used again after %g s "
				      "of silence",
				      d->idle_seconds);
		}
	}
	hook_client_clear_call(&call);
}

const struct doctor_check check_reach[] = {
	{
	    .name = "port",
	    .why = "without an answer to connect WCS lets nobody connect, and "
		   "tells nobody of anything",
	    .fix = "look into the server's log",
	    .run = check_port,
	},
	{
	    .name = "keep-alive",
	    .why = "WCS keeps one connection through the silence of a call; a "
		   "hook that meets a closing one is sent again, or lost "
		   "before build 5.2.1475",
	    .fix = "have it keep connections",
	    .when = DOCTOR_ANSWERED,
	    .run = check_keep_alive,
	},
	{ 0 },
};
