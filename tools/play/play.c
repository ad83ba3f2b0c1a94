/* play - plays a scenario against a hook server, as WCS would. */

#include "play.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

#include "cli/option.h"
#include "command.h"
#include "curl_script.h"
#include "load.h"
#include "narrate.h"
#include "replay.h"
#include "scenario.h"

/* Files that are open beside the connections. */
#define FILES_BESIDE 24

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int
list(bool json)
{
	struct buffer out = { 0 };

	scenario_list(&out, json);
	fwrite(out.at, 1, out.len, stdout);
	buffer_free(&out);
	return EXIT_FINE;
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
	} else if (option_moment(p->day, &day)) {
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
	struct told *t = arg;

	if (t->began == 0)
		t->began = due - p->due;
	told_hook(t, p, c);
}

static int
play_one(struct play *p, bool json)
{
	struct told t = {
		.json = json,
		.verbose = p->verbose,
		.settings = &p->drive.player,
	};

	p->drive.took = took;
	p->drive.arg = &t;
	drive_run(&p->drive);
	if (t.hooks > t.aborted && t.answered == 0)
		return cannot("cannot reach %s: %s", p->url, t.trouble);
	told_end(&t);
	return t.unexpected || stopped ? EXIT_FOUND : EXIT_FINE;
}

/* A connection is an open file; there have to be a few more. */
static int
raise_limit(const struct play *p)
{
	const unsigned connections = p->drive.http.connections;
	const rlim_t wanted = connections + FILES_BESIDE;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= wanted)
		return 0;
	if (files.rlim_max < wanted)
		return cannot(
		    "cannot open %u connections: ulimit -n is %llu, and %llu "
		    "files are needed; raise it, or say "
		    "--connections %llu",
		    connections, (unsigned long long)files.rlim_max,
		    (unsigned long long)wanted,
		    files.rlim_max > FILES_BESIDE
			? (unsigned long long)files.rlim_max - FILES_BESIDE
			: 1ULL);
	files.rlim_cur = wanted;
	return setrlimit(RLIMIT_NOFILE, &files)
		   ? cannot("cannot raise ulimit -n: %s", strerror(errno))
		   : 0;
}

static int
play_many(struct play *p, bool json)
{
	char trouble[256] = "";
	long unexpected;

	if (raise_limit(p))
		return EXIT_CANNOT;
	unexpected = crowd_run(&p->drive, json, trouble, sizeof trouble);
	if (unexpected < 0)
		return cannot("cannot reach %s: %s", p->url, trouble);
	return unexpected ? EXIT_FOUND : EXIT_FINE;
}

/* A variable that no scenario asks for was meant to be another. */
static int
check_set(const struct play *p, const struct scenario *s)
{
	static const char *const always[] = { "node", "session", "app" };
	struct buffer there = { 0 };
	size_t i, n;

	for (i = 0; i < p->set.count; i++) {
		const char *name = p->set.at[i].name;

		for (n = 0; n < sizeof always / sizeof *always; n++)
			if (strcmp(always[n], name) == 0)
				break;
		if (n == sizeof always / sizeof *always &&
		    !members_get(&s->vars, name))
			break;
	}
	if (i == p->set.count)
		return 0;
	for (n = 0; n < s->vars.count; n++)
		buffer_printf(&there, "%s, ", s->vars.at[n].name);
	misused("there is no variable \"%s\" to be set; there are %.*snode, "
		"session, app",
		p->set.at[i].name, (int)there.len, there.at ? there.at : "");
	buffer_free(&there);
	return EXIT_CANNOT;
}

static int
play(struct play *p, const struct context *x)
{
	/* Whoever asks twice does not want to wait for answers. */
	struct sigaction sa = { .sa_handler = stop, .sa_flags = SA_RESETHAND };
	struct scenario *s = p->day ? read_journal(p, x) : read_scenario(p);
	int code = EXIT_FINE;

	if (!s || check_set(p, s)) {
		scenario_free(s);
		return EXIT_CANNOT;
	}
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
			.http = { .timeout = 15000, .retries = 3, .connections = HTTP_MANY },
			.player = { .speed = 1 },
			.stop = &stopped,
		},
		.url = PLAY_URL,
	};
	uint32_t seed = 0;
	int code;

	/* No longer than a person likes to type it. */
	if (getrandom(&seed, sizeof seed, 0) < 0)
		return cannot("cannot draw a seed: %s", strerror(errno));
	p.drive.player.seed = seed;
	if (play_options(&p, argc, argv))
		return EXIT_CANNOT;
	if (p.lists)
		return list(x->json);
	if (p.curl && x->json)
		return misused("--curl prints commands for a shell, no JSON");
	p.drive.url = p.url;
	p.drive.player.set = &p.set;
	p.drive.http.key = p.key[0] ? p.key : NULL;
	code = play(&p, x);
	members_free(&p.set);
	return code;
}

const struct command play_command = {
	.name = "play",
	.summary = "plays a scenario against a hook server, as WCS would",
	.usage = play_usage,
	.takes_broken = true,
	.asks = true,
	.run = run,
};
