/* limiter - decides about limits, one decision at a time. */

#include "limiter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/die.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/lock_holder.h"
#include "base/make_dirs.h"
#include "base/open_file.h"
#include "base/str.h"
#include "index/limit_slots.h"
#include "index/slot_name.h"
#include "live_view.h"

/* How often the lock file may be replaced while it is being locked. */
#define LOCK_TRIES 8
/*
 * After a wait in vain, each decision waits for so long, until one succeeds:
 * enough for decisions of other programs; milliseconds.
 */
#define JAMMED_MS 10
/* Bytes of a message: a path, and what failed. */
#define ERROR_SIZE (PATH_MAX + 160)

struct limiter {
	char *state_dir;
	char path[PATH_MAX]; /* STATE/limits.lock */
	int lock;	     /* descriptor; -1: not open */
	bool locked;
	bool jammed; /* the last decision waited in vain */
	struct live_view *view;
	char error[ERROR_SIZE];
};

struct limiter *
limiter_new(const char *state_dir)
{
	struct limiter *l = calloc(1, sizeof *l);

	if (!l)
		die(EXIT_TEMPORARY, "cannot allocate the limiter:");
	l->state_dir = str_dup(state_dir);
	snprintf(l->path, sizeof l->path, "%s/limits.lock", state_dir);
	l->lock = -1;
	l->view = live_view_new(state_dir);
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
	live_view_free(l->view);
	free(l->state_dir);
	free(l);
}

struct live_view *
limiter_view(struct limiter *l)
{
	return l->view;
}

const char *
limiter_error(const struct limiter *l)
{
	return l->error;
}

static int
failed(struct limiter *l, const char *action)
{
	char holder[LOCK_HOLDER_SIZE];

	if (errno == ETIMEDOUT) {
		lock_holder(l->path, LOCK_HOLDER_FLOCK, holder);
		snprintf(l->error, sizeof l->error,
			 "cannot %s %s: %s holds the lock", action, l->path,
			 holder);
		return -1;
	}
	snprintf(l->error, sizeof l->error, "cannot %s %s: %s", action, l->path,
		 error_text(errno));
	return -1;
}

/* Is the open file the one that other programs lock, too? */
static bool
is_current(const struct limiter *l)
{
	struct stat open;

	return fstat(l->lock, &open) == 0 &&
	       open_file_is_current(&open, l->path);
}

static int
take_lock(struct limiter *l)
{
	const int flags = O_RDWR | O_CREAT | O_NOFOLLOW;
	int tries;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		if (l->lock < 0)
			l->lock = open_file(AT_FDCWD, l->path, flags, 0600);
		if (l->lock < 0 && errno == ENOENT &&
		    make_dirs(l->state_dir) == 0)
			l->lock = open_file(AT_FDCWD, l->path, flags, 0600);
		if (l->lock < 0)
			return failed(l, "open");
		if (lock_take(l->lock))
			return failed(l, "lock");
		if (is_current(l)) {
			l->locked = true;
			return 0;
		}
		close(l->lock);
		l->lock = -1;
	}
	/* Each time another file had taken the name. */
	errno = EAGAIN;
	return failed(l, "lock");
}

static int
failed_view(struct limiter *l)
{
	snprintf(l->error, sizeof l->error, "%s", live_view_error(l->view));
	return -1;
}

static int
try_begin(struct limiter *l, const struct timeouts *timeouts, timestamp now)
{
	if (take_lock(l))
		return -1;
	if (live_view_begin(l->view, timeouts, now) == 0)
		return 0;
	limiter_end(l);
	return failed_view(l);
}

int
limiter_begin(struct limiter *l, const struct timeouts *timeouts, timestamp now)
{
	int failed;

	if (l->jammed)
		deadline_set(JAMMED_MS);
	failed = try_begin(l, timeouts, now);
	l->jammed = failed && deadline_has_passed();
	return failed;
}

void
limiter_end(struct limiter *l)
{
	if (!l->locked)
		return;
	live_view_end(l->view);
	lock_release(l->lock);
	l->locked = false;
}

/* Has WCS repeated the hook because it missed the answer? */
static bool
is_retry(struct limiter *l, const char *key, const struct journal_line *v)
{
	bool is_new;
	int64_t instance = live_view_instance(l->view, v, &is_new), count;
	const char *prefix = is_new ? NULL : slot_name_retry(v, instance);

	count = prefix ? live_view_count_retries(l->view, key, prefix) : 0;
	return count > 0 && count <= SLOT_RETRIES_MAX &&
	       !live_view_has_progressed(l->view, v);
}

int64_t
limiter_count(struct limiter *l, enum entity_kind kind, const char *key,
	      timestamp window, const struct journal_line *v, bool *mine)
{
	int64_t n, instance;
	bool is_new;

	if (window == 0) {
		instance = live_view_instance(l->view, v, &is_new);
		n = live_view_count_active(l->view, kind, key,
					   slot_name(v, key, instance), mine);
	} else {
		*mine = is_retry(l, key, v);
		n = live_view_count_since(l->view, key, window);
	}
	return n < 0 ? failed_view(l) : n;
}

const char *
limiter_refusal(struct limiter *l, const struct journal_line *v)
{
	return live_view_refusal(l->view, v);
}

timestamp
limiter_connection_began(struct limiter *l, const struct journal_line *v)
{
	return live_view_connection_began(l->view, v);
}

bool
limiter_has_excess_retries(struct limiter *l, const struct journal_line *v)
{
	bool is_new;
	int64_t instance = live_view_instance(l->view, v, &is_new);
	const char *prefix = slot_name_retry(v, instance);

	return prefix && live_view_count_retries(l->view, SLOT_CALL_RETRIED,
						 prefix) >= SLOT_RETRIES_MAX;
}
