/* play_options - what the command line asks of play. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/option_value.h"
#include "command.h"
#include "play.h"

static int
read_spelling(enum spelling *into)
{
	static const char *const names[] = {
		[AS_CAPTURED] = "captured",
		[AS_CAMEL] = "camel",
		[AS_PASCAL] = "pascal",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(optarg, names[i]) == 0) {
			*into = (enum spelling)i;
			return 0;
		}
	return misused("\"%s\" is no spelling; there are camel, pascal, "
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
		return misused("\"%s\" is no number", optarg);
	return 0;
}

enum {
	LIST = 256,
	USER,
	PASSWORD,
	SIGN,
	TIMEOUT,
	SPELLING,
	SPEED,
	SEED,
	SET,
	DUPLICATE,
	REORDER,
	LOSE_END,
	ABORT,
	SESSIONS,
	CONNECTIONS,
	RATE,
	DURATION,
	JOURNAL,
	SESSION,
	CURL,
};

static int
read_option(struct play *p, int c, char **argv)
{
	struct drive *d = &p->drive;
	double timeout, connections;

	switch (c) {
	case 'u':
		return given_url(p->url, sizeof p->url, optarg, PLAY_URL);
	case USER:
		d->http.user = optarg;
		return 0;
	case PASSWORD:
		d->http.password = optarg;
		return 0;
	case SIGN:
		p->key_file = optarg;
		return 0;
	case TIMEOUT:
		if (given_number(&timeout, optarg, 0, 86400))
			return EXIT_CANNOT;
		d->http.timeout = (long)(timeout * 1e3);
		return 0;
	case SPELLING:
		return read_spelling(&d->player.spelling);
	case SPEED:
		return given_number(&d->player.speed, optarg, 0, 1e9);
	case SEED:
		return read_seed(&d->player.seed);
	case SET:
		return given_variable(&p->set, optarg);
	case DUPLICATE:
		return given_number(&d->player.trouble.duplicate, optarg, 0, 1);
	case REORDER:
		return given_number(&d->player.trouble.reorder, optarg, 0, 1);
	case LOSE_END:
		return given_number(&d->player.trouble.lose_end, optarg, 0, 1);
	case ABORT:
		return given_number(&d->player.trouble.abort, optarg, 0, 1);
	case SESSIONS:
		p->is_crowd = true;
		return given_number(&p->sessions, optarg, 1, 1e9);
	case CONNECTIONS:
		if (given_number(&connections, optarg, 1, 1e5))
			return EXIT_CANNOT;
		d->http.connections = (unsigned)connections;
		return 0;
	case RATE:
		p->is_crowd = true;
		return given_number(&d->rate, optarg, 1e-3, 1e6);
	case DURATION:
		p->is_crowd = true;
		return given_number(&d->duration, optarg, 1e-3, 1e9);
	case JOURNAL:
		p->day = optarg;
		return 0;
	case SESSION:
		p->session = optarg;
		return 0;
	case CURL:
		p->curl = true;
		return 0;
	case LIST:
		p->lists = true;
		return 0;
	case 'v':
		p->verbose = true;
		return 0;
	default:
		return bad_option(c, argv);
	}
}

static int
read_options(struct play *p, int argc, char **argv)
{
	static const struct option options[] = {
		{ "url", required_argument, NULL, 'u' },
		{ "list", no_argument, NULL, LIST },
		{ "user", required_argument, NULL, USER },
		{ "password", required_argument, NULL, PASSWORD },
		{ "sign", required_argument, NULL, SIGN },
		{ "timeout", required_argument, NULL, TIMEOUT },
		{ "spelling", required_argument, NULL, SPELLING },
		{ "speed", required_argument, NULL, SPEED },
		{ "seed", required_argument, NULL, SEED },
		{ "set", required_argument, NULL, SET },
		{ "duplicate", required_argument, NULL, DUPLICATE },
		{ "reorder", required_argument, NULL, REORDER },
		{ "lose-end", required_argument, NULL, LOSE_END },
		{ "abort", required_argument, NULL, ABORT },
		{ "sessions", required_argument, NULL, SESSIONS },
		{ "connections", required_argument, NULL, CONNECTIONS },
		{ "rate", required_argument, NULL, RATE },
		{ "duration", required_argument, NULL, DURATION },
		{ "from-journal", required_argument, NULL, JOURNAL },
		{ "session", required_argument, NULL, SESSION },
		{ "curl", no_argument, NULL, CURL },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":u:v", options, NULL)) != -1) {
		if (read_option(p, c, argv))
			return EXIT_CANNOT;
	}
	if (optind < argc && !p->day)
		p->name = argv[optind++];
	if (optind < argc)
		return misused("\"%s\" is too much", argv[optind]);
	return 0;
}

/* What does not go together, or is missing. */
static int
check(struct play *p)
{
	struct drive *d = &p->drive;

	if (!p->name && !p->day)
		return misused("the scenario is missing; --list names some");
	if (p->session && !p->day)
		return misused("--session goes with --from-journal");
	if (p->key_file && d->http.user)
		return misused("--sign and --user both make the header "
			       "Authorization");
	if (d->http.password && !d->http.user)
		return misused("--password goes with --user");
	if (p->curl && p->is_crowd)
		return misused("--curl shows one session");
	if (d->rate == 0)
		d->rate = 10;
	if (d->duration == 0 && p->sessions == 0)
		d->duration = 10;
	d->sessions = !p->is_crowd	 ? 1
		      : p->sessions == 0 ? UINT_MAX
					 : (unsigned)p->sessions;
	return 0;
}

int
play_options(struct play *p, int argc, char **argv)
{
	if (read_options(p, argc, argv))
		return EXIT_CANNOT;
	if (p->lists)
		return 0;
	if (check(p) ||
	    (p->key_file && given_key(p->key, sizeof p->key, p->key_file)))
		return EXIT_CANNOT;
	return 0;
}

const char play_usage[] =
    "play SCENARIO [--url URL] [...]\n"
    "       echoappctl play --from-journal DAY [--session S] [...]\n"
    "  --list          the scenarios there are; a path has a slash\n"
    "  --url URL       where hooks go (" PLAY_URL ")\n"
    "  --sign FILE     signs each body with the secret in its first "
    "line\n"
    "  --user U, --password P   basic authentication\n"
    "  --timeout S     seconds to wait for an answer (15; 0: for "
    "ever)\n"
    "  --spelling W    of hooks in URLs: captured, camel, pascal\n"
    "  --speed N       think times are divided by N (1); 0: there are "
    "none\n"
    "  --set NAME=VALUE   a variable of the scenario\n"
    "  --verbose, -v   bodies, too, and what changed in them\n"
    "  --curl          the same as curl commands; nothing is sent\n"
    "Trouble on purpose, each with a probability from 0 to 1:\n"
    "  --duplicate P   a hook comes twice\n"
    "  --reorder P     a hook and the next change places\n"
    "  --lose-end P    an event that ends something never comes\n"
    "  --abort P       WCS goes away in the middle of a hook\n"
    "  --seed N        the same again: ids and trouble\n"
    "Load, with figures in the end:\n"
    "  --rate R        sessions that begin in a second (10)\n"
    "  --duration S    for so many seconds (10)\n"
    "  --sessions N    so many at most\n"
    "  --connections N   so many at most; hooks wait for one (100)\n"
    "Exits 0 when all is as the scenario says, 1 when not, 2 when no "
    "hook is answered.\n"
    "\n"
    "  echoappctl play call --url http://127.0.0.1:8080/hooks\n";
