/* publish_file - puts a new version of a file in the place of the old one. */

#include "publish_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/read_file.h"
#include "base/sync_dir.h"
#include "base/write_all.h"
#include "cli/complain.h"

/* Writes the text to a new file; -1 with errno. */
static int
write_new(int fd, const struct buffer *text, mode_t mode)
{
	return fchmod(fd, mode) || write_all(fd, text->at, text->len) ||
		       fsync(fd)
		   ? -1
		   : 0;
}

/* The old version's owner, too, where this process may give it away. */
static int
keep_access(int fd, const char *file)
{
	struct stat st;

	if (stat(file, &st))
		return 0;
	if (fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
		return -1;
	return fchmod(fd, st.st_mode & 0777);
}

int
publish_file(const char *file, const struct buffer *text, mode_t mode,
	     publish_file_check_fn *check, void *arg)
{
	char new[PATH_MAX];
	int fd, code;

	if (snprintf(new, sizeof new, "%s.XXXXXX", file) >= (int)sizeof new)
		return complain_error("%s: the path is too long", file);
	fd = mkstemp(new);
	if (fd < 0)
		return complain_error("%s: %s", new, error_text(errno));
	code = write_new(fd, text, mode)
		   ? complain_error("%s: %s", new, error_text(errno))
		   : check(new, arg);
	if (!code && keep_access(fd, file))
		code = complain_error("%s: %s", new, error_text(errno));
	close(fd);
	if (!code && (rename(new, file) || sync_dir_of(file)))
		code = complain_error("%s: %s", file, error_text(errno));
	if (code)
		unlink(new);
	return code;
}

bool
publish_file_is_same(const char *file, const struct buffer *text, size_t max)
{
	struct buffer old = { 0 };
	struct error error;
	struct stat st;
	bool same = read_file(file, max, &old, &st, &error) == 0 &&
		    old.len == text->len && old.len > 0 &&
		    memcmp(old.at, text->at, old.len) == 0;

	buffer_free(&old);
	return same;
}
