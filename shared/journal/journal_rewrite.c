/* journal_rewrite - rewrites a day's file while programs append to it. */

#include "journal_rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/write_all.h"

/* Bytes read at a time. */
#define PIECE ((size_t)1 << 20)

/* Bytes that may be left to copy under the lock. */
#define LEFT_MAX ((off_t)256 << 10)

/* How often another process may replace the file meanwhile. */
#define REPLACED_MAX 8

/* The new file's name until the rename. */
#define NEW_NAME_SIZE sizeof ".20261123.new"

static void
format_new_name(char name[NEW_NAME_SIZE], const char *file)
{
	snprintf(name, NEW_NAME_SIZE, ".%.8s.new", file);
}

struct rewrite {
	const struct journal_days *days;
	const char *file;
	char new_name[NEW_NAME_SIZE];
	int old, new;
	off_t done; /* bytes of the old file that were copied */
	journal_rewrite_fn *fn;
	void *arg;
	uint64_t changed;
	struct buffer in, out;
};

static void
rewrite_lines(struct rewrite *r)
{
	size_t from = 0;
	const char *end;

	r->out.len = 0;
	while ((end = memchr(r->in.at + from, '\n', r->in.len - from))) {
		const char *line = r->in.at + from;
		size_t len = (size_t)(end - line);

		if (r->fn(r->arg, &r->out, line, len))
			r->changed++;
		else
			buffer_add(&r->out, line, len);
		buffer_add(&r->out, "\n", 1);
		from += len + 1;
	}
	r->done += (off_t)from;
	memmove(r->in.at, r->in.at + from, r->in.len - from);
	r->in.len -= from;
}

/* Copies the whole lines before `end`, and syncs them. */
static int
copy_lines(struct rewrite *r, off_t end)
{
	for (r->in.len = 0; r->done + (off_t)r->in.len < end;) {
		ssize_t n = pread(r->old, buffer_reserve(&r->in, PIECE), PIECE,
				  r->done + (off_t)r->in.len);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		r->in.len += (size_t)n;
		rewrite_lines(r);
		if (r->out.len && write_all(r->new, r->out.at, r->out.len))
			return -1;
	}
	return fsync(r->new);
}

/* Under the lock: does the name still mean the old file?  If not: ESTALE. */
static int
check_not_replaced(const struct rewrite *r)
{
	struct stat open, named;

	if (fstat(r->old, &open) ||
	    fstatat(r->days->dir, r->file, &named, AT_SYMLINK_NOFOLLOW))
		return -1;
	if (open.st_ino == named.st_ino && open.st_dev == named.st_dev)
		return 0;
	errno = ESTALE;
	return -1;
}

/* Under the lock: copies the rest, a torn last line too, and renames. */
static int
finish(struct rewrite *r)
{
	if (check_not_replaced(r) || copy_lines(r, INT64_MAX))
		return -1;
	if (r->in.len &&
	    (write_all(r->new, r->in.at, r->in.len) || fsync(r->new)))
		return -1;
	if (renameat(r->days->dir, r->new_name, r->days->dir, r->file))
		return -1;
	return fsync(r->days->dir);
}

/*
 * Without the lock, copies as long as each pass leaves less than half of the
 * one before.  If programs append faster than that, they wait for the rest.
 */
static int
copy_most(struct rewrite *r)
{
	off_t left, before = INT64_MAX;
	struct stat st;

	for (;;) {
		if (fstat(r->old, &st))
			return -1;
		left = st.st_size - r->done;
		if (r->done && (left < LEFT_MAX || left > before / 2))
			return 0;
		if (copy_lines(r, st.st_size))
			return -1;
		if (r->done == 0)
			return 0;
		before = left;
	}
}

static int
copy_and_swap(struct rewrite *r)
{
	int bad;

	if (copy_most(r))
		return -1;
	if (r->changed == 0)
		return 0;
	if (lock_wait(r->old))
		return -1;
	bad = finish(r);
	lock_release(r->old);
	return bad;
}

/*
 * Opens and locks the new file.  If it exists, a killed process left it behind,
 * or another process is working on it, and the lock waits for its end.
 */
static int
open_new_file(const struct rewrite *r)
{
	struct stat open, named;
	int fd = openat(r->days->dir, r->new_name,
			O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	if (lock_wait(fd) || fstat(fd, &open)) {
		close(fd);
		return -1;
	}
	if (fstatat(r->days->dir, r->new_name, &named, AT_SYMLINK_NOFOLLOW) ||
	    named.st_ino != open.st_ino) {
		close(fd);
		errno = ESTALE;
		return -1;
	}
	if (ftruncate(fd, 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Root may rewrite the file; it stays that of the programs. */
static int
copy_owner(const struct rewrite *r)
{
	struct stat st;

	if (fstat(r->old, &st))
		return -1;
	return st.st_uid == geteuid() ? 0
				      : fchown(r->new, st.st_uid, st.st_gid);
}

static int
rewrite_once(struct rewrite *r)
{
	int bad, error;

	format_new_name(r->new_name, r->file);
	r->new = open_new_file(r);
	if (r->new < 0)
		return -1;
	r->old = journal_days_open_file(r->days, r->file, O_RDWR);
	bad = r->old < 0 || copy_owner(r) ? -1 : copy_and_swap(r);
	error = errno;
	/* After a rename the name is gone already. */
	if (bad || r->changed == 0)
		unlinkat(r->days->dir, r->new_name, 0);
	close(r->new);
	if (r->old >= 0)
		close(r->old);
	errno = error;
	return bad;
}

int
journal_rewrite_day(const struct journal_days *days, const char *file,
		    journal_rewrite_fn *fn, void *arg, uint64_t *changed)
{
	struct rewrite r;
	int bad, tries = 0;

	/* ESTALE: another process replaced the file; rewrite the new one. */
	do {
		r = (struct rewrite){
			.days = days,
			.file = file,
			.fn = fn,
			.arg = arg,
		};
		bad = rewrite_once(&r);
		buffer_free(&r.in);
		buffer_free(&r.out);
	} while (bad && errno == ESTALE && ++tries < REPLACED_MAX);
	*changed = r.changed;
	return bad;
}

void
journal_rewrite_clean(const struct journal_days *days, const char *file)
{
	char name[NEW_NAME_SIZE];

	format_new_name(name, file);
	unlinkat(days->dir, name, 0);
}
