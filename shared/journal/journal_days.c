/* journal_days - the days of the journal. */

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
#include "base/hash.h"
#include "base/open_file.h"
#include "base/str.h"
#include "day_file.h"

/* How often the directory may change while we list it. */
#define LIST_TRIES 8

/* The day's row in the list; files come in the order of days. */
static struct journal_day *
row_of(struct journal_days *d, const char *name)
{
	struct journal_day *day = &d->at[d->count];
	char file[DAY_FILE_SIZE];

	day_file_packed_name(file, name, PACKED_NONE);
	if (d->count && strcmp(day[-1].file, file) == 0)
		return day - 1;
	d->count++;
	str_copy(day->file, sizeof day->file, file);
	return day;
}

/* Changes when the file is written anew. */
static int64_t
packed_id(const struct stat *st, enum packed_kind kind)
{
	const int64_t parts[] = {
		kind,
		(int64_t)st->st_ino,
		st->st_size,
		st->st_mtim.tv_sec,
		st->st_mtim.tv_nsec,
	};
	int64_t id =
	    (int64_t)hash_bytes(HASH_START, (const char *)parts, sizeof parts);

	return id ? id : 1;
}

static void
add_file(struct journal_days *d, const char *name)
{
	enum packed_kind kind = day_file_kind(name);
	struct journal_day *day;
	struct stat st;

	/* It may have been removed since scandirat(). */
	if (fstatat(d->dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	day = row_of(d, name);
	if (kind) {
		/* Of two compressed files .zst counts, which comes last. */
		day->packed.kind = kind;
		day->packed.size = st.st_size;
		day->packed.id = packed_id(&st, kind);
	} else {
		day->size = st.st_size;
		day->inode = st.st_ino;
	}
}

void
journal_days_free(struct journal_days *d)
{
	free(d->at);
	*d = (struct journal_days){ .dir = -1 };
}

static int
list_once(struct journal_days *d, int dir)
{
	struct dirent **found = NULL;
	int n = scandirat(dir, ".", &found, day_file_is_name, alphasort), i;

	*d = (struct journal_days){ .dir = dir };
	if (n < 0)
		return -1;
	d->at = calloc((size_t)n + 1, sizeof *d->at);
	if (!d->at)
		die(EXIT_TEMPORARY, "listing the journal's files:");
	for (i = 0; i < n; i++) {
		add_file(d, found[i]->d_name);
		free(found[i]);
	}
	free(found);
	return 0;
}

/*
 * A day may be compressed while the files are listed, and would be missing if
 * neither of its two files were seen.
 */
int
journal_days_list(struct journal_days *d, int dir)
{
	struct stat before, after;
	int tries;

	for (tries = 0; tries < LIST_TRIES; tries++) {
		if (fstat(dir, &before) || list_once(d, dir) ||
		    fstat(dir, &after))
			return -1;
		if (before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
		    before.st_mtim.tv_nsec == after.st_mtim.tv_nsec)
			break;
		if (tries + 1 < LIST_TRIES)
			journal_days_free(d);
	}
	return 0;
}

int
journal_days_open(struct journal_days *d, const char *state_dir)
{
	char path[PATH_MAX];
	int dir;

	*d = (struct journal_days){ .dir = -1 };
	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT ? 0 : -1;
	if (journal_days_list(d, dir) == 0)
		return 0;
	journal_days_close(d);
	return -1;
}

void
journal_days_close(struct journal_days *d)
{
	if (d->dir >= 0)
		close(d->dir);
	journal_days_free(d);
}

int
journal_days_open_file(const struct journal_days *d, const char *file,
		       int flags)
{
	return open_file(d->dir, file, flags | O_NOFOLLOW, 0);
}

off_t
journal_days_bytes(const struct journal_day *day)
{
	return day->size + day->packed.size;
}

timestamp
journal_days_midnight(const char *file)
{
	char date[DAY_FILE_DATE_SIZE], text[TIMESTAMP_SIZE];

	day_file_date(date, file);
	snprintf(text, sizeof text, "%sT00:00:00Z", date);
	return timestamp_parse(text);
}
