/* journal_rewrite - rewrites a day's file while programs append to it. */

#include "journal_rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/packed_write.h"
#include "base/write_all.h"
#include "day_lock.h"
#include "journal_swap.h"

/* Bytes read at a time. */
#define PIECE ((size_t)1 << 20)

/* Bytes that may be left to copy under the lock. */
#define LEFT_MAX ((off_t)256 << 10)

struct rewrite {
	struct journal_swap swap;
	off_t done;    /* bytes of the old file that were copied */
	off_t written; /* bytes of the new file */
	const struct journal_rewrite_position *at;
	off_t moved; /* that position in the new file; -1: not there yet */
	journal_rewrite_fn *fn;
	void *arg;
	uint64_t changed;
	struct buffer in, out;
};

/* Called at each line of the old file, `from` bytes after those done. */
static void
note_position(struct rewrite *r, size_t from)
{
	if (r->at && r->done + (off_t)from == r->at->offset)
		r->moved = r->written + (off_t)r->out.len;
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

		note_position(r, from);
		if (r->fn(r->arg, &r->out, line, len))
			r->changed++;
		else
			buffer_add(&r->out, line, len);
		buffer_add(&r->out, "\n", 1);
		from += len + 1;
	}
	note_position(r, from);
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
		r->written += (off_t)r->out.len;
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
	if (r->at && r->moved >= 0)
		r->at->moves(r->at->arg, r->swap.file, r->swap.new, r->moved);
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
	if (day_lock_take(r->swap.days, r->swap.file, r->swap.old))
		return -1;
	bad = finish(r);
	lock_release(r->swap.old);
	return bad;
}

/* Unpacks and packs all lines, a torn last line too. */
static int
copy_packed_lines(struct rewrite *r, struct packed *from,
		  struct packed_write *to)
{
	off_t done = 0;
	ssize_t n;

	while ((n = packed_read(from, buffer_reserve(&r->in, PIECE), PIECE,
				done)) > 0) {
		done += n;
		r->in.len += (size_t)n;
		rewrite_lines(r);
		if (packed_write_add(to, r->out.at, r->out.len))
			return -1;
	}
	if (n < 0 || packed_write_add(to, r->in.at, r->in.len) ||
	    packed_write_end(to))
		return -1;
	return fsync(r->swap.new);
}

/* Nothing is appended to a compressed file, but it may be replaced. */
static int
copy_packed_and_swap(struct rewrite *r, enum packed_kind kind)
{
	int fd = fcntl(r->swap.old, F_DUPFD_CLOEXEC, 0), bad = -1;
	struct packed *from =
	    fd < 0 ? NULL : packed_open(fd, kind, r->swap.days->dir);
	struct packed_write *to =
	    from ? packed_write_open(r->swap.new, kind) : NULL;

	if (to)
		bad = copy_packed_lines(r, from, to);
	if (!bad && r->changed)
		bad = journal_swap_check(&r->swap) ||
			      journal_swap_publish(&r->swap)
			  ? -1
			  : 0;
	if (to)
		packed_write_free(to);
	if (from)
		packed_close(from);
	return bad;
}

static int
rewrite_once(struct rewrite *r, const struct journal_days *days,
	     const char *file)
{
	enum packed_kind kind = day_file_kind(file);
	int bad = journal_swap_open(&r->swap, days, file);

	if (!bad)
		bad = kind ? copy_packed_and_swap(r, kind) : copy_and_swap(r);
	journal_swap_close(&r->swap, !bad && r->changed);
	return bad;
}

static int
rewrite_file(const struct journal_days *days, const char *file,
	     journal_rewrite_fn *fn, void *arg,
	     const struct journal_rewrite_position *at, uint64_t *changed)
{
	struct rewrite r;
	int bad, tries = 0;

	/* ESTALE: another process replaced the file; rewrite the new one. */
	do {
		r = (struct rewrite){
			.fn = fn,
			.arg = arg,
			.at = at,
			.moved = -1,
		};
		bad = rewrite_once(&r, days, file);
		buffer_free(&r.in);
		buffer_free(&r.out);
	} while (bad && errno == ESTALE && ++tries < JOURNAL_SWAP_TRIES);
	*changed += r.changed;
	return bad;
}

/*
 * All files of the day, also one that no reader reads because it is a copy; the
 * compressed ones last, because that is what the first may become meanwhile.
 */
int
journal_rewrite_day(const struct journal_days *days, const char *day,
		    journal_rewrite_fn *fn, void *arg,
		    const struct journal_rewrite_position *at,
		    uint64_t *changed, struct error *e)
{
	enum packed_kind kind;
	bool found = false;

	*changed = 0;
	for (kind = PACKED_NONE; kind <= PACKED_GZIP; kind++) {
		char file[DAY_FILE_SIZE];

		day_file_packed_name(file, day, kind);
		if (rewrite_file(days, file, fn, arg,
				 kind == PACKED_NONE ? at : NULL, changed) == 0)
			found = true;
		else if (errno == EBADMSG)
			return error_set(
			    e, "cannot rewrite %s: it is torn or damaged",
			    file);
		else if (errno != ENOENT)
			return error_set(e, "cannot rewrite %s: %s", file,
					 day_lock_error(errno));
	}
	return found ? 0 : error_set(e, "cannot rewrite %s:", day);
}
