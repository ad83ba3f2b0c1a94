/* upkeep - keeps the index fresh, off the caller's clock. */

#include "upkeep.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fold.h"
#include "lock.h"
#include "log.h"
#include "mark.h"
#include "stale.h"

/*
 * How often a process looks, and how old the index may be; milliseconds.  Not
 * how much there is: to begin costs a child as much as some hundred lines,
 * because it reads all of SQLite's write-ahead log, and a hook that comes
 * while it runs may wait for a CPU.
 */
#define LOOK_EVERY 100
#define OLD_AFTER 1000
/* After a failure: the disk is full, say.  Milliseconds. */
#define TRY_AGAIN_AFTER 10000
/* What one child does at most; the next one goes on. */
#define LINES_MAX 500000

void
upkeep_init(struct upkeep *u)
{
	*u = (struct upkeep){ .lock = -1 };
}

void
upkeep_close(struct upkeep *u)
{
	if (u->lock >= 0)
		close(u->lock);
	u->lock = -1;
}

static long
milliseconds_since(const struct timespec *then, const struct timespec *now)
{
	return (now->tv_sec - then->tv_sec) * 1000L +
	       (now->tv_nsec - then->tv_nsec) / 1000000;
}

static bool
is_lagging(int lock, const struct journal *j)
{
	struct mark m;
	struct timespec now;
	long age;

	if (mark_read(lock, &m))
		return true;
	clock_gettime(CLOCK_REALTIME, &now);
	age = (long)(((moment)now.tv_sec * 1000000 + now.tv_nsec / 1000 -
		      m.when) /
		     1000);
	if (m.failed)
		return age > TRY_AGAIN_AFTER || age < 0;
	if (strcmp(m.file, journal_file(j)) != 0)
		return true;
	return journal_end(j) > m.offset && (age > OLD_AFTER || age < 0);
}

/* In the child, which has the lock. */
static void
fold_and_exit(const struct conf *c, int lock)
{
	struct limits limits = stale_limits(c);
	struct fold_task task = {
		.state_dir = c->state_dir,
		.limits = &limits,
		.lines_max = LINES_MAX,
		.lock = lock,
	};
	struct fold_done done;
	struct index *ix;
	int null = open("/dev/null", O_RDWR);

	/* Of what the parent has open nothing is ours, its socket least. */
	dup2(null, STDIN_FILENO);
	close_range(STDERR_FILENO + 1, (unsigned)lock - 1, 0);
	close_range((unsigned)lock + 1, ~0U, 0);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	setpriority(PRIO_PROCESS, 0, 10);
	ix = index_open(c->state_dir);
	if (!ix)
		warn("%s", index_error());
	else if (fold(ix, &task, &done))
		warn("%s", fold_error());
	else
		_exit(0);
	mark_write(lock, &(struct mark){ .failed = true });
	_exit(1);
}

void
upkeep(struct upkeep *u, const struct conf *c, const struct journal *j)
{
	struct timespec now;
	pid_t child;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (milliseconds_since(&u->looked, &now) < LOOK_EVERY ||
	    !journal_file(j)[0])
		return;
	u->looked = now;
	if (u->lock < 0)
		u->lock = mark_open(c->state_dir);
	if (u->lock < 0 || !is_lagging(u->lock, j) || lock_try(u->lock))
		return;
	child = fork();
	if (child == 0)
		fold_and_exit(c, u->lock);
	/*
	 * The lock belongs to the open file, which the child has, too: closed
	 * here it is held until the child ends.
	 */
	upkeep_close(u);
}
