/* proc - what every user may know of another process. */

#include "proc.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ssize_t
proc_read(const char *pid, const char *file, char *into, size_t size)
{
	char path[300];
	ssize_t n;
	int fd;

	into[0] = '\0';
	snprintf(path, sizeof path, "/proc/%.20s/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, into, size - 1);
	into[n > 0 ? n : 0] = '\0';
	close(fd);
	return n;
}

bool
proc_service(const char *cgroup, char *into, size_t size)
{
	static const char suffix[] = ".service";
	const char *end = strstr(cgroup, suffix), *at;

	into[0] = '\0';
	if (!end)
		return false;
	for (at = end; at > cgroup && !strchr("/:\n", at[-1]); at--)
		;
	end += sizeof suffix - 1;
	snprintf(into, size, "%.*s", (int)(end - at), at);
	return true;
}

/* Returns what follows a word of /proc/PID/status; "" if it is missing. */
static const char *
text_after(const char *status, const char *word)
{
	const char *at = strstr(status, word);

	return at ? at + strlen(word) : "";
}

/* Returns the second of four ids: the effective one. */
static unsigned
effective_id(const char *ids)
{
	char *end;

	strtoul(ids, &end, 10);
	return (unsigned)strtoul(end, NULL, 10);
}

static bool
is_in_group(const char *status, unsigned gid)
{
	const char *at = text_after(status, "\nGroups:");
	char *end;

	if (effective_id(text_after(status, "\nGid:")) == gid)
		return true;
	for (;; at = end) {
		const unsigned long group = strtoul(at, &end, 10);

		if (end == at)
			return false;
		if (group == gid)
			return true;
	}
}

bool
proc_may_write(const char *pid, const struct stat *st,
	       char user[PROC_USER_SIZE])
{
	const struct passwd *p;
	mode_t wanted = 03;
	char status[4096];
	unsigned uid;

	user[0] = '\0';
	if (proc_read(pid, "status", status, sizeof status) <= 0)
		return true;
	uid = effective_id(text_after(status, "\nUid:"));
	p = getpwuid(uid);
	if (p)
		snprintf(user, PROC_USER_SIZE, "%s", p->pw_name);
	else
		snprintf(user, PROC_USER_SIZE, "%u", uid);
	if (uid == 0)
		return true;
	if (uid == st->st_uid)
		wanted = 0300;
	else if (is_in_group(status, st->st_gid))
		wanted = 030;
	return (st->st_mode & wanted) == wanted;
}
