/* journald - messages for systemd's journal, by its native protocol. */

#include "journald.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

/* The fields beside the message. */
#define FIELDS_SIZE 512

int
journald_connect(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t len = strlen(path);
	int fd;

	if (len >= sizeof to.sun_path)
		return -1;
	memcpy(to.sun_path, path, len);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	close(fd);
	return -1;
}

int
journald_send(int fd, const struct journald_entry *e)
{
	char text[LOG_LINE_SIZE + FIELDS_SIZE];
	int n;

	/* An error (3) of a service (3), in syslog's numbers. */
	n = snprintf(text, sizeof text,
		     "PRIORITY=3\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=%s\n"
		     "ECHOAPP_PROGRAM=%s\n%s%s%sMESSAGE=%s\n",
		     e->ident, e->program, e->hook ? "ECHOAPP_HOOK=" : "",
		     e->hook ? e->hook : "", e->hook ? "\n" : "", e->message);
	if (n < 0 || (size_t)n >= sizeof text) {
		errno = EMSGSIZE;
		return -1;
	}
	if (send(fd, text, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) == n)
		return 0;
	return errno == EAGAIN ? 0 : -1;
}

bool
journald_has(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat st;

	if (!stream || fstat(fd, &st))
		return false;
	snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	return strcmp(stream, own) == 0;
}
