/* check_reach - can the server be reached, and does it keep connections? */

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "doctor.h"
#include "protocol/methods.h"

static void
report_no_host(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL, "the host name \"%s\" is unknown",
		      d->host);
	doctor_fix(d, "look up the name: getent hosts '%s'; or use the address",
		   d->host);
}

static void
report_refused(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL,
		      "%s refuses the connection: no program listens "
		      "at that port",
		      d->host);
	if (d->is_local)
		doctor_fix(d, "start the server: make run; list the programs "
			      "that listen: ss -ltnp");
	else
		doctor_fix(d,
			   "on %s: ss -ltn shows whether a server listens "
			   "at 127.0.0.1 only; make run HOST=0.0.0.0 listens "
			   "at all addresses",
			   d->host);
}

static void
report_timeout(struct doctor *d)
{
	doctor_report(d, DOCTOR_FAIL,
		      "%s does not answer at all: a firewall drops the "
		      "packets, or the server is overloaded",
		      d->host);
	doctor_fix(d,
		   "open the port on %s (nft list ruleset shows the "
		   "firewall) and in the security group of its network",
		   d->host);
}

static void
save_server(struct doctor *d, const struct hook_call *call)
{
	d->is_up = true;
	d->connect_blocked = call->status >= 400 && !doctor_is_decision(call);
	memcpy(d->server, call->server, sizeof d->server);
}

/* Stores what the other checks need to know of the server. */
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
		doctor_report(d, DOCTOR_FAIL, "there is no route to %s",
			      d->host);
		doctor_fix(d, "ip route get '%s'", d->host);
		break;
	case HOOK_CALL_CONNECT_TIMEOUT:
		report_timeout(d);
		break;
	case HOOK_CALL_NO_TLS:
		doctor_report(d, DOCTOR_FAIL,
			      "the server does not speak TLS: %s", call.error);
		doctor_fix(d, "check that the URL has the right port, and "
			      "http or https");
		break;
	case HOOK_CALL_UNTRUSTED:
		doctor_report(d, DOCTOR_FAIL, "TLS: %s", call.error);
		doctor_fix(d, "trust the CA of the certificate: put it into "
			      "/usr/local/share/ca-certificates/ here and run "
			      "update-ca-certificates, or give --cacert; "
			      "for WCS, which is "
			      "Java: keytool -importcert -cacerts -file "
			      "CA.crt; or use http on a private network");
		break;
	case HOOK_CALL_TIMEOUT:
		doctor_report(d, DOCTOR_FAIL,
			      "the server accepts the connection, but does "
			      "not answer connect within %g s",
			      (double)d->settings.timeout / 1e3);
		break;
	case HOOK_CALL_BAD_RESPONSE:
		doctor_report(d, DOCTOR_FAIL,
			      "the server does not speak HTTP: %s", call.error);
		doctor_fix(d, "check that the URL has the right port, and "
			      "http or https");
		break;
	}
	buffer_free(&body);
	hook_client_clear_call(&call);
}

/* Sends a hook that starts and ends nothing. */
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
		fprintf(stderr, "      keep-alive: waiting for %g s\r",
			seconds);
	nanosleep(&t, NULL);
}

static void
check_keep_alive(struct doctor *d)
{
	struct hook_call call = { 0 };

	send_again(d, &call);
	send_again(d, &call);
	if (call.is_new && call.status != 200) {
		/* Many servers close the connection after an error. */
		doctor_report(d, DOCTOR_SKIP,
			      "StreamKeepAliveEvent is not answered with 200");
	} else if (call.is_new) {
		doctor_report(d, DOCTOR_WARN,
			      "the server closes the connection after each "
			      "response");
		doctor_fix_for_server(d, HINT_KEEP_ALIVE);
	} else if (d->idle_seconds <= 0) {
		doctor_report(d, DOCTOR_OK,
			      "the connection is used again; idle time was not "
			      "tested");
	} else {
		stay_idle(d->idle_seconds);
		send_again(d, &call);
		if (call.is_new) {
			doctor_report(
			    d, DOCTOR_WARN,
			    "the server closes the connection within %g s "
			    "of silence",
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
	    .why = "without a response to connect WCS refuses every "
		   "connection, and sends no other hooks",
	    .fix = "read the server's log",
	    .run = check_port,
	},
	{
	    .name = "keep-alive",
	    .why = "WCS keeps one connection open while a call is silent; if "
		   "the server closes it just then, WCS sends the hook again, "
		   "and builds before 5.2.1475 lose it",
	    .fix = "configure the server to keep connections open",
	    .when = DOCTOR_ANSWERED,
	    .run = check_keep_alive,
	},
	{ 0 },
};
