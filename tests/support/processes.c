/* processes - the processes of a test's web server. */

#include "processes.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web_server.h"

char *
process_variable(pid_t pid, const char *name)
{
	size_t room = 0, len = strlen(name);
	char path[64], *entry = NULL, *value = NULL;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return NULL;
	while (!value && getdelim(&entry, &room, '\0', f) > 0)
		if (strncmp(entry, name, len) == 0 && entry[len] == '=')
			value = strdup(entry + len + 1);
	free(entry);
	fclose(f);
	return value;
}

/*
 * Does the process execute a file of that name?  The kernel adds " (deleted)"
 * to the name of a replaced file.
 */
static bool
runs(pid_t pid, const char *name)
{
	size_t len = strlen(name);
	char link[64], path[PATH_MAX], *slash;
	ssize_t n;

	snprintf(link, sizeof link, "/proc/%d/exe", (int)pid);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	return slash && strncmp(slash + 1, name, len) == 0 &&
	       (slash[len + 1] == '\0' || slash[len + 1] == ' ');
}

pid_t
process_parent(pid_t pid)
{
	char path[64];
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(f);
	return parent;
}

/*
 * Was it started by the web server, and not by a program as a background fold?
 */
static bool
is_program(pid_t pid, const char *name)
{
	return runs(pid, name) && !runs(process_parent(pid), name);
}

static bool
is_ours(pid_t pid)
{
	char *of = process_variable(pid, "ECHOAPP_STATE_DIR");
	bool is = of && strcmp(of, web_state_dir()) == 0;

	free(of);
	return is;
}

size_t
processes(const char *name, pid_t *at, size_t max)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	size_t n = 0;

	while (d && (e = readdir(d))) {
		pid_t pid = atoi(e->d_name);

		if (pid <= 0 || (name && !is_program(pid, name)) ||
		    !is_ours(pid))
			continue;
		if (n < max)
			at[n] = pid;
		n++;
	}
	closedir(d);
	return n;
}

pid_t
process_of(const char *name)
{
	pid_t pid = 0;

	processes(name, &pid, 1);
	return pid;
}

/* Only a worker is lent the listening socket; a child that folds never is. */
static bool
has_listener(pid_t pid)
{
	static const char socket[] = "socket:";
	char path[64], file[sizeof socket] = "";

	snprintf(path, sizeof path, "/proc/%d/fd/0", (int)pid);
	return readlink(path, file, sizeof file - 1) > 0 &&
	       strncmp(file, socket, strlen(socket)) == 0;
}

pid_t
process_worker(pid_t supervisor)
{
	pid_t at[PROCESSES_MAX];
	size_t n = processes(NULL, at, PROCESSES_MAX), i;

	for (i = 0; i < n && i < PROCESSES_MAX; i++)
		if (process_parent(at[i]) == supervisor && has_listener(at[i]))
			return at[i];
	return 0;
}

long
process_peak(pid_t pid)
{
	char path[64], line[256];
	long kib = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "VmHWM: %ld", &kib) == 1)
			break;
	fclose(f);
	return kib;
}
