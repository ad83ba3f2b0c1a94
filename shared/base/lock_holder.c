/* lock_holder - which process holds a lock of a file, for messages. */

#include "lock_holder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "str.h"

#define LINE_SIZE 256

struct wanted_lock {
	struct stat file;
	const char *kind;
};

/* Is the line of a lock of that kind, held for writing?  Sets *pid. */
static bool
is_wanted(const struct wanted_lock *w, const char *line, long *pid)
{
	unsigned long long inode;
	char kind[16], mode[16];

	return sscanf(line, "%*s %15s %*s %15s %ld %*x:%*x:%llu", kind, mode,
		      pid, &inode) == 4 &&
	       strcmp(kind, w->kind) == 0 && strcmp(mode, "WRITE") == 0 &&
	       inode == w->file.st_ino;
}

/* The locks that an open file holds are in its fdinfo. */
static bool
holds(const struct wanted_lock *w, const char *pid, const char *fd)
{
	char path[300], line[LINE_SIZE];
	bool found = false;
	struct stat st;
	long unused;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%.20s/fd/%.20s", pid, fd);
	if (stat(path, &st) || st.st_ino != w->file.st_ino ||
	    st.st_dev != w->file.st_dev)
		return false;
	snprintf(path, sizeof path, "/proc/%.20s/fdinfo/%.20s", pid, fd);
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof line, f))
		found = strncmp(line, "lock:", 5) == 0 &&
			is_wanted(w, line + 5, &unused);
	if (f)
		fclose(f);
	return found;
}

static bool
is_holder(const struct wanted_lock *w, const char *pid)
{
	const struct dirent *e;
	bool found = false;
	char path[300];
	DIR *fds;

	snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
	fds = opendir(path);
	while (fds && !found && (e = readdir(fds)))
		found = isdigit((unsigned char)e->d_name[0]) &&
			holds(w, pid, e->d_name);
	if (fds)
		closedir(fds);
	return found;
}

/* 0: none of the processes that we may look into. */
static long
find_holder(const struct wanted_lock *w)
{
	DIR *all = opendir("/proc");
	const struct dirent *e;
	long pid = 0;

	while (all && !pid && (e = readdir(all)))
		if (isdigit((unsigned char)e->d_name[0]) &&
		    is_holder(w, e->d_name))
			pid = strtol(e->d_name, NULL, 10);
	if (all)
		closedir(all);
	return pid;
}

/*
 * /proc/locks shows the locks of other users, too, with the process that took
 * them: a child may have inherited one since.
 */
static long
find_taker(const struct wanted_lock *w)
{
	FILE *f = fopen("/proc/locks", "re");
	char line[LINE_SIZE];
	long pid = 0;

	while (f && pid <= 0 && fgets(line, sizeof line, f))
		if (!is_wanted(w, line, &pid))
			pid = 0;
	if (f)
		fclose(f);
	return pid > 0 ? pid : 0;
}

static void
describe(long pid, char into[LOCK_HOLDER_SIZE])
{
	char path[64], name[32] = "", *at;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%ld/comm", pid);
	f = fopen(path, "re");
	if (f && !fgets(name, sizeof name, f))
		name[0] = '\0';
	if (f)
		fclose(f);
	name[strcspn(name, "\n")] = '\0';
	/* A process chooses its name, and a terminal may show it. */
	for (at = name; *at; at++)
		if (!isprint((unsigned char)*at))
			*at = '?';
	snprintf(into, LOCK_HOLDER_SIZE,
		 name[0] ? "process %ld (%s)" : "process %ld", pid, name);
}

static void
find(const char *path, const char *kind, char into[LOCK_HOLDER_SIZE])
{
	struct wanted_lock w = { .kind = kind };
	long pid = 0;

	if (stat(path, &w.file) == 0)
		pid = find_holder(&w);
	if (!pid && w.file.st_ino)
		pid = find_taker(&w);
	if (pid)
		describe(pid, into);
	else
		snprintf(into, LOCK_HOLDER_SIZE, "another process");
}

void
lock_holder(const char *path, const char *kind, char into[LOCK_HOLDER_SIZE])
{
	static struct {
		char path[PATH_MAX], kind[8], holder[LOCK_HOLDER_SIZE];
		time_t when;
	} last;
	const int error = errno;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (now.tv_sec != last.when || strcmp(path, last.path) != 0 ||
	    strcmp(kind, last.kind) != 0) {
		find(path, kind, last.holder);
		str_copy(last.path, sizeof last.path, path);
		str_copy(last.kind, sizeof last.kind, kind);
		last.when = now.tv_sec;
	}
	str_copy(into, LOCK_HOLDER_SIZE, last.holder);
	errno = error;
}
