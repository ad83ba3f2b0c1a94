/* background_fold - folds in a child process, after an answer was sent. */

#include "background_fold.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/log.h"
#include "base/spawn_apart.h"
#include "fold_child.h"
#include "progress.h"

/* How often a process checks, and how old the index may be. */
#define CHECK_EVERY_MS 100
#define STALE_AFTER_MS 1000
/*
 * How far the index may lag, whatever its age: each decision of a limit reads
 * that much (limits/live_view.c).  Not less: starting a child costs as much as
 * some hundred lines, because it reads SQLite's whole write-ahead log, and a
 * hook that comes meanwhile may wait for a CPU.
 */
#define LAG_BYTES INT64_C(1048576)
/* After a failure, such as a full disk. */
#define RETRY_AFTER_MS 10000
static const char *program;
static bool outlives_parent;
static void (*pass_on)(int lock);

void
background_fold_set_program(const char *path, bool outlives)
{
	program = path;
	outlives_parent = outlives;
}

void
background_fold_pass_on(void (*pass)(int lock))
{
	pass_on = pass;
}

void
background_fold_init(struct background_fold *b)
{
	*b = (struct background_fold){ .lock = -1 };
}

void
background_fold_close(struct background_fold *b)
{
	if (b->lock >= 0)
		close(b->lock);
	b->lock = -1;
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
	struct progress p;
	long age;

	if (progress_read(lock, &p))
		return true;
	age = (long)((timestamp_now() - p.when) / 1000);
	if (p.failed)
		return age > RETRY_AFTER_MS || age < 0;
	if (strcmp(p.file, journal_file(j)) != 0)
		return true;
	return journal_end(j) - p.offset >= LAG_BYTES ||
	       (journal_end(j) > p.offset && (age > STALE_AFTER_MS || age < 0));
}

/*
 * The child is executed, not forked only: a SQLite database must not be used,
 * nor closed, on both sides of a fork.  It inherits the lock, and standard
 * error unless it outlives this process.
 *
 * flock(2) belongs to the open file, which the child shares: after the close
 * here, the lock is held until the child ends.
 */
static int
spawn_fold(const struct conf *c, int lock)
{
	const struct fold_orders orders = {
		.timeouts = c->timeouts,
		.log_targets = outlives_parent ? c->log_targets & ~LOG_TO_SERVER
					       : c->log_targets,
		.outlives_parent = outlives_parent,
		.sync_to_disk = c->sync_to_disk,
		.compress_after = c->compress_after,
		.sandbox = c->sandbox,
		.keep_days = c->keep_days,
	};
	struct fold_child_arguments a;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t handled, none;
	int failed;

	fold_child_prepare(&a, c->state_dir, &orders);
	sigemptyset(&none);
	sigemptyset(&handled);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGINT);
	sigaddset(&handled, SIGUSR1);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &handled);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF |
						  POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, lock, FOLD_CHILD_LOCK);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
					 O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, STDIN_FILENO, STDOUT_FILENO);
	if (outlives_parent)
		posix_spawn_file_actions_adddup2(&files, STDIN_FILENO,
						 STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, FOLD_CHILD_LOCK + 1);
	failed = spawn_apart(program, &files, &attributes, a.argv);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

void
background_fold_spawn(const struct conf *c, int lock)
{
	int failed = spawn_fold(c, lock);

	if (failed) {
		errno = failed;
		log_warn("cannot start a background fold of the index: %s:",
			 program);
		progress_write(lock, &(struct progress){ .failed = true });
	}
	close(lock);
}

static void
spawn_with_lock(struct background_fold *b, const struct conf *c)
{
	if (pass_on)
		pass_on(b->lock);
	else
		background_fold_spawn(c, b->lock);
	b->lock = -1;
}

void
background_fold_start(struct background_fold *b, const struct conf *c)
{
	if (b->lock < 0)
		b->lock = progress_open(c->state_dir);
	if (program && b->lock >= 0 && lock_try(b->lock) == 0)
		spawn_with_lock(b, c);
}

void
background_fold_if_behind(struct background_fold *b, const struct conf *c,
			  const struct journal *j)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (!program ||
	    milliseconds_since(&b->checked, &now) < CHECK_EVERY_MS ||
	    !journal_file(j)[0])
		return;
	b->checked = now;
	if (b->lock < 0)
		b->lock = progress_open(c->state_dir);
	if (b->lock < 0 || !is_lagging(b->lock, j) || lock_try(b->lock))
		return;
	spawn_with_lock(b, c);
}
