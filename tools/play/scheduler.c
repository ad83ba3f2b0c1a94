/* scheduler - sends the hooks of players when they are due. */

#include "scheduler.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/monotonic.h"

/* Microseconds between two ticks. */
#define TICK_INTERVAL INT64_C(250000)

/* One session that is played. */
struct session_run {
	struct player *player;
	struct hook_call call;
	struct buffer url;
	int64_t started_at;
};

/* Sessions that wait for their next hook to be due, the earliest first. */
struct run_heap {
	struct session_run **at;
	size_t count;
	size_t size;
};

static int64_t
due(const struct session_run *r)
{
	return r->started_at + r->player->due;
}

static void
heap_add(struct run_heap *h, struct session_run *r)
{
	size_t i = h->count++;

	if (h->count > h->size) {
		h->size = h->count * 2;
		h->at = reallocarray(h->at, h->size, sizeof(void *));
		if (!h->at)
			die(EXIT_TEMPORARY, "cannot queue a session:");
	}
	for (; i > 0 && due(h->at[(i - 1) / 2]) > due(r); i = (i - 1) / 2)
		h->at[i] = h->at[(i - 1) / 2];
	h->at[i] = r;
}

static struct session_run *
heap_take(struct run_heap *h)
{
	struct session_run *top = h->at[0], *last = h->at[--h->count];
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
end_session(struct scheduler *d, struct session_run *r)
{
	player_free(r->player);
	hook_client_clear_call(&r->call);
	buffer_free(&r->url);
	free(r);
	d->live--;
}

static void
send_next(struct scheduler *d, struct run_heap *waiting, struct session_run *r)
{
	if (player_next(r->player))
		heap_add(waiting, r);
	else
		end_session(d, r);
}

static void
start_session(struct scheduler *d, struct run_heap *waiting, int64_t when)
{
	struct session_run *r = calloc(1, sizeof *r);

	if (!r)
		die(EXIT_TEMPORARY, "cannot begin a session:");
	r->player = player_new(&d->player, ++d->started);
	r->started_at = when;
	d->live++;
	if (d->live > d->live_max)
		d->live_max = d->live;
	send_next(d, waiting, r);
}

/* When the next session begins; INT64_MAX: no more begin. */
static int64_t
next_start(const struct scheduler *d)
{
	double after = d->rate > 0 ? d->started / d->rate : 0;

	if (d->started >= d->sessions || *d->stop ||
	    (d->duration > 0 && after >= d->duration))
		return INT64_MAX;
	return d->started_at + (int64_t)(after * 1e6);
}

static void
send_hook(struct scheduler *d, struct run_heap *waiting, struct hook_client *h,
	  struct session_run *r)
{
	struct player *p = r->player;

	if (!p->is_sent) {
		player_take(p, NULL, monotonic_now() - r->started_at);
		d->on_answer(d->arg, p, NULL, due(r));
		send_next(d, waiting, r);
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
	hook_client_send(h, &r->call);
}

static void
take_answer(struct scheduler *d, struct run_heap *waiting, struct hook_call *c)
{
	struct session_run *r = c->arg;
	struct wcs_reply reply = {
		.status = c->status,
		.error = c->error,
		.type = c->answer_type,
		.body = c->answer.at ? c->answer.at : "",
		.len = c->answer.len,
	};

	player_take(r->player, &reply, c->ended_at - r->started_at);
	d->on_answer(d->arg, r->player, c, due(r));
	send_next(d, waiting, r);
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void
scheduler_run(struct scheduler *d)
{
	struct hook_client *h = hook_client_new(&d->client);
	struct run_heap waiting = { 0 };
	struct hook_call *c;
	int64_t ticked;

	d->started_at = ticked = monotonic_now();
	while (next_start(d) != INT64_MAX || d->live > 0) {
		int64_t now = monotonic_now(), next;

		while ((next = next_start(d)) <= now)
			start_session(d, &waiting, next);
		while (waiting.count > 0 &&
		       (*d->stop || due(waiting.at[0]) <= now)) {
			struct session_run *r = heap_take(&waiting);

			if (*d->stop)
				end_session(d, r);
			else
				send_hook(d, &waiting, h, r);
		}
		if (waiting.count > 0)
			next = least(next, due(waiting.at[0]));
		c = hook_client_wait(h,
				     monotonic_remaining(next, TICK_INTERVAL));
		for (; c; c = hook_client_wait(h, 0))
			take_answer(d, &waiting, c);
		if (d->on_tick && monotonic_now() - ticked > TICK_INTERVAL) {
			ticked = monotonic_now();
			d->on_tick(d->arg, d);
		}
	}
	free(waiting.at);
	hook_client_free(h);
}
