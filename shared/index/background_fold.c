/* upkeep - keeps the index fresh, off the caller's clock. */

#include "background_fold.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/background.h"
#include "base/lock.h"
#include "base/log.h"
#include "expiry.h"
#include "fold.h"
#include "progress.h"

/* How often a process looks, how old the index may be; milliseconds. */
#define CHECK_EVERY_MS 100
#define STALE_AFTER_MS 1000
/*
 * How far it may be behind, whatever its age: who decides a limit reads so much
 * (ahead.c).  Not less: to begin costs a child as much as some hundred lines,
 * because it reads all of SQLite's write-ahead log, and a hook that comes
 * while it runs may wait for a CPU.
 */
#define LAG_BYTES INT64_C(1048576)
/* After a failure: the disk is full, say.  Milliseconds. */
#define RETRY_AFTER_MS 10000
/* What one child does at most; the next one goes on. */
#define LINES_MAX 500000
/* A child's descriptor of the index's lock. */
#define LOCK 3
/* What follows the name and the state directory. */
#define NUMBERS 6

static const char *program;
static bool outlives_parent;

void
background_fold_set_program(const char *path, bool outlives)
{
	program = path;
	outlives_parent = outlives;
}

void
background_fold_init(struct background_fold *u)
{
	*u = (struct background_fold){ .lock = -1 };
}

void
background_fold_close(struct background_fold *u)
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
	struct progress m;
	struct timespec now;
	long age;

	if (progress_read(lock, &m))
		return true;
	clock_gettime(CLOCK_REALTIME, &now);
	age = (long)(((timestamp)now.tv_sec * 1000000 + now.tv_nsec / 1000 -
		      m.when) /
		     1000);
	if (m.failed)
		return age > RETRY_AFTER_MS || age < 0;
	if (strcmp(m.file, journal_file(j)) != 0)
		return true;
	return journal_end(j) - m.offset >= LAG_BYTES ||
	       (journal_end(j) > m.offset && (age > STALE_AFTER_MS || age < 0));
}

/*
 * The child is another program, and not a copy of this one: what SQLite has
 * open here must not be used, nor closed, on two sides of a fork.  Of what the
 * parent has open it gets the lock, and standard error unless it survives.
 */
static int
spawn_fold(const struct conf *c, int lock)
{
	char numbers[NUMBERS][24];
	const char *const argv[] = {
		BACKGROUND_FOLD_NAME, c->state_dir, numbers[0],
		numbers[1],	      numbers[2],   numbers[3],
		numbers[4],	      numbers[5],   NULL,
	};
	const int64_t said[NUMBERS] = {
		c->timeouts.ringing,
		c->timeouts.call,
		c->timeouts.connection,
		c->timeouts.stream,
		outlives_parent ? c->log_targets & ~LOG_TO_SERVER
				: c->log_targets,
		outlives_parent,
	};
	size_t i;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t ours, none;
	int failed;

	for (i = 0; i < NUMBERS; i++)
		snprintf(numbers[i], sizeof numbers[i], "%lld",
			 (long long)said[i]);
	sigemptyset(&none);
	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGUSR1);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigdefault(&how, &ours);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF |
					   POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, lock, LOCK);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
					 O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	if (outlives_parent)
		posix_spawn_file_actions_adddup2(&files, STDIN_FILENO,
						 STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, LOCK + 1);
	failed =
	    posix_spawn(NULL, program, &files, &how, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	return failed;
}

bool
background_fold_is_child(int argc, char **argv)
{
	return argc == 2 + NUMBERS &&
	       strcmp(argv[0], BACKGROUND_FOLD_NAME) == 0;
}

int
background_fold_main(char **argv)
{
	struct conf c = {
		.timeouts = {
			.ringing = atoll(argv[2]),
			.call = atoll(argv[3]),
			.connection = atoll(argv[4]),
			.stream = atoll(argv[5]),
		},
	};
	struct timeouts timeouts = expiry_timeouts(&c);
	struct fold_task task = {
		.state_dir = argv[1],
		.timeouts = &timeouts,
		.lines_max = LINES_MAX,
		.lock = LOCK,
	};
	struct fold_result done;
	struct error e;
	struct index *ix;
	int bad = 1;

	log_set_targets((unsigned)atoi(argv[6]));
	/* Whoever stops the programs stops this one, too; another goes on. */
	if (!atoi(argv[7]))
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	background_enter();
	ix = index_open(task.state_dir, &e);
	if (!ix)
		log_warn("%s", e.text);
	else if (fold(ix, &task, &done))
		log_warn("%s", done.error.text);
	else
		bad = 0;
	if (ix)
		index_close(ix);
	if (bad)
		progress_write(LOCK, &(struct progress){ .failed = true });
	return bad;
}

/*
 * The lock belongs to the open file, which the child has, too: closed here it
 * is held until the child ends.
 */
static void
spawn_with_lock(struct background_fold *u, const struct conf *c)
{
	int failed = spawn_fold(c, u->lock);

	if (failed) {
		errno = failed;
		log_warn("the index cannot be kept fresh: %s:", program);
		progress_write(u->lock, &(struct progress){ .failed = true });
	}
	background_fold_close(u);
}

void
background_fold_start(struct background_fold *u, const struct conf *c)
{
	if (u->lock < 0)
		u->lock = progress_open(c->state_dir);
	if (program && u->lock >= 0 && lock_try(u->lock) == 0)
		spawn_with_lock(u, c);
}

void
background_fold_if_behind(struct background_fold *u, const struct conf *c,
			  const struct journal *j)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (!program ||
	    milliseconds_since(&u->checked, &now) < CHECK_EVERY_MS ||
	    !journal_file(j)[0])
		return;
	u->checked = now;
	if (u->lock < 0)
		u->lock = progress_open(c->state_dir);
	if (u->lock < 0 || !is_lagging(u->lock, j) || lock_try(u->lock))
		return;
	spawn_with_lock(u, c);
}
