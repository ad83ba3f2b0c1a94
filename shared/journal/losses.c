/* losses - STATE/losses.json: hooks that could not be recorded. */

#include "losses.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json_member.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/lock.h"
#include "base/open_file.h"
#include "base/str.h"

#define NAME "losses.json"
#define LENGTH 1024    /* of the file; bytes */
#define REASON_MAX 800 /* of the reason in JSON; a longer one is left out */

/* How often, and after how many microseconds, a locked file is tried again. */
#define LOCK_TRIES 20
#define LOCK_PAUSE 500

static int
open_losses(const char *state_dir, int flags)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof path, "%s/" NAME, state_dir) >=
	    (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open_file(AT_FDCWD, path, flags | O_NOFOLLOW, 0600);
}

/* Whoever has the lock needs it for microseconds. */
static int
lock(int fd)
{
	int tries;

	for (tries = 0; lock_try(fd); tries++) {
		if (tries == LOCK_TRIES || errno != EWOULDBLOCK)
			return -1;
		usleep(LOCK_PAUSE);
	}
	return 0;
}

static void
parse(struct losses *l, const char *text, size_t len)
{
	struct json_scan s = { 0 };

	*l = (struct losses){ .last = TIMESTAMP_NONE };
	if (json_scan(&s, text, len) == 0) {
		const struct json_token *o = json_token_root(&s);

		l->count = json_member_number(&s, o, "lost");
		l->accepted = json_member_number(&s, o, "accepted");
		l->last = json_member_time(&s, o, "last");
		json_member_text(&s, o, "reason", l->reason.text,
				 sizeof l->reason.text);
	}
	json_scan_free(&s);
}

static void
read_fd(struct losses *l, int fd)
{
	char text[LENGTH + 1];
	ssize_t n = pread(fd, text, LENGTH, 0);

	text[n > 0 ? n : 0] = '\0';
	parse(l, text, n > 0 ? (size_t)n : 0);
}

/* In place and always of one length, so that it takes no space. */
static int
write_fd(const struct losses *l, int fd)
{
	struct buffer text = { 0 };
	char last[TIMESTAMP_SIZE] = "";
	size_t from;
	ssize_t n;

	if (l->last != TIMESTAMP_NONE)
		timestamp_format(last, sizeof last, l->last);
	buffer_printf(&text,
		      "{\"lost\":%lld,\"accepted\":%lld,\"last\":\"%s\","
		      "\"reason\":",
		      (long long)l->count, (long long)l->accepted, last);
	from = text.len;
	json_write_string(&text, l->reason.text, strlen(l->reason.text));
	if (text.len - from > REASON_MAX) {
		text.len = from;
		buffer_str(&text, "\"\"");
	}
	buffer_str(&text, "}");
	while (text.len < LENGTH - 1)
		buffer_byte(&text, ' ');
	buffer_byte(&text, '\n');
	n = pwrite(fd, text.at, text.len, 0);
	if (n >= 0 && n < (ssize_t)text.len)
		errno = ENOSPC;
	n = n == (ssize_t)text.len ? 0 : -1;
	buffer_free(&text);
	return (int)n;
}

void
losses_prepare(const char *state_dir)
{
	int fd = open_losses(state_dir, O_RDWR | O_CREAT | O_EXCL);

	if (fd < 0)
		return;
	if (lock(fd) == 0)
		write_fd(&(struct losses){ .last = TIMESTAMP_NONE }, fd);
	close(fd);
}

int
losses_add(const char *state_dir, unsigned hooks, const char *reason)
{
	int fd = open_losses(state_dir, O_RDWR | O_CREAT);
	struct losses l;
	int bad, error;

	if (fd < 0)
		return -1;
	bad = lock(fd);
	if (!bad) {
		read_fd(&l, fd);
		l.count += hooks;
		l.last = timestamp_now();
		str_copy(l.reason.text, sizeof l.reason.text, reason);
		bad = write_fd(&l, fd);
	}
	error = errno;
	close(fd);
	errno = error;
	return bad;
}

void
losses_accept(const char *state_dir, timestamp before)
{
	int fd = open_losses(state_dir, O_RDWR);
	struct losses l;

	if (fd < 0)
		return;
	if (lock(fd) == 0) {
		read_fd(&l, fd);
		if (l.last < before && l.accepted < l.count) {
			l.accepted = l.count;
			write_fd(&l, fd);
		}
	}
	close(fd);
}

void
losses_read(struct losses *l, const char *state_dir)
{
	int fd = open_losses(state_dir, O_RDONLY);

	*l = (struct losses){ .last = TIMESTAMP_NONE };
	if (fd < 0)
		return;
	/* A writer takes microseconds; what it writes is then read. */
	lock(fd);
	read_fd(l, fd);
	close(fd);
}
