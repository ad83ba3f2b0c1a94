/* journal_days - the files of the journal, one for each day. */

#include "journal_days.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/str.h"
#include "day_file.h"

int
journal_days_open(struct journal_days *d, const char *state_dir)
{
	struct dirent **found = NULL;
	char path[PATH_MAX];
	int n, i;

	*d = (struct journal_days){ .dir = -1 };
	snprintf(path, sizeof path, "%s/journal", state_dir);
	d->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->dir < 0)
		return errno == ENOENT ? 0 : -1;
	n = scandirat(d->dir, ".", &found, day_file_is_name, alphasort);
	if (n < 0) {
		journal_days_close(d);
		return -1;
	}
	d->at = calloc((size_t)n + 1, sizeof *d->at);
	if (!d->at)
		die(EXIT_TEMPORARY, "listing the journal's files:");
	for (i = 0; i < n; i++) {
		struct journal_day *day = &d->at[d->count];
		struct stat st;

		/* It may have been removed since scandirat(). */
		if (fstatat(d->dir, found[i]->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) == 0) {
			str_copy(day->file, sizeof day->file, found[i]->d_name);
			day->size = st.st_size;
			day->inode = st.st_ino;
			d->count++;
		}
		free(found[i]);
	}
	free(found);
	return 0;
}

void
journal_days_close(struct journal_days *d)
{
	if (d->dir >= 0)
		close(d->dir);
	free(d->at);
	*d = (struct journal_days){ .dir = -1 };
}

int
journal_days_open_file(const struct journal_days *d, const char *file,
		       int flags)
{
	return openat(d->dir, file, flags | O_NOFOLLOW | O_CLOEXEC);
}

timestamp
journal_days_midnight(const char *file)
{
	char text[TIMESTAMP_SIZE];

	snprintf(text, sizeof text, "%.4s-%.2s-%.2sT00:00:00Z", file, file + 4,
		 file + 6);
	return timestamp_parse(text);
}
