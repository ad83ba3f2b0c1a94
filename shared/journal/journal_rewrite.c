/* rewrite - makes a day's file anew, line by line, while others add to it. */

#include "journal_rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"

#define PIECE ((size_t)1 << 20)

/* What may be left to be done under the lock. */
#define LEFT_MAX ((off_t)256 << 10)

/* The new file's name, until it takes the place of the old one. */
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
	off_t done; /* so much of the old one is in the new one */
	journal_rewrite_fn *fn;
	void *arg;
	uint64_t changed;
	struct buffer in, out;
};

static int
write_all(int fd, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

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

/* Copies the whole lines in front of `end`, and syncs them. */
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

/* Under the lock: is it still the file of that name? */
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

/* Under the lock: the rest, a torn line at its end included. */
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
 * Without the lock, as long as each pass leaves less to do than the one
 * before; those who write faster than we copy have to wait.
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
 * Opens the new file, which is ours as long as it is locked.  One that is
 * there was left by somebody who was killed, or is another's at work.
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

/* Whoever does this, the file stays its writers'. */
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
	/* It is gone already when it took the place of the old one. */
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

	/* Replaced by another meanwhile: that one, then. */
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
	} while (bad && errno == ESTALE && ++tries < 8);
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
