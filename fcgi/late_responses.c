/* late_responses - the rest of responses that were not taken at once. */

#include "late_responses.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "clock.h"

/* Of all; bytes. */
#define SIZE_MAX_OF_ALL ((size_t)160 * 1024 * 1024)

static void
forget(struct late_responses *l, struct late_response *one)
{
	l->size -= one->what.len;
	l->count--;
	free(one->copy);
	hand_back_done(&one->what);
	one->used = false;
}

static void
drop(struct late_responses *l, struct late_response *one, const char *why)
{
	log_warn("a response was dropped, because %s: the web server had not "
		 "taken %zu bytes of it",
		 why, one->what.len - one->sent);
	/* A worker may have the descriptor, too, so close() is not enough. */
	epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, one->what.fd, NULL);
	close(one->what.fd);
	forget(l, one);
}

static struct late_response *
oldest(struct late_responses *l)
{
	struct late_response *found = NULL;
	size_t i;

	for (i = 0; i < LATE_RESPONSES_MAX && l->count > 0; i++)
		if (l->at[i].used &&
		    (!found || l->at[i].deadline < found->deadline))
			found = &l->at[i];
	return found;
}

static struct late_response *
free_place(struct late_responses *l, size_t len)
{
	size_t i = 0;

	while (l->count > 0 && (l->count == LATE_RESPONSES_MAX ||
				l->size + len > SIZE_MAX_OF_ALL))
		drop(l, oldest(l), "there are too many");
	while (l->at[i].used)
		i++;
	return &l->at[i];
}

void
late_responses_add(struct late_responses *l, struct handed_back *b,
		   int64_t timeout_ms)
{
	struct late_response *one = free_place(l, b->len);
	struct epoll_event event = { .events = EPOLLOUT, .data.ptr = one };

	*one = (struct late_response){
		.used = true,
		.what = *b,
		.deadline = clock_ms() + timeout_ms,
	};
	if (!b->map) {
		one->copy = malloc(b->len + 1);
		if (!one->copy)
			die(EXIT_TEMPORARY, "cannot keep a response:");
		memcpy(one->copy, b->bytes, b->len);
		one->what.bytes = one->copy;
	}
	l->count++;
	l->size += b->len;
	if (epoll_ctl(l->epoll_fd, EPOLL_CTL_ADD, b->fd, &event))
		drop(l, one, "it cannot be watched");
}

bool
late_responses_has(const struct late_responses *l, const void *what)
{
	const char *at = what, *first = (const char *)l->at;

	return at >= first && at < first + sizeof l->at;
}

int
late_responses_send(struct late_responses *l, struct late_response *one)
{
	const struct handed_back *b = &one->what;
	int fd = b->fd;
	ssize_t n;

	if (!one->used)
		return -1;
	n = send(fd, b->bytes + one->sent, b->len - one->sent,
		 MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -1;
	if (n > 0)
		one->sent += (size_t)n;
	if (n > 0 && one->sent < b->len)
		return -1;
	epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	if (n < 0 || !b->keep) {
		close(fd);
		fd = -1;
	}
	forget(l, one);
	return fd;
}

int64_t
late_responses_expire(struct late_responses *l)
{
	int64_t now = clock_ms();
	struct late_response *one;

	while ((one = oldest(l)) && one->deadline <= now)
		drop(l, one, "response_timeout is over");
	return one ? one->deadline - now : -1;
}

void
late_responses_close_fds(struct late_responses *l)
{
	size_t i;

	for (i = 0; i < LATE_RESPONSES_MAX; i++)
		if (l->at[i].used)
			close(l->at[i].what.fd);
}
