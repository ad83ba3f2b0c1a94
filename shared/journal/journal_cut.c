/* journal_cut - removes lines from a day's file. */

#include "journal_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/lock.h"
#include "base/packed_write.h"
#include "base/write_all.h"
#include "day_lock.h"
#include "day_reader.h"
#include "journal_pack.h"
#include "journal_swap.h"

/* So much longer than its content may a compressed file be; bytes. */
#define PACKED_SLACK ((off_t)64 << 10)

struct cut {
	const struct journal_cut *by;
	char file[DAY_FILE_SIZE]; /* the day's only one */
	enum packed_kind kind;	  /* how it is compressed */
	struct journal_swap swap;
	struct packed *packed; /* the old file, if it is compressed */
	struct lines lines;
	struct buffer head; /* of the new file */
	struct buffer kept; /* what follows it */
};

static ssize_t
read_packed(void *packed, char *into, size_t n, off_t offset)
{
	return packed_read(packed, into, n, offset);
}

static off_t
size_of_old(const struct cut *c)
{
	struct stat st;

	if (c->packed)
		return packed_size(c->packed);
	return fstat(c->swap.old, &st) ? -1 : st.st_size;
}

/* Reads the whole lines up to the end of the file as it is now. */
static int
read_lines(struct cut *c)
{
	const char *line;
	int got = -1;
	size_t len;

	c->lines.end = size_of_old(c);
	if (c->lines.end < 0)
		return -1;
	while ((got = lines_next(&c->lines, &line, &len)) == 1)
		if (c->by->keeps(c->by->arg, line, len)) {
			buffer_add(&c->kept, line, len);
			buffer_byte(&c->kept, '\n');
		}
	return got;
}

static int
write_content(const struct cut *c, int fd)
{
	struct packed_write *w;
	int bad;

	if (!c->kind)
		return write_all(fd, c->head.at, c->head.len) ||
			       write_all(fd, c->kept.at, c->kept.len)
			   ? -1
			   : 0;
	w = packed_write_open(fd, c->kind);
	if (!w)
		return -1;
	bad = packed_write_add(w, c->head.at, c->head.len) ||
		      packed_write_add(w, c->kept.at, c->kept.len) ||
		      packed_write_end(w)
		  ? -1
		  : 0;
	packed_write_free(w);
	return bad;
}

static int
write_new_file(const struct cut *c)
{
	if (c->swap.new < 0) {
		errno = ENOSPC;
		return -1;
	}
	if (write_content(c, c->swap.new) || fsync(c->swap.new))
		return -1;
	return journal_swap_publish(&c->swap);
}

/*
 * Reads the bytes of the old file that the new content may overwrite.  What is
 * compressed may get a little longer.
 */
static int
save_old_bytes(const struct cut *c, struct buffer *saved)
{
	const off_t most =
	    (off_t)(c->head.len + c->kept.len) + (c->kind ? PACKED_SLACK : 0);
	struct stat st;
	size_t want;
	ssize_t n = 1;

	if (fstat(c->swap.old, &st))
		return -1;
	want = (size_t)(st.st_size < most ? st.st_size : most);
	buffer_reserve(saved, want);
	while (n > 0 && saved->len < want) {
		n = pread(c->swap.old, saved->at + saved->len,
			  want - saved->len, (off_t)saved->len);
		saved->len += n > 0 ? (size_t)n : 0;
	}
	return n < 0 ? -1 : 0;
}

/* The content is on the disk before the rest of the old file goes. */
static int
write_over(const struct cut *c)
{
	off_t end;

	return lseek(c->swap.old, 0, SEEK_SET) < 0 ||
		       write_content(c, c->swap.old) || fsync(c->swap.old) ||
		       (end = lseek(c->swap.old, 0, SEEK_CUR)) < 0 ||
		       ftruncate(c->swap.old, end) || fsync(c->swap.old)
		   ? -1
		   : 0;
}

/* After write_over() has failed; keeps errno. */
static void
put_back(const struct cut *c, const struct buffer *saved, off_t size)
{
	const int error = errno;

	if (lseek(c->swap.old, 0, SEEK_SET) == 0 &&
	    write_all(c->swap.old, saved->at, saved->len) == 0 &&
	    ftruncate(c->swap.old, size) == 0)
		fsync(c->swap.old);
	errno = error;
}

/* Signals wait, so only SIGKILL or a power cut can come between the steps. */
static int
overwrite(const struct cut *c)
{
	struct buffer saved = { 0 };
	sigset_t all, before;
	struct stat st;
	int bad;

	if (fstat(c->swap.old, &st) || save_old_bytes(c, &saved)) {
		buffer_free(&saved);
		return -1;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	bad = write_over(c);
	if (bad)
		put_back(c, &saved, st.st_size);
	buffer_free(&saved);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return bad;
}

/* Under the lock. */
static int
replace(struct cut *c, bool *published)
{
	if (journal_swap_check(&c->swap) || read_lines(c))
		return -1;
	c->by->add_head(c->by->arg, &c->head);
	if (write_new_file(c) == 0) {
		*published = true;
		return 0;
	}
	return (errno == ENOSPC || errno == EDQUOT) &&
		       (off_t)(c->head.len + c->kept.len) <= c->lines.end
		   ? overwrite(c)
		   : -1;
}

/* Prepares the lines of the old file. */
static int
open_lines(struct cut *c, const struct journal_days *days)
{
	int fd;

	if (!c->kind) {
		c->lines.fd = c->swap.old;
		return 0;
	}
	fd = fcntl(c->swap.old, F_DUPFD_CLOEXEC, 0);
	c->packed = fd < 0 ? NULL : packed_open(fd, c->kind, days->dir);
	c->lines.read = read_packed;
	c->lines.arg = c->packed;
	return c->packed ? 0 : -1;
}

/* Finds the day's file, or makes one of two. */
static int
find_file(struct cut *c, const struct journal_days *days, const char *day)
{
	struct journal_days now;
	struct error e;
	off_t bytes;
	int bad = 0;
	size_t i;

	if (journal_days_list(&now, days->dir))
		return -1;
	for (i = 0; i < now.count; i++)
		if (strcmp(now.at[i].file, day) == 0)
			break;
	errno = ENOENT;
	if (i == now.count)
		bad = -1;
	else if (now.at[i].inode && now.at[i].packed.kind)
		bad = journal_pack_day(&now, &now.at[i], NULL, &bytes, &e);
	if (!bad)
		c->kind = now.at[i].packed.kind;
	day_file_packed_name(c->file, day, c->kind);
	journal_days_free(&now);
	return bad;
}

static int
cut_once(struct cut *c, const struct journal_days *days, const char *day)
{
	bool published = false;
	int bad;

	if (find_file(c, days, day))
		return -1;
	bad = journal_swap_open(&c->swap, days, c->file);
	/* Without space for another file it may be done in place. */
	if (bad && c->swap.old >= 0 && c->swap.new < 0 &&
	    (errno == ENOSPC || errno == EDQUOT))
		bad = 0;
	if (!bad && open_lines(c, days) == 0) {
		c->by->start(c->by->arg);
		/* Most of it before writers have to wait. */
		bad = read_lines(c) || day_lock_take(days, c->file, c->swap.old)
			  ? -1
			  : 0;
	} else {
		bad = -1;
	}
	if (!bad) {
		bad = replace(c, &published);
		lock_release(c->swap.old);
	}
	journal_swap_close(&c->swap, published);
	return bad;
}

int
journal_cut_day(const struct journal_days *days, const char *day,
		const struct journal_cut *by)
{
	int bad, tries = 0;

	/* ESTALE: another process replaced the file; cut the new one. */
	do {
		struct cut c = { .by = by };

		bad = cut_once(&c, days, day);
		if (c.packed)
			packed_close(c.packed);
		lines_free(&c.lines);
		buffer_free(&c.kept);
		buffer_free(&c.head);
	} while (bad && errno == ESTALE && ++tries < JOURNAL_SWAP_TRIES);
	return bad;
}

static int
remove_files(const struct journal_days *days, const char *day)
{
	char file[DAY_FILE_SIZE];
	enum packed_kind kind;

	for (kind = PACKED_NONE; kind <= PACKED_GZIP; kind++) {
		day_file_packed_name(file, day, kind);
		if (unlinkat(days->dir, file, 0) && errno != ENOENT)
			return -1;
	}
	return 0;
}

int
journal_cut_remove(const struct journal_days *days, const char *day, off_t size)
{
	int fd = journal_days_open_file(days, day, O_RDWR), bad = -1;
	struct day_reader r;

	if (fd < 0 && errno != ENOENT)
		return -1;
	if ((fd < 0 || day_lock_take(days, day, fd) == 0) &&
	    day_reader_open(&r, days->dir, day) == 0) {
		bad = day_reader_size(&r) == size ? remove_files(days, day) : 0;
		day_reader_close(&r);
	} else if (errno == ENOENT) {
		bad = 0;
	}
	journal_swap_clean(days, day);
	if (fd >= 0)
		close(fd);
	return bad;
}
