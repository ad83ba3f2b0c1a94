/* play - plays a scenario against a hook server, as WCS would. */

#include "play.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>

#include "base/time_text.h"
#include "command.h"
#include "curl_script.h"
#include "load.h"
#include "narrate.h"
#include "play_deliver.h"
#include "replay.h"
#include "scenario.h"

/* Files that are open in addition to the connections. */
#define SPARE_FILES 24

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int
list_scenarios(bool json)
{
	struct buffer out = { 0 };

	scenario_find_all(&out, json);
	if (out.len)
		fwrite(out.at, 1, out.len, stdout);
	buffer_free(&out);
	return EXIT_FINE;
}

static struct scenario *
read_journal(struct play *p, const struct command_context *x)
{
	struct error error = { 0 };
	struct scenario *s = NULL;
	unsigned left_out;
	timestamp day;

	if (!x->conf->usable) {
		complain_error("%s", x->conf->error.text);
	} else if (time_text_parse_utc(p->day, &day)) {
		complain_usage(
		    "\"%s\" is no day; write 2026-11-23, today or yesterday",
		    p->day);
	} else {
		s = replay_read(x->state_dir, day, p->session, &left_out,
				&error);
		if (!s)
			complain_error("%s", error.text);
		else if (left_out)
			fprintf(
			    stderr,
			    "echoappctl play: %u lines were left out, because "
			    "they have no body that can be sent\n",
			    left_out);
	}
	return s;
}

static struct scenario *
read_scenario(const struct play *p)
{
	struct error error = { 0 };
	char *path = scenario_find(p->name);
	struct scenario *s = NULL;

	if (!path) {
		complain_usage(
		    "there is no scenario \"%s\"; --list shows them; "
		    "for a file write a path with a slash",
		    p->name);
	} else {
		s = scenario_read(path, &error);
		if (!s)
			complain_error("%s", error.text);
	}
	free(path);
	return s;
}

static void
on_answer(void *arg, const struct player *p, const struct hook_call *c,
	  int64_t due)
{
	struct narration *t = arg;

	if (t->started_at == 0)
		t->started_at = due - p->due;
	narrate_hook(t, p, c);
}

static int
play_session(struct play *p, bool json)
{
	struct narration t = {
		.json = json,
		.verbose = p->verbose,
		.settings = &p->scheduler.player,
	};

	p->scheduler.on_answer = on_answer;
	p->scheduler.arg = &t;
	scheduler_run(&p->scheduler);
	if (t.hooks > t.aborted && t.answered == 0)
		return complain_error("cannot reach %s: %s", p->url, t.error);
	narrate_end(&t);
	return t.unexpected || stopped ? EXIT_FOUND : EXIT_FINE;
}

static int
play_and_deliver(struct play *p, const struct command_context *x)
{
	struct play_deliver d;
	struct error e;
	int code;

	if (!x->conf->usable)
		return complain_error("%s", x->conf->error.text);
	if (play_deliver_start(&d, x->state_dir, &e))
		return complain_error("%s", e.text);
	code = play_session(p, x->json);
	play_deliver_end(&d);
	return code;
}

/* A connection is an open file; play needs some more. */
static int
raise_limit(const struct play *p)
{
	const unsigned connections = p->scheduler.client.connections;
	const rlim_t wanted = connections + SPARE_FILES;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur >= wanted)
		return 0;
	if (files.rlim_max < wanted)
		return complain_error(
		    "cannot open %u connections: ulimit -n is %llu, and %llu "
		    "files are needed; raise it, or use "
		    "--connections %llu",
		    connections, (unsigned long long)files.rlim_max,
		    (unsigned long long)wanted,
		    files.rlim_max > SPARE_FILES
			? (unsigned long long)files.rlim_max - SPARE_FILES
			: 1ULL);
	files.rlim_cur = wanted;
	return setrlimit(RLIMIT_NOFILE, &files)
		   ? complain_error("cannot raise ulimit -n: %s",
				    strerror(errno))
		   : 0;
}

static int
play_load(struct play *p, bool json)
{
	struct error error = { 0 };
	long unexpected;

	if (raise_limit(p))
		return EXIT_TROUBLE;
	unexpected = load_run(&p->scheduler, json, &error);
	if (unexpected < 0)
		return complain_error("cannot reach %s: %s", p->url,
				      error.text);
	return unexpected ? EXIT_FOUND : EXIT_FINE;
}

/* --set of a variable that the scenario does not have is a slip. */
static int
check_set(const struct play *p, const struct scenario *s)
{
	static const char *const builtins[] = { "node", "session", "app" };
	struct buffer names = { 0 };
	size_t i, n;

	for (i = 0; i < p->set.count; i++) {
		const char *name = p->set.at[i].name;

		for (n = 0; n < sizeof builtins / sizeof *builtins; n++)
			if (strcmp(builtins[n], name) == 0)
				break;
		if (n == sizeof builtins / sizeof *builtins &&
		    !json_members_get(&s->vars, name))
			break;
	}
	if (i == p->set.count)
		return 0;
	for (n = 0; n < s->vars.count; n++)
		buffer_printf(&names, "%s, ", s->vars.at[n].name);
	complain_usage(
	    "--set: the scenario has no variable \"%s\"; it has %.*snode, "
	    "session, app",
	    p->set.at[i].name, (int)names.len, names.at ? names.at : "");
	buffer_free(&names);
	return EXIT_TROUBLE;
}

static int
play(struct play *p, const struct command_context *x)
{
	/* SA_RESETHAND: a second signal ends play without waiting. */
	struct sigaction sa = { .sa_handler = stop, .sa_flags = SA_RESETHAND };
	struct scenario *s = p->day ? read_journal(p, x) : read_scenario(p);
	int code = EXIT_FINE;

	if (!s || check_set(p, s)) {
		scenario_free(s);
		return EXIT_TROUBLE;
	}
	p->scheduler.player.scenario = s;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	if (p->curl)
		curl_script(&p->scheduler.player, &p->scheduler.client, p->url);
	else if (p->deliver)
		code = play_and_deliver(p, x);
	else
		code = p->is_load ? play_load(p, x->json)
				  : play_session(p, x->json);
	scenario_free(s);
	return code;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct play p = {
		.scheduler = {
			.client = { .timeout = 15000, .retries = 3, .connections = HOOK_CLIENT_CONNECTIONS },
			.player = { .speed = 1 },
			.stop = &stopped,
		},
		.url = PLAY_DEFAULT_URL,
	};
	uint32_t seed = 0;
	int code;

	/* 32 bits, because a person may have to type it. */
	if (getrandom(&seed, sizeof seed, 0) < 0)
		return complain_error("cannot draw a random seed: %s",
				      strerror(errno));
	p.scheduler.player.seed = seed;
	if (play_options(&p, argc, argv))
		return EXIT_TROUBLE;
	if (p.list_only)
		return list_scenarios(x->json);
	if (p.curl && x->json)
		return complain_usage(
		    "--curl prints commands for a shell, not JSON");
	p.scheduler.url = p.url;
	p.scheduler.player.set = &p.set;
	p.scheduler.client.key = p.key[0] ? p.key : NULL;
	code = play(&p, x);
	json_members_free(&p.set);
	return code;
}

const struct command play_command = {
	.name = "play",
	.summary = "plays a scenario against a hook server, as WCS would",
	.usage = play_options_usage,
	.allows_bad_conf = true,
	.sends_hooks = play_options_send,
	.run = run,
};
