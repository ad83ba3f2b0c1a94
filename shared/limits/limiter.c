/* limiter - counts for a limit, one decision at a time. */

#include "limiter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file_owner.h"
#include "base/lock.h"
#include "base/make_dirs.h"
#include "index/limit_slots.h"
#include "live_view.h"

struct limiter {
	char *state_dir;
	char path[PATH_MAX]; /* STATE/limits.lock */
	int lock;	     /* -1: not open */
	bool held;
	moment now;
	struct ahead *ahead;
	char error[PATH_MAX + 160];
};

struct limiter *
limiter_new(const char *state_dir)
{
	struct limiter *l = calloc(1, sizeof *l);

	if (!l || !(l->state_dir = strdup(state_dir)))
		die(EXIT_AGAIN, "the limits:");
	snprintf(l->path, sizeof l->path, "%s/limits.lock", state_dir);
	l->lock = -1;
	l->ahead = ahead_new(state_dir);
	return l;
}

void
limiter_free(struct limiter *l)
{
	if (!l)
		return;
	limiter_end(l);
	if (l->lock >= 0)
		close(l->lock);
	ahead_free(l->ahead);
	free(l->state_dir);
	free(l);
}

const char *
limiter_error(const struct limiter *l)
{
	return l->error;
}

static int
failed(struct limiter *l, const char *doing)
{
	snprintf(l->error, sizeof l->error, "cannot %s %s: %s", doing, l->path,
		 strerror(errno));
	return -1;
}

/* Is the file that is open the one that others lock, too? */
static bool
is_current(const struct limiter *l)
{
	struct stat open, named;

	return fstat(l->lock, &open) == 0 && lstat(l->path, &named) == 0 &&
	       open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

static int
hold(struct limiter *l)
{
	const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
	int tries;

	for (tries = 0; tries < 8; tries++) {
		if (l->lock < 0)
			owner_make(l->path);
		if (l->lock < 0)
			l->lock = open(l->path, flags, 0600);
		if (l->lock < 0 && errno == ENOENT &&
		    dirs_make(l->state_dir) == 0)
			l->lock = open(l->path, flags, 0600);
		if (l->lock < 0)
			return failed(l, "open");
		if (lock_take(l->lock))
			return failed(l, "lock");
		if (is_current(l)) {
			l->held = true;
			return 0;
		}
		close(l->lock);
		l->lock = -1;
	}
	errno = EAGAIN;
	return failed(l, "keep hold of");
}

int
limiter_begin(struct limiter *l, const struct patience *p, moment now)
{
	l->now = now;
	if (hold(l))
		return -1;
	if (ahead_begin(l->ahead, p, now) == 0)
		return 0;
	snprintf(l->error, sizeof l->error, "%s", ahead_error(l->ahead));
	limiter_end(l);
	return -1;
}

void
limiter_end(struct limiter *l)
{
	if (!l->held)
		return;
	ahead_end(l->ahead);
	lock_release(l->lock);
	l->held = false;
}

/* The same hook again, as WCS sends it for want of an answer. */
static bool
is_again(struct limiter *l, const char *key, const struct event *v)
{
	const char *again = place_again(v);
	int64_t times = again ? ahead_again(l->ahead, key, again) : 0;

	return times > 0 && times <= PLACE_AGAIN_MAX &&
	       !ahead_goes_on(l->ahead, v);
}

int64_t
limiter_count(struct limiter *l, enum about about, const char *key,
	      moment window, const struct event *v, bool *mine)
{
	if (window == 0)
		return ahead_active(l->ahead, about, key, place_taker(v, key),
				    mine);
	*mine = is_again(l, key, v);
	return ahead_since(l->ahead, key, window);
}

const char *
limiter_refuses(struct limiter *l, const struct event *v)
{
	return ahead_uncountable(l->ahead, v);
}

bool
limiter_is_tried(struct limiter *l, const struct event *v)
{
	const char *again = place_again(v);

	return again && ahead_again(l->ahead, PLACE_CALLED_AGAIN, again) >=
			    PLACE_AGAIN_MAX;
}
