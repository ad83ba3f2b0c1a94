/* upgrade - replaces the programs that a server runs. */

#include "upgrade.h"

#include <check.h>
#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/web_server.h"

#define MAX 256

static pid_t replaced[MAX];
static size_t replaced_count;

/*
 * Is it a process of one of this server's programs? *old: its file was
 * replaced.
 */
static bool
runs(pid_t pid, bool *old)
{
	static const char deleted[] = " (deleted)";
	char link[64], path[PATH_MAX], dir[PATH_MAX + 32];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	*old = (size_t)n > sizeof deleted &&
	       strcmp(path + n - (sizeof deleted - 1), deleted) == 0;
	snprintf(dir, sizeof dir, "%s/server/programs/", web_dir());
	return strncmp(path, dir, strlen(dir)) == 0;
}

/* A process that was started by a program only folds, and ends soon. */
static bool
is_helper(pid_t pid)
{
	char path[64], line[128];
	int parent = 0;
	bool old;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "PPid: %d", &parent) == 1)
			break;
	if (f)
		fclose(f);
	return parent > 0 && runs(parent, &old);
}

static size_t
list_old(pid_t *at)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	size_t n = 0;
	bool old;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d))) {
		pid_t pid = atoi(e->d_name);

		if (pid <= 0 || !runs(pid, &old) || !old || is_helper(pid))
			continue;
		ck_assert_uint_lt(n, MAX);
		at[n++] = pid;
	}
	closedir(d);
	return n;
}

void
upgrade(void)
{
	char command[PATH_MAX * 2], said[4096];
	size_t i;

	snprintf(command, sizeof command,
		 "cd %s/server/programs && for p in *.fcgi; do"
		 " cp -p $p .new && mv .new $p || exit; done 2>&1",
		 web_dir());
	ck_assert_msg(run_shell(command, said, sizeof said) == 0, "%s", said);
	replaced_count = list_old(replaced);
	for (i = 0; i < replaced_count; i++)
		kill(replaced[i], SIGHUP);
}

void
upgrade_check(void)
{
	pid_t at[MAX];
	size_t left = 1, i;
	bool old;
	int tries;

	for (tries = 0; tries < 200 && left; tries++) {
		usleep(50000);
		left = list_old(at);
	}
	ck_assert_uint_gt(replaced_count, 0);
	ck_assert_msg(left == 0, "%zu old programs still run, among them %d",
		      left, (int)at[0]);
	for (i = 0; i < replaced_count; i++)
		ck_assert_msg(runs(replaced[i], &old), "%d has ended",
			      (int)replaced[i]);
}
