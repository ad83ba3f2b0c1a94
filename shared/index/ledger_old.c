/* ledger_old - makes a ledger of version 1 one of today. */

#include "ledger_old.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/open_file.h"
#include "base/sync_dir.h"
#include "base/write_all.h"

#define HEADER "echoapp-records 1 "
#define LINE_SIZE 70
#define ID_SIZE 16
#define BATCH ((size_t)65536)

bool
ledger_old_is(int fd)
{
	char head[sizeof HEADER - 1];

	return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
	       memcmp(head, HEADER, sizeof head) == 0;
}

/* The header of today, with the id of the old one. */
static void
add_header(struct buffer *out, const char *line, const char *header,
	   const char *unknown)
{
	const size_t size = LINE_SIZE - 1 + strlen(unknown);
	const size_t start = out->len;

	buffer_printf(out, "%s%.*s", header, ID_SIZE, line + sizeof HEADER - 1);
	while (out->len - start < size - 1)
		buffer_byte(out, ' ');
	buffer_byte(out, '\n');
}

/* An incomplete last line is left out. */
static int
copy(int from, int to, const char *header, const char *unknown)
{
	struct buffer out = { 0 };
	char line[LINE_SIZE];
	off_t at = 0;
	int bad = 0;

	for (; !bad && pread(from, line, sizeof line, at) == LINE_SIZE;
	     at += LINE_SIZE) {
		if (at == 0) {
			add_header(&out, line, header, unknown);
			continue;
		}
		buffer_add(&out, line, LINE_SIZE - 1);
		buffer_str(&out, unknown);
		if (out.len < BATCH)
			continue;
		bad = write_all(to, out.at, out.len);
		out.len = 0;
	}
	if (!bad)
		bad = write_all(to, out.at, out.len);
	buffer_free(&out);
	return bad ? bad : fdatasync(to);
}

int
ledger_old_convert(int fd, const char *path, const char *header,
		   const char *unknown, struct error *e)
{
	char other[PATH_MAX];
	int to = -1, bad;

	if (snprintf(other, sizeof other, "%s.new", path) < (int)sizeof other)
		to = open_file(AT_FDCWD, other,
			       O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
	bad = to < 0 || copy(fd, to, header, unknown);
	if (to >= 0 && close(to))
		bad = 1;
	if (!bad && rename(other, path) == 0 && sync_dir_of(path) == 0)
		return 0;
	error_set(e, "cannot convert %s:", path);
	if (to >= 0)
		unlink(other);
	return -1;
}
