/* deliverer - runs the senders of all destinations. */

#include "deliverer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file_watch.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/str.h"
#include "index_keeper.h"
#include "sender.h"
#include "transport.h"

/* Microseconds between two looks for new messages. */
#define TICK INT64_C(100000)

struct deliverer {
	struct conf_file *conf_file;
	char *state_dir;
	struct file_watch watch; /* of deliver.conf */
	struct delivery_conf conf;
	struct index_keeper keeper;
	struct sender_world world;
	struct sender *senders;
	size_t count;
};

static void
report(void *arg, unsigned line, unsigned column, const char *message)
{
	const char *path = arg;

	if (!line)
		log_warn("%s: %s", path, message);
	else if (!column)
		log_warn("%s:%u: %s", path, line, message);
	else
		log_warn("%s:%u:%u: %s", path, line, column, message);
}

static void
close_senders(struct deliverer *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		sender_close(&d->senders[i], &d->world);
	free(d->senders);
	d->senders = NULL;
	d->count = 0;
}

static void
open_senders(struct deliverer *d)
{
	size_t i;

	d->count = d->conf.destination_count;
	d->senders = calloc(d->count + 1, sizeof *d->senders);
	if (!d->senders)
		die(EXIT_TEMPORARY, "cannot store the destinations:");
	for (i = 0; i < d->count; i++)
		sender_open(&d->senders[i], &d->world,
			    &d->conf.destinations[i]);
}

/* 0; or -1: the version before stays in force. */
static int
load(struct deliverer *d)
{
	struct delivery_conf conf;
	int fd = file_watch_open(&d->watch);

	if (fd >= 0)
		close(fd);
	if (delivery_conf_read(&conf, d->watch.path, report, d->watch.path)) {
		delivery_conf_free(&conf);
		return -1;
	}
	close_senders(d);
	delivery_conf_free(&d->conf);
	d->conf = conf;
	open_senders(d);
	return 0;
}

/* Has a sender more to look at? */
static bool
step_all(struct deliverer *d)
{
	bool more = false;
	size_t i;

	for (i = 0; i < d->count; i++)
		more |= sender_step(&d->senders[i], &d->world);
	return more;
}

static bool
is_sending(const struct deliverer *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->senders[i].state == SENDER_SENDING)
			return true;
	return false;
}

static bool
has_trouble(const struct deliverer *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->senders[i].trouble.text[0])
			return true;
	return d->keeper.error.text[0] != '\0';
}

/* Other paths need another start, as another lock is to be held. */
static bool
refresh(struct deliverer *d)
{
	const struct conf *c = &d->conf_file->current;

	if (conf_refresh(d->conf_file) &&
	    (strcmp(c->state_dir, d->state_dir) != 0 || !c->deliver_file ||
	     strcmp(c->deliver_file, d->watch.path) != 0)) {
		log_warn("%s names another state_dir or file to deliver; "
			 "this process ends, to be started again",
			 d->conf_file->file.path);
		return false;
	}
	if (file_watch_changed(&d->watch))
		load(d);
	return true;
}

static void
watch_databases(struct deliverer *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (sql_child_is_running(&d->senders[i].child) &&
		    d->senders[i].state == SENDER_SENDING)
			http_post_watch(d->world.http,
					d->senders[i].child.socket);
}

static void
look_at_databases(struct deliverer *d)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		struct sender *s = &d->senders[i];

		if (s->state != SENDER_SENDING)
			continue;
		transport_look(s, &d->world);
		if (s->state != SENDER_SENDING)
			sender_step(s, &d->world);
	}
}

/* What has been finished makes room for the next batch at once. */
static void
wait(struct deliverer *d, int ms)
{
	struct http_request *r;

	watch_databases(d);
	r = http_post_wait(d->world.http, ms);

	for (; r; r = http_post_wait(d->world.http, 0)) {
		transport_finish_request(r->arg, &d->world);
		sender_step(r->arg, &d->world);
	}
	look_at_databases(d);
}

static int
deliver(struct deliverer *d, bool once, const volatile sig_atomic_t *stopped)
{
	int64_t next = 0;
	bool more;

	while (!*stopped) {
		if (monotonic_now() >= next) {
			next = monotonic_now() + TICK;
			if (!refresh(d))
				return EXIT_TEMPORARY;
			index_keeper_update(&d->keeper, d->conf_file);
			d->world.index = d->keeper.index;
			more = step_all(d);
			if (more)
				next = 0;
			if (once && !more && !is_sending(d))
				return has_trouble(d) ? EXIT_TEMPORARY : 0;
		}
		wait(d, (int)(monotonic_remaining(next, TICK) / 1000));
	}
	return 0;
}

int
deliverer_run(struct conf_file *conf, bool once,
	      const volatile sig_atomic_t *stopped)
{
	struct deliverer d = {
		.conf_file = conf,
		.state_dir = str_dup(conf->current.state_dir),
	};
	int code = EXIT_PERMANENT;

	d.world = (struct sender_world){
		.state_dir = d.state_dir,
		.http = http_post_new(),
		.conf = &d.conf,
	};
	file_watch_init(&d.watch, str_dup(conf->current.deliver_file));
	if (load(&d) == 0)
		code = deliver(&d, once, stopped);
	close_senders(&d);
	delivery_conf_free(&d.conf);
	index_keeper_close(&d.keeper);
	http_post_free(d.world.http);
	file_watch_free(&d.watch);
	free(d.state_dir);
	return code;
}
