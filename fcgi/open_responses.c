/* open_responses - responses that a worker keeps open, and adds parts to. */

#include "open_responses.h"

#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"

void
open_responses_add(struct open_responses *o, struct fastcgi_response *first,
		   uint32_t event)
{
	struct epoll_event on = { .events = EPOLLIN, .data.u32 = event };
	size_t place = 0;

	while (o->at[place].used)
		place++;
	on.data.u32 += (uint32_t)place;
	fastcgi_response_flush(first, 0);
	if (first->failed ||
	    epoll_ctl(o->epoll_fd, EPOLL_CTL_ADD, first->fd, &on)) {
		close(first->fd);
		return;
	}
	o->at[place] = (struct open_response){ true, first->fd, first->id };
	o->count++;
}

bool
open_responses_is_due(struct open_responses *o)
{
	int64_t now;

	if (o->count == 0)
		return false;
	now = clock_ms();
	if (now < o->due)
		return false;
	o->due = now + OPEN_RESPONSES_INTERVAL;
	return true;
}

static void
forget(struct open_responses *o, struct open_response *one)
{
	/* A child that is being started may have the descriptor, too. */
	epoll_ctl(o->epoll_fd, EPOLL_CTL_DEL, one->fd, NULL);
	close(one->fd);
	one->used = false;
	o->count--;
}

void
open_responses_send(struct open_responses *o, const char *part)
{
	size_t i;

	for (i = 0; i < OPEN_RESPONSES_MAX; i++) {
		struct open_response *one = &o->at[i];

		if (!one->used)
			continue;
		fastcgi_response_begin(&o->part, one->fd, one->id);
		fastcgi_response_add(&o->part, part, strlen(part));
		fastcgi_response_flush(&o->part, 0);
		if (o->part.failed)
			forget(o, one);
	}
}

void
open_responses_end(struct open_responses *o, size_t place)
{
	struct open_response *one = &o->at[place];

	if (place >= OPEN_RESPONSES_MAX || !one->used)
		return;
	fastcgi_response_begin(&o->part, one->fd, one->id);
	fastcgi_response_end(&o->part);
	fastcgi_response_send(&o->part);
	forget(o, one);
}

void
open_responses_end_all(struct open_responses *o)
{
	size_t i;

	for (i = 0; i < OPEN_RESPONSES_MAX; i++)
		open_responses_end(o, i);
	buffer_free(&o->part.out);
}
