/* doctor - finds what is wrong with a hook server, and how to fix it. */

#include "doctor.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "auth/secrets.h"
#include "base/log.h"
#include "base/state_owner.h"
#include "cli/find_programs.h"
#include "cli/option.h"
#include "cli/option_value.h"
#include "local_url.h"
#include "protocol/methods.h"

#define CONNECT_TIMEOUT 5000L
#define ANSWER_MAX ((size_t)1 << 20)

void
doctor_send(struct doctor *d, struct hook_call *call, const char *name,
	    const char *body, size_t len)
{
	char url[sizeof d->url + 128];

	snprintf(url, sizeof url, "%s/%s", d->url, name);
	call->url = url;
	call->body = body;
	call->len = len;
	hook_client_send(d->client, call);
	while (!hook_client_wait(d->client, 1000000))
		;
	call->url = NULL;
	d->accepted += call->status == 200 && len > 0;
}

const char *
doctor_answer_body(const struct hook_call *c)
{
	return c->answer.at ? c->answer.at : "";
}

bool
doctor_is_decision(const struct hook_call *c)
{
	return c->answer.len > 0 && c->answer.at[0] == '{';
}

const char *
doctor_outcome(const struct hook_call *c, char *into, size_t size)
{
	if (c->location)
		snprintf(into, size, "status %ld, a redirection to %.100s",
			 c->status, c->location);
	else if (c->status)
		snprintf(into, size, "status %ld", c->status);
	else
		snprintf(into, size, "no answer: %s", c->error);
	return into;
}

/* Takes the secret of the configuration if the server is on this machine. */
static void
find_key(struct doctor *d)
{
	struct secrets secrets = { 0 };
	const struct conf_file *c = d->x->conf;

	if (d->key[0] || d->settings.user || !d->is_local || !c->usable ||
	    c->current.auth != AUTH_HMAC || !c->current.secret_file)
		return;
	log_set_targets(0);
	secrets_refresh(&secrets, c->current.secret_file);
	if (secrets.count > 0 && secrets.at[0].len < sizeof d->key)
		memcpy(d->key, secrets.at[0].at, secrets.at[0].len);
	secrets_wipe(&secrets);
}

/* EchoApp refuses a GET with a JSON object of its own. */
static void
detect_echoapp(struct doctor *d)
{
	struct hook_call c = { .http_method = "GET" };

	doctor_send(d, &c, "echo", "", 0);
	d->is_ours = c.status >= 400 && c.answer.len > 10 &&
		     memcmp(c.answer.at, "{\"status\":", 10) == 0 &&
		     memmem(c.answer.at, c.answer.len, ",\"reason\":", 10);
	hook_client_clear_call(&c);
}

/* Ends the session, so that nothing stays live in the server's index. */
static void
end_session(struct doctor *d)
{
	struct hook_call c = { 0 };
	struct buffer body = { 0 };

	probe_body(
	    &body, methods_find("ConnectionStatusEvent"),
	    "ConnectionStatusEvent",
	    &(struct probe_body){ DOCTOR_APP, d->session, NULL, false, 0 });
	doctor_send(d, &c, "ConnectionStatusEvent", body.at, body.len);
	hook_client_clear_call(&c);
	buffer_free(&body);
}

/* Returns why a check is skipped, or NULL. */
static const char *
skip_reason(const struct doctor *d, const struct doctor_check *check)
{
	if (check->when != DOCTOR_ALWAYS && check->when != DOCTOR_LOCAL &&
	    !d->is_up)
		return "no server answers";
	if (check->when == DOCTOR_HANDLED && d->connect_blocked)
		return "the web server refuses all hooks by itself";
	if (check->when != DOCTOR_LOCAL)
		return NULL;
	if (!d->is_local)
		return "EchoApp's files can only be checked on its own machine";
	/* If no program answers, the local files may be the reason. */
	if (d->connect_blocked && access(d->programs, F_OK) == 0)
		return NULL;
	return d->is_up && !d->is_ours ? "the server is not EchoApp" : NULL;
}

struct severity_counts {
	unsigned of[DOCTOR_FAIL + 1];
	const char *skip_reason; /* of the last skipped check; or NULL */
};

static void
run_check(struct doctor *d, const struct doctor_check *check,
	  struct severity_counts *n)
{
	const char *why = skip_reason(d, check);
	const bool repeated =
	    why && n->skip_reason && !strcmp(why, n->skip_reason);

	if (!why)
		check->run(d);
	else
		n->skip_reason = why;
	if (repeated && !d->x->json) {
		n->of[DOCTOR_SKIP]++;
		return;
	}
	if (why)
		doctor_report(d, DOCTOR_SKIP, "%s", why);
	n->of[doctor_print(d, check, d->x->json)]++;
}

static void
run_group(struct doctor *d, const struct doctor_check *group,
	  struct severity_counts *n)
{
	for (; group->name; group++) {
		run_check(d, group, n);
		if (group->run == check_reach[0].run && d->is_up)
			detect_echoapp(d);
	}
}

static int
sum_up(const struct doctor *d, const struct severity_counts *n)
{
	const unsigned *of = n->of;

	if (!d->x->json)
		printf("%u fine, %u warning%s, %u failure%s, %u skipped\n",
		       of[DOCTOR_OK], of[DOCTOR_WARN],
		       of[DOCTOR_WARN] == 1 ? "" : "s", of[DOCTOR_FAIL],
		       of[DOCTOR_FAIL] == 1 ? "" : "s", of[DOCTOR_SKIP]);
	if (of[DOCTOR_FAIL])
		return EXIT_TROUBLE;
	return of[DOCTOR_WARN] ? EXIT_FOUND : EXIT_FINE;
}

static int
run_groups(struct doctor *d)
{
	static const struct doctor_check *const remote[] = {
		check_reach,   check_hooks,  check_connect,
		check_answers, check_refuse, NULL,
	};
	static const struct doctor_check *const local[] = {
		check_routes, check_setup,  check_state,
		check_view,   check_denied, NULL,
	};
	struct severity_counts n = { 0 };
	size_t i;

	for (i = 0; remote[i]; i++)
		run_group(d, remote[i], &n);
	if (d->is_up)
		end_session(d);
	for (i = 0; local[i]; i++) {
		if (local[i] == check_state)
			state_owner_become(d->x->state_dir);
		run_group(d, local[i], &n);
		state_owner_leave();
	}
	return sum_up(d, &n);
}

enum {
	OPTION_QUICK = 256,
	OPTION_SILENCE,
	OPTION_SIGN,
	OPTION_USER,
	OPTION_PASSWORD,
	OPTION_PASSWORD_FILE,
	OPTION_CACERT,
	OPTION_INSECURE,
	OPTION_TIMEOUT,
	OPTION_SET,
	OPTION_PROGRAMS,
	OPTION_LOG,
};

static int
read_option(struct doctor *d, int c, char **argv)
{
	double seconds;

	switch (c) {
	case OPTION_QUICK:
		d->idle_seconds = 0;
		return 0;
	case OPTION_SILENCE:
		return option_value_number(&d->idle_seconds, optarg, 0, 3600);
	case OPTION_SIGN:
		return option_value_key(d->key, sizeof d->key, optarg);
	case OPTION_USER:
		d->settings.user = optarg;
		return 0;
	case OPTION_PASSWORD:
		d->settings.password = d->password;
		return option_value_secret(d->password, sizeof d->password,
					   optarg);
	case OPTION_PASSWORD_FILE:
		d->settings.password = d->password;
		return option_value_key(d->password, sizeof d->password,
					optarg);
	case OPTION_CACERT:
		d->settings.ca_file = optarg;
		return option_value_readable(optarg);
	case OPTION_INSECURE:
		d->settings.is_insecure = true;
		return 0;
	case OPTION_TIMEOUT:
		if (option_value_number(&seconds, optarg, 0.1, 3600))
			return EXIT_TROUBLE;
		d->settings.timeout = (long)(seconds * 1e3);
		return 0;
	case OPTION_SET:
		return option_value_variable(&d->set, optarg);
	case OPTION_PROGRAMS:
		snprintf(d->programs, sizeof d->programs, "%s", optarg);
		return 0;
	case OPTION_LOG:
		d->log = optarg;
		return 0;
	default:
		return complain_option(c, argv);
	}
}

static int
read_options(struct doctor *d, int argc, char **argv)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, OPTION_QUICK },
		{ "silence", required_argument, NULL, OPTION_SILENCE },
		{ "sign", required_argument, NULL, OPTION_SIGN },
		{ "user", required_argument, NULL, OPTION_USER },
		{ "password", required_argument, NULL, OPTION_PASSWORD },
		{ "password-file", required_argument, NULL,
		  OPTION_PASSWORD_FILE },
		{ "cacert", required_argument, NULL, OPTION_CACERT },
		{ "insecure", no_argument, NULL, OPTION_INSECURE },
		{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
		{ "set", required_argument, NULL, OPTION_SET },
		{ "programs", required_argument, NULL, OPTION_PROGRAMS },
		{ "log", required_argument, NULL, OPTION_LOG },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1)
		if (read_option(d, c, argv))
			return EXIT_TROUBLE;
	if (d->settings.password && !d->settings.user)
		return complain_usage("--password goes with --user");
	if (d->key[0] && d->settings.user)
		return complain_usage("--sign and --user both make the header "
				      "Authorization");
	if (json_members_get(&d->set, "sessionId"))
		return complain_usage(
		    "doctor finds its own hooks by sessionId; "
		    "--set another member");
	if (optind < argc &&
	    option_value_url(d->url, sizeof d->url, argv[optind++],
			     DOCTOR_DEFAULT_URL))
		return EXIT_TROUBLE;
	return option_end(optind, argc, argv);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct doctor d = {
		.x = x,
		.url = DOCTOR_DEFAULT_URL,
		.idle_seconds = 10,
		.started_at = (int64_t)time(NULL),
		.settings = { .timeout = DOCTOR_TIMEOUT,
			      .answer_max = ANSWER_MAX },
	};
	uint64_t id = 0;
	int code;

	code = read_options(&d, argc, argv);
	if (code == 0 && !local_url_host(d.url, d.host, sizeof d.host))
		code = complain_usage("the host's name is too long");
	if (code == 0) {
		d.is_local = local_url_is_local(d.host);
		if (!d.programs[0])
			find_programs(d.programs);
		find_key(&d);
		d.settings.key = d.key[0] ? d.key : NULL;
		d.settings.connect_timeout =
		    d.settings.timeout < CONNECT_TIMEOUT ? d.settings.timeout
							 : CONNECT_TIMEOUT;
		if (getrandom(&id, sizeof id, 0) < 0)
			return complain_error("cannot get random bytes");
		snprintf(d.session, sizeof d.session, DOCTOR_APP "-%016llx",
			 (unsigned long long)id);
		d.client = hook_client_new(&d.settings);
		code = run_groups(&d);
		hook_client_free(d.client);
	}
	probe_free(&d.probe);
	rest_policy_free(&d.policy);
	json_members_free(&d.connect);
	json_members_free(&d.set);
	explicit_bzero(d.key, sizeof d.key);
	explicit_bzero(d.password, sizeof d.password);
	return code;
}

static bool
always_sends(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return true;
}

const struct command doctor_command = {
	.name = "doctor",
	.summary = "find what is wrong with a hook server, and how to fix it",
	.usage =
	    "doctor [URL] [...]\n"
	    "Sends a hook server (" DOCTOR_DEFAULT_URL
	    ") every hook as WCS would,\n"
	    "and prints OK, WARN or FAIL for each check, why it matters, and "
	    "the fix.  For an\n"
	    "EchoApp on this machine it also checks the files.  Its hooks have "
	    "the appKey\n" DOCTOR_APP " and a sessionId of their own; the "
	    "server records them.\n"
	    "\n"
	    "  --quick         skips the idle time of the keep-alive check\n"
	    "  --silence S     seconds of idle time, to see whether the "
	    "connection is kept (10)\n"
	    "  --sign FILE     signs each body with the secret in the first "
	    "line of FILE;\n"
	    "                  for this machine's EchoApp the default is the "
	    "secret of its\n"
	    "                  configuration\n"
	    "  --user U, --password-file FILE   basic authentication, with the "
	    "password in its\n"
	    "                  first line; or --password P\n"
	    "  --cacert FILE   trusts the certificates in FILE, as of a CA of "
	    "your own\n"
	    "  --insecure      accepts any certificate, which WCS does not\n"
	    "  --timeout S     seconds to wait for an answer (15, as WCS)\n"
	    "  --set NAME=VALUE   sets a member of all bodies, for rules that "
	    "need it\n"
	    "  --programs DIR  where EchoApp's programs are\n"
	    "  --log FILE      reads denials of SELinux and AppArmor from "
	    "this copy of a\n"
	    "                  kernel log\n"
	    "Exits with 0 if all is well, 1 after a warning, 2 after a "
	    "failure.\n"
	    "\n"
	    "  echoappctl doctor http://127.0.0.1:8080/hooks --quick\n",
	.allows_bad_conf = true,
	.sends_hooks = always_sends,
	.stays_root = true,
	.run = run,
};
