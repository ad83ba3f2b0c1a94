/* play_options - the options of play. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option.h"
#include "cli/option_value.h"
#include "command.h"
#include "play.h"

static int
read_spelling(enum url_spelling *into)
{
	static const char *const names[] = {
		[SPELLING_CAPTURED] = "captured",
		[SPELLING_CAMEL] = "camel",
		[SPELLING_PASCAL] = "pascal",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(optarg, names[i]) == 0) {
			*into = (enum url_spelling)i;
			return 0;
		}
	return complain_usage("\"%s\" is no spelling; write camel, pascal or "
			      "captured",
			      optarg);
}

static int
read_seed(uint64_t *into)
{
	char *end;

	errno = 0;
	*into = strtoull(optarg, &end, 10);
	if (end == optarg || *end || errno || optarg[0] == '-')
		return complain_usage("\"%s\" is not a number: give 0 or more",
				      optarg);
	return 0;
}

enum {
	OPTION_LIST = 256,
	OPTION_USER,
	OPTION_PASSWORD,
	OPTION_PASSWORD_FILE,
	OPTION_SIGN,
	OPTION_CACERT,
	OPTION_INSECURE,
	OPTION_TIMEOUT,
	OPTION_SPELLING,
	OPTION_SPEED,
	OPTION_SEED,
	OPTION_SET,
	OPTION_DUPLICATE,
	OPTION_REORDER,
	OPTION_LOSE_END,
	OPTION_ABORT,
	OPTION_SESSIONS,
	OPTION_CONNECTIONS,
	OPTION_RATE,
	OPTION_DURATION,
	OPTION_JOURNAL,
	OPTION_SESSION,
	OPTION_CURL,
	OPTION_DELIVER,
};

static int
read_option(struct play *p, int c, char **argv)
{
	struct scheduler *d = &p->scheduler;
	double timeout, connections;

	switch (c) {
	case 'u':
		return option_value_url(p->url, sizeof p->url, optarg,
					PLAY_DEFAULT_URL);
	case OPTION_USER:
		d->client.user = optarg;
		return 0;
	case OPTION_PASSWORD:
		d->client.password = p->password;
		return option_value_secret(p->password, sizeof p->password,
					   optarg);
	case OPTION_PASSWORD_FILE:
		d->client.password = p->password;
		return option_value_key(p->password, sizeof p->password,
					optarg);
	case OPTION_SIGN:
		p->key_file = optarg;
		return 0;
	case OPTION_CACERT:
		d->client.ca_file = optarg;
		return option_value_readable(optarg);
	case OPTION_INSECURE:
		d->client.is_insecure = true;
		return 0;
	case OPTION_TIMEOUT:
		if (option_value_number(&timeout, optarg, 0, 86400))
			return EXIT_TROUBLE;
		d->client.timeout = (long)(timeout * 1e3);
		return 0;
	case OPTION_SPELLING:
		return read_spelling(&d->player.spelling);
	case OPTION_SPEED:
		return option_value_number(&d->player.speed, optarg, 0, 1e9);
	case OPTION_SEED:
		return read_seed(&d->player.seed);
	case OPTION_SET:
		return option_value_variable(&p->set, optarg);
	case OPTION_DUPLICATE:
		return option_value_number(&d->player.faults.duplicate, optarg,
					   0, 1);
	case OPTION_REORDER:
		return option_value_number(&d->player.faults.reorder, optarg, 0,
					   1);
	case OPTION_LOSE_END:
		return option_value_number(&d->player.faults.lose_end, optarg,
					   0, 1);
	case OPTION_ABORT:
		return option_value_number(&d->player.faults.abort, optarg, 0,
					   1);
	case OPTION_SESSIONS:
		p->is_load = true;
		return option_value_number(&p->sessions, optarg, 1, 1e9);
	case OPTION_CONNECTIONS:
		if (option_value_number(&connections, optarg, 1, 1e5))
			return EXIT_TROUBLE;
		d->client.connections = (unsigned)connections;
		return 0;
	case OPTION_RATE:
		p->is_load = true;
		return option_value_number(&d->rate, optarg, 1e-3, 1e6);
	case OPTION_DURATION:
		p->is_load = true;
		return option_value_number(&d->duration, optarg, 1e-3, 1e9);
	case OPTION_JOURNAL:
		p->day = optarg;
		return 0;
	case OPTION_SESSION:
		p->session = optarg;
		return 0;
	case OPTION_DELIVER:
		p->deliver = true;
		return 0;
	case OPTION_CURL:
		p->curl = true;
		return 0;
	case OPTION_LIST:
		p->list_only = true;
		return 0;
	case 'v':
		p->verbose = true;
		return 0;
	default:
		return complain_option(c, argv);
	}
}

static const char short_options[] = ":u:v";
static const struct option options[] = {
	{ "url", required_argument, NULL, 'u' },
	{ "list", no_argument, NULL, OPTION_LIST },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "password", required_argument, NULL, OPTION_PASSWORD },
	{ "password-file", required_argument, NULL, OPTION_PASSWORD_FILE },
	{ "sign", required_argument, NULL, OPTION_SIGN },
	{ "cacert", required_argument, NULL, OPTION_CACERT },
	{ "insecure", no_argument, NULL, OPTION_INSECURE },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "spelling", required_argument, NULL, OPTION_SPELLING },
	{ "speed", required_argument, NULL, OPTION_SPEED },
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "set", required_argument, NULL, OPTION_SET },
	{ "duplicate", required_argument, NULL, OPTION_DUPLICATE },
	{ "reorder", required_argument, NULL, OPTION_REORDER },
	{ "lose-end", required_argument, NULL, OPTION_LOSE_END },
	{ "abort", required_argument, NULL, OPTION_ABORT },
	{ "sessions", required_argument, NULL, OPTION_SESSIONS },
	{ "connections", required_argument, NULL, OPTION_CONNECTIONS },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "duration", required_argument, NULL, OPTION_DURATION },
	{ "from-journal", required_argument, NULL, OPTION_JOURNAL },
	{ "session", required_argument, NULL, OPTION_SESSION },
	{ "curl", no_argument, NULL, OPTION_CURL },
	{ "deliver", no_argument, NULL, OPTION_DELIVER },
	{ "verbose", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 },
};

static int
read_options(struct play *p, int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, short_options, options, NULL)) !=
	       -1) {
		if (read_option(p, c, argv))
			return EXIT_TROUBLE;
	}
	if (optind < argc && !p->day)
		p->name = argv[optind++];
	return option_end(optind, argc, argv);
}

/* Rejects combinations, and sets the defaults of a load. */
static int
check(struct play *p)
{
	struct scheduler *d = &p->scheduler;

	if (!p->name && !p->day)
		return complain_usage(
		    "the scenario is missing; --list shows them");
	if (p->session && !p->day)
		return complain_usage("--session goes with --from-journal");
	if (p->key_file && d->client.user)
		return complain_usage("--sign and --user both make the header "
				      "Authorization");
	if (d->client.password && !d->client.user)
		return complain_usage("--password goes with --user");
	if (p->deliver && (p->curl || p->is_load))
		return complain_usage("--deliver shows what one session "
				      "delivers, and sends it");
	if (p->curl && p->is_load)
		return complain_usage("--curl shows one session");
	if (d->rate == 0)
		d->rate = 10;
	if (d->duration == 0 && p->sessions == 0)
		d->duration = 10;
	d->sessions = !p->is_load	 ? 1
		      : p->sessions == 0 ? UINT_MAX
					 : (unsigned)p->sessions;
	return 0;
}

int
play_options(struct play *p, int argc, char **argv)
{
	if (read_options(p, argc, argv))
		return EXIT_TROUBLE;
	if (p->list_only)
		return 0;
	if (check(p) || (p->key_file &&
			 option_value_key(p->key, sizeof p->key, p->key_file)))
		return EXIT_TROUBLE;
	return 0;
}

bool
play_options_send(int argc, char **argv)
{
	const int kept = optind;
	bool sends = true;
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, short_options, options, NULL)) !=
	       -1)
		if (c == OPTION_LIST || c == OPTION_CURL)
			sends = false;
	optind = kept;
	return sends;
}

const char play_options_usage[] =
    "play SCENARIO [--url URL] [...]\n"
    "       echoappctl play --from-journal DAY [--session S] [...]\n"
    "SCENARIO is a name, or a path with a slash.\n"
    "  --list          lists the scenarios\n"
    "  --url URL       where hooks go (" PLAY_DEFAULT_URL ")\n"
    "  --sign FILE     signs each body with the secret in its first "
    "line\n"
    "  --user U, --password-file FILE   basic authentication, with the "
    "password in its\n"
    "                  first line; or --password P\n"
    "  --cacert FILE   trusts the certificates in FILE, as of a CA of your "
    "own\n"
    "  --insecure      accepts any certificate, which WCS does not\n"
    "  --timeout S     seconds to wait for an answer (15; 0: no "
    "limit)\n"
    "  --spelling W    of hooks in URLs: captured, camel, pascal\n"
    "  --speed N       divides the think times by N (1); 0: no think "
    "times\n"
    "  --set NAME=VALUE   sets a variable of the scenario\n"
    "  --verbose, -v   shows bodies, and what changed in them\n"
    "  --deliver       also prints what echoapp-deliver delivers meanwhile\n"
    "  --curl          prints curl commands, and sends nothing\n"
    "Faults on purpose, each with a probability from 0 to 1:\n"
    "  --duplicate P   sends a hook twice\n"
    "  --reorder P     sends a hook after the next one\n"
    "  --lose-end P    leaves out an event that ends something\n"
    "  --abort P       closes the connection in the middle of a hook\n"
    "  --seed N        repeats the ids and faults of a run\n"
    "Load, with figures at the end:\n"
    "  --rate R        sessions that begin in a second (10)\n"
    "  --duration S    seconds in which sessions begin (10)\n"
    "  --sessions N    maximum of sessions\n"
    "  --connections N   maximum of connections; hooks wait for one (100)\n"
    "Exits 0 when all is as the scenario expects, 1 when not, 2 when no "
    "hook is answered.\n"
    "\n"
    "  echoappctl play call --url http://127.0.0.1:8080/hooks\n";
