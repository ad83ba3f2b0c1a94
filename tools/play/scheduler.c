/* drive - sends what players say, when they say it. */

#include "scheduler.h"

#include <stdlib.h>

#include "base/die.h"
#include "wcs/monotonic.h"

/* Microseconds between two ticks. */
#define TICK INT64_C(250000)

/* One session on its way. */
struct ride {
	struct player *player;
	struct http_call call;
	struct buffer url;
	int64_t began;
};

/* Those that wait for a hook to be due, the next one at the top. */
struct heap {
	struct ride **at;
	size_t count;
	size_t room;
};

static int64_t
due(const struct ride *r)
{
	return r->began + r->player->due;
}

static void
heap_add(struct heap *h, struct ride *r)
{
	size_t i = h->count++;

	if (h->count > h->room) {
		h->room = h->count * 2;
		h->at = reallocarray(h->at, h->room, sizeof(void *));
		if (!h->at)
			die(EXIT_AGAIN, "sessions:");
	}
	for (; i > 0 && due(h->at[(i - 1) / 2]) > due(r); i = (i - 1) / 2)
		h->at[i] = h->at[(i - 1) / 2];
	h->at[i] = r;
}

static struct ride *
heap_take(struct heap *h)
{
	struct ride *top = h->at[0], *last = h->at[--h->count];
	size_t i = 0, child;

	for (; (child = 2 * i + 1) < h->count; i = child) {
		if (child + 1 < h->count &&
		    due(h->at[child + 1]) < due(h->at[child]))
			child++;
		if (due(last) <= due(h->at[child]))
			break;
		h->at[i] = h->at[child];
	}
	h->at[i] = last;
	return top;
}

static void
end_ride(struct drive *d, struct ride *r)
{
	player_free(r->player);
	http_call_clear(&r->call);
	buffer_free(&r->url);
	free(r);
	d->live--;
}

static void
go_on(struct drive *d, struct heap *waiting, struct ride *r)
{
	if (player_next(r->player))
		heap_add(waiting, r);
	else
		end_ride(d, r);
}

static void
begin_ride(struct drive *d, struct heap *waiting, int64_t when)
{
	struct ride *r = calloc(1, sizeof *r);

	if (!r)
		die(EXIT_AGAIN, "a session:");
	r->player = player_new(&d->player, ++d->begun);
	r->began = when;
	d->live++;
	if (d->live > d->most)
		d->most = d->live;
	go_on(d, waiting, r);
}

/* When the next session begins; INT64_MAX: there is none. */
static int64_t
next_begin(const struct drive *d)
{
	double after = d->rate > 0 ? d->begun / d->rate : 0;

	if (d->begun >= d->sessions || *d->stop ||
	    (d->duration > 0 && after >= d->duration))
		return INT64_MAX;
	return d->began + (int64_t)(after * 1e6);
}

static void
send_hook(struct drive *d, struct heap *waiting, struct http *h, struct ride *r)
{
	struct player *p = r->player;

	if (!p->is_sent) {
		player_take(p, NULL, pace_now() - r->began);
		d->took(d->arg, p, NULL, due(r));
		go_on(d, waiting, r);
		return;
	}
	r->url.len = 0;
	buffer_printf(&r->url, "%s/%s", d->url, p->name);
	r->call.url = r->url.at;
	r->call.body = p->body.at;
	r->call.len = p->body.len;
	r->call.aborts = p->aborts;
	r->call.is_last = p->is_last;
	r->call.arg = r;
	http_send(h, &r->call);
}

static void
take_back(struct drive *d, struct heap *waiting, struct http_call *c)
{
	struct ride *r = c->arg;
	struct wcs_reply reply = {
		.status = c->status,
		.error = c->error,
		.type = c->type,
		.body = c->answer.at ? c->answer.at : "",
		.len = c->answer.len,
	};

	player_take(r->player, &reply, c->ended_at - r->began);
	d->took(d->arg, r->player, c, due(r));
	go_on(d, waiting, r);
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void
drive_run(struct drive *d)
{
	struct http *h = http_new(&d->http);
	struct heap waiting = { 0 };
	struct http_call *c;
	int64_t ticked;

	d->began = ticked = pace_now();
	while (next_begin(d) != INT64_MAX || d->live > 0) {
		int64_t now = pace_now(), next;

		while ((next = next_begin(d)) <= now)
			begin_ride(d, &waiting, next);
		while (waiting.count > 0 &&
		       (*d->stop || due(waiting.at[0]) <= now)) {
			struct ride *r = heap_take(&waiting);

			if (*d->stop)
				end_ride(d, r);
			else
				send_hook(d, &waiting, h, r);
		}
		if (waiting.count > 0)
			next = least(next, due(waiting.at[0]));
		c = http_wait(h, pace_until(next, TICK));
		for (; c; c = http_wait(h, 0))
			take_back(d, &waiting, c);
		if (d->tick && pace_now() - ticked > TICK) {
			ticked = pace_now();
			d->tick(d->arg, d);
		}
	}
	free(waiting.at);
	http_free(h);
}
