/* journal_cut - removes lines from a day's file. */

#include "journal_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/lock.h"
#include "base/write_all.h"
#include "journal_swap.h"

struct cut {
	const struct journal_cut *by;
	struct journal_swap swap;
	struct lines lines;
	struct buffer kept;
	struct buffer content; /* of the new file */
};

/* Reads the whole lines up to the end of the file as it is now. */
static int
read_lines(struct cut *c)
{
	const char *line;
	struct stat st;
	int got = -1;
	size_t len;

	if (fstat(c->swap.old, &st))
		return -1;
	c->lines.end = st.st_size;
	while ((got = lines_next(&c->lines, &line, &len)) == 1)
		if (c->by->keeps(c->by->arg, line, len)) {
			buffer_add(&c->kept, line, len);
			buffer_byte(&c->kept, '\n');
		}
	return got;
}

static int
write_new_file(const struct cut *c)
{
	if (c->swap.new < 0) {
		errno = ENOSPC;
		return -1;
	}
	if (write_all(c->swap.new, c->content.at, c->content.len) ||
	    fsync(c->swap.new))
		return -1;
	return journal_swap_publish(&c->swap);
}

/*
 * Signals wait, so only SIGKILL or a power cut can come between the steps.  The
 * content is on the disk before the rest of the old file goes: after a power
 * cut lines may be there twice, but none is lost.
 */
static int
overwrite(const struct cut *c)
{
	sigset_t all, before;
	int bad, error;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	bad = lseek(c->swap.old, 0, SEEK_SET) < 0 ||
	      write_all(c->swap.old, c->content.at, c->content.len) ||
	      fsync(c->swap.old) ||
	      ftruncate(c->swap.old, (off_t)c->content.len) ||
	      fsync(c->swap.old);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return bad ? -1 : 0;
}

/* Under the lock. */
static int
replace(struct cut *c, bool *published)
{
	if (journal_swap_check(&c->swap) || read_lines(c))
		return -1;
	c->by->add_head(c->by->arg, &c->content);
	buffer_add(&c->content, c->kept.at, c->kept.len);
	if (write_new_file(c) == 0) {
		*published = true;
		return 0;
	}
	return (errno == ENOSPC || errno == EDQUOT) &&
		       (off_t)c->content.len <= c->lines.end
		   ? overwrite(c)
		   : -1;
}

static int
cut_once(struct cut *c, const struct journal_days *days, const char *file)
{
	bool published = false;
	int bad = journal_swap_open(&c->swap, days, file);

	/* Without space for another file it may be done in place. */
	if (bad && c->swap.old >= 0 && c->swap.new < 0 &&
	    (errno == ENOSPC || errno == EDQUOT))
		bad = 0;
	if (!bad) {
		c->lines.fd = c->swap.old;
		c->by->start(c->by->arg);
		/* Most of it before writers have to wait. */
		bad = read_lines(c) || lock_wait(c->swap.old) ? -1 : 0;
	}
	if (!bad) {
		bad = replace(c, &published);
		lock_release(c->swap.old);
	}
	journal_swap_close(&c->swap, published);
	return bad;
}

int
journal_cut_day(const struct journal_days *days, const char *file,
		const struct journal_cut *by)
{
	int bad, tries = 0;

	/* ESTALE: another process replaced the file; cut the new one. */
	do {
		struct cut c = { .by = by };

		bad = cut_once(&c, days, file);
		lines_free(&c.lines);
		buffer_free(&c.kept);
		buffer_free(&c.content);
	} while (bad && errno == ESTALE && ++tries < JOURNAL_SWAP_TRIES);
	return bad;
}

int
journal_cut_remove(const struct journal_days *days, const char *file,
		   off_t size)
{
	int fd = journal_days_open_file(days, file, O_RDWR), bad;
	struct stat st;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	bad = lock_wait(fd) || fstat(fd, &st) ||
	      (st.st_size == size && unlinkat(days->dir, file, 0));
	journal_swap_clean(days, file);
	close(fd);
	return bad ? -1 : 0;
}
