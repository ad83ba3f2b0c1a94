/* play - plays a scenario against a hook server, as WCS would. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command.h"
#include "crowd.h"
#include "drive.h"
#include "list.h"
#include "paste.h"
#include "replay.h"
#include "safe.h"
#include "scenario.h"
#include "told.h"

#define URL "http://127.0.0.1:9091/EchoApp"

struct play {
	struct drive drive;
	const char *name; /* of the scenario, or its path */
	const char *day;  /* of the journal, or NULL */
	const char *session;
	const char *key_file;
	char key[1024];
	char url[2048];
	struct members set;
	double sessions; /* 0: not said */
	bool is_crowd;
	bool curl;
	bool verbose;
};

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* A whole number or a fraction, from `least` to `most`. */
static int
read_number(double *into, double least, double most)
{
	char *end;

	*into = strtod(optarg, &end);
	if (end != optarg && !*end && *into >= least && *into <= most)
		return 0;
	return misused("\"%s\" is no number from %g to %g", optarg, least,
		       most);
}

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

static int
read_variable(struct members *set)
{
	char *is = strchr(optarg, '=');

	if (!is || is == optarg)
		return misused("\"%s\" is not NAME=VALUE", optarg);
	*is = '\0';
	members_set_text(set, optarg, is + 1);
	return 0;
}

static int
read_url(struct play *p)
{
	size_t len = strlen(optarg);

	while (len > 0 && optarg[len - 1] == '/')
		len--;
	if (len >= sizeof p->url || !http_is_url(optarg))
		return misused("\"%s\" is no URL such as %s", optarg, URL);
	memcpy(p->url, optarg, len);
	p->url[len] = '\0';
	return 0;
}

/* The first line of the file, without its end. */
static int
read_key(struct play *p)
{
	FILE *f = fopen(p->key_file, "re");
	bool has = f && fgets(p->key, sizeof p->key, f);

	if (f)
		fclose(f);
	else
		return cannot("read %s: %s", p->key_file, strerror(errno));
	p->key[strcspn(p->key, "\r\n")] = '\0';
	if (!has || !p->key[0])
		return cannot("%s: its first line has to be the secret",
			      p->key_file);
	p->drive.http.key = p->key;
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
	RATE,
	DURATION,
	JOURNAL,
	SESSION,
	CURL,
};

static int
list(void)
{
	struct buffer out = { 0 };

	scenario_list(&out);
	fwrite(out.at, 1, out.len, stdout);
	buffer_free(&out);
	return EXIT_FINE;
}

static int
read_option(struct play *p, int c, char **argv)
{
	struct drive *d = &p->drive;
	double timeout;

	switch (c) {
	case 'u':
		return read_url(p);
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
		if (read_number(&timeout, 0, 86400))
			return EXIT_CANNOT;
		d->http.timeout = (long)(timeout * 1e3);
		return 0;
	case SPELLING:
		return read_spelling(&d->player.spelling);
	case SPEED:
		return read_number(&d->player.speed, 0, 1e9);
	case SEED:
		return read_seed(&d->player.seed);
	case SET:
		return read_variable(&p->set);
	case DUPLICATE:
		return read_number(&d->player.trouble.duplicate, 0, 1);
	case REORDER:
		return read_number(&d->player.trouble.reorder, 0, 1);
	case LOSE_END:
		return read_number(&d->player.trouble.lose_end, 0, 1);
	case ABORT:
		return read_number(&d->player.trouble.abort, 0, 1);
	case SESSIONS:
		p->is_crowd = true;
		return read_number(&p->sessions, 1, 1e9);
	case RATE:
		p->is_crowd = true;
		return read_number(&d->rate, 1e-3, 1e6);
	case DURATION:
		p->is_crowd = true;
		return read_number(&d->duration, 1e-3, 1e9);
	case JOURNAL:
		p->day = optarg;
		return 0;
	case SESSION:
		p->session = optarg;
		return 0;
	case CURL:
		p->curl = true;
		return 0;
	case 'v':
		p->verbose = true;
		return 0;
	default:
		return bad_option(c, argv);
	}
}

static int
read_options(struct play *p, int argc, char **argv, bool *lists)
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
		if (c == LIST)
			*lists = true;
		else if (read_option(p, c, argv))
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

static struct scenario *
read_journal(struct play *p, const struct context *x)
{
	struct buffer error = { 0 };
	struct scenario *s = NULL;
	unsigned left_out;
	moment day;

	if (!x->conf->good) {
		cannot("%s", x->conf->error);
	} else if (list_moment(p->day, &day)) {
		misused("\"%s\" is no day: 2026-11-23, today, yesterday",
			p->day);
	} else {
		s = replay_read(x->state_dir, day, p->session, &left_out,
				&error);
		if (!s)
			cannot("%.*s", (int)error.len, error.at);
		else if (left_out)
			fprintf(stderr,
				"echoappctl play: %u lines have no body that "
				"could be sent\n",
				left_out);
	}
	buffer_free(&error);
	return s;
}

static struct scenario *
read_scenario(const struct play *p)
{
	struct buffer said = { 0 };
	char *path = scenario_find(p->name, &said);
	struct scenario *s = NULL;

	if (!path) {
		buffer_add(&said, "", 1);
		misused("there is no scenario \"%s\"; --list names those "
			"there are, and a path has a slash",
			p->name);
	} else {
		s = scenario_read(path, &said);
		if (!s)
			cannot("%.*s", (int)said.len, said.at);
	}
	free(path);
	buffer_free(&said);
	return s;
}

static void
took(void *arg, const struct player *p, const struct http_call *c, int64_t due)
{
	(void)due;
	told_hook(arg, p, c);
}

static int
play_one(struct play *p, bool json)
{
	struct told t = { .json = json, .verbose = p->verbose };

	p->drive.took = took;
	p->drive.arg = &t;
	drive_run(&p->drive);
	if (t.hooks > t.aborted && t.answered == 0)
		return cannot("reach %s: %s", p->url, t.trouble);
	told_end(&t);
	return t.unexpected || stopped ? EXIT_FOUND : EXIT_FINE;
}

static int
play_many(struct play *p, bool json)
{
	struct rlimit files;
	char trouble[256] = "";
	long unexpected;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	unexpected = crowd_run(&p->drive, json, trouble, sizeof trouble);
	if (unexpected < 0)
		return cannot("reach %s: %s", p->url, trouble);
	return unexpected ? EXIT_FOUND : EXIT_FINE;
}

static int
play(struct play *p, const struct context *x)
{
	struct sigaction sa = { .sa_handler = stop };
	struct scenario *s = p->day ? read_journal(p, x) : read_scenario(p);
	int code = EXIT_FINE;

	if (!s)
		return EXIT_CANNOT;
	p->drive.player.scenario = s;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	if (p->curl)
		paste(&p->drive.player, &p->drive.http, p->url);
	else
		code =
		    p->is_crowd ? play_many(p, x->json) : play_one(p, x->json);
	scenario_free(s);
	return code;
}

static int
run(struct context *x, int argc, char **argv)
{
	struct play p = {
		.drive = {
			.http = { .timeout = 15000, .retries = 3 },
			.player = { .speed = 1 },
			.stop = &stopped,
		},
		.url = URL,
	};
	bool lists = false;
	int code;

	p.drive.url = p.url;
	p.drive.player.set = &p.set;
	if (getrandom(&p.drive.player.seed, sizeof p.drive.player.seed, 0) < 0)
		return cannot("draw a seed: %s", strerror(errno));
	if (read_options(&p, argc, argv, &lists))
		return EXIT_CANNOT;
	if (lists)
		return list();
	if (check(&p) || (p.key_file && read_key(&p)))
		return EXIT_CANNOT;
	code = play(&p, x);
	members_free(&p.set);
	return code;
}

const struct command play_command = {
	.name = "play",
	.summary = "plays a scenario against a hook server, as WCS would",
	.usage =
	    "play SCENARIO [--url URL] [...]\n"
	    "       echoappctl play --from-journal DAY [--session S] [...]\n"
	    "  --list          the scenarios there are; a path has a slash\n"
	    "  --url URL       where hooks go (" URL ")\n"
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
	    "Exits 0 when all is as the scenario says, 1 when not, 2 when no "
	    "hook is answered.\n"
	    "\n"
	    "  echoappctl play call --url http://127.0.0.1:8080/hooks\n",
	.takes_broken = true,
	.run = run,
};
