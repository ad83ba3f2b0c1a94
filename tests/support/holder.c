/* holder - processes that take a lock and are stopped then. */

#include "holder.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sql.h"
#include "harness.h"
#include "index/index_lock.h"

/* Runs in a child, and returns whether it has the lock. */
typedef bool take_fn(const char *path);

static bool
take_flock(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	return fd >= 0 && flock(fd, LOCK_EX) == 0;
}

static bool
take_gate(const char *state_dir)
{
	return index_lock_take(state_dir, INDEX_LOCK_EXCLUSIVE) >= 0;
}

static bool
take_database(const char *path)
{
	struct sql *db = sql_open(path, false, NULL);

	return db && sql_exec(db, "PRAGMA locking_mode = EXCLUSIVE;"
				  "BEGIN EXCLUSIVE") == 0;
}

static pid_t
start(take_fn *take, const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!take(path))
			_exit(1);
		raise(SIGSTOP);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert_msg(WIFSTOPPED(status), "%s was not locked", path);
	return pid;
}

pid_t
holder_flock(const char *path)
{
	return start(take_flock, path);
}

pid_t
holder_gate(const char *state_dir)
{
	return start(take_gate, state_dir);
}

pid_t
holder_database(const char *path)
{
	return start(take_database, path);
}

void
holder_end(pid_t pid)
{
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
