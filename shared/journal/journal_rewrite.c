/* journal_rewrite - rewrites a day's file while programs append to it. */

#include "journal_rewrite.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/write_all.h"
#include "journal_swap.h"

/* Bytes read at a time. */
#define PIECE ((size_t)1 << 20)

/* Bytes that may be left to copy under the lock. */
#define LEFT_MAX ((off_t)256 << 10)

struct rewrite {
	struct journal_swap swap;
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
		ssize_t n = pread(r->swap.old, buffer_reserve(&r->in, PIECE),
				  PIECE, r->done + (off_t)r->in.len);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		r->in.len += (size_t)n;
		rewrite_lines(r);
		if (r->out.len && write_all(r->swap.new, r->out.at, r->out.len))
			return -1;
	}
	return fsync(r->swap.new);
}

/* Under the lock: copies the rest, a torn last line too, and renames. */
static int
finish(struct rewrite *r)
{
	if (journal_swap_check(&r->swap) || copy_lines(r, INT64_MAX))
		return -1;
	if (r->in.len &&
	    (write_all(r->swap.new, r->in.at, r->in.len) || fsync(r->swap.new)))
		return -1;
	return journal_swap_publish(&r->swap);
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
		if (fstat(r->swap.old, &st))
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
	if (lock_wait(r->swap.old))
		return -1;
	bad = finish(r);
	lock_release(r->swap.old);
	return bad;
}

static int
rewrite_once(struct rewrite *r, const struct journal_days *days,
	     const char *file)
{
	int bad = journal_swap_open(&r->swap, days, file) || copy_and_swap(r)
		      ? -1
		      : 0;

	journal_swap_close(&r->swap, !bad && r->changed);
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
			.fn = fn,
			.arg = arg,
		};
		bad = rewrite_once(&r, days, file);
		buffer_free(&r.in);
		buffer_free(&r.out);
	} while (bad && errno == ESTALE && ++tries < JOURNAL_SWAP_TRIES);
	*changed = r.changed;
	return bad;
}
