/* journal_pack - compresses closed days of the journal. */

#include "journal_pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/lock.h"
#include "base/open_file.h"
#include "base/packed_write.h"
#include "base/sync_dir.h"
#include "day_lock.h"
#include "day_reader.h"
#include "journal_swap.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* Bytes read at a time. */
#define PIECE ((size_t)1 << 20)

struct pack {
	struct journal_swap swap;
	struct day_reader day;
	enum packed_kind kind;
	struct buffer piece;
	const struct journal_pack_progress *progress; /* or NULL */
	off_t size;				      /* of the day, unpacked */
	off_t plain; /* of the file that is not compressed, before */
};

timestamp
journal_pack_limit(timestamp now)
{
	return now - now % DAY_US - DAY_US;
}

bool
journal_pack_is_due(const struct journal_day *day, timestamp before)
{
	return day->inode && journal_days_midnight(day->file) < before;
}

/* Writes all of the day to the new file. */
static int
write_packed(struct pack *p)
{
	struct packed_write *w = packed_write_open(p->swap.new, p->kind);
	ssize_t n = 0;
	int bad = -1;

	if (!w)
		return -1;
	while ((n = day_reader_read(&p->day, buffer_reserve(&p->piece, PIECE),
				    PIECE, p->size)) > 0 &&
	       packed_write_add(w, p->piece.at, (size_t)n) == 0) {
		p->size += n;
		if (p->progress)
			p->progress->done(p->progress->arg, p->size);
	}
	if (n == 0 && packed_write_end(w) == 0)
		bad = fsync(p->swap.new);
	packed_write_free(w);
	return bad;
}

/* Unpacks the new file, whose checksums tell whether it is right. */
static int
check_packed(struct pack *p)
{
	int fd = open_file(p->swap.days->dir, p->swap.new_name,
			   O_RDONLY | O_NOFOLLOW, 0);
	struct packed *from =
	    fd < 0 ? NULL : packed_open(fd, p->kind, p->swap.days->dir);
	off_t size = 0;
	ssize_t n;

	if (!from)
		return -1;
	while ((n = packed_read(from, buffer_reserve(&p->piece, PIECE), PIECE,
				size)) > 0)
		size += n;
	packed_close(from);
	if (n == 0 && size == p->size)
		return 0;
	errno = EIO;
	return -1;
}

/*
 * Under the lock of the old file: both names are on the disk before the old one
 * goes.  ESTALE: a late program appended a line, or replaced the file.
 */
static int
swap_files(struct pack *p, const char *packed_name)
{
	const struct journal_swap *s = &p->swap;
	struct stat st;

	if (journal_swap_check(s) || fstat(s->old, &st))
		return -1;
	if (st.st_size != p->plain) {
		errno = ESTALE;
		return -1;
	}
	return renameat(s->days->dir, s->new_name, s->days->dir, packed_name) ||
		       sync_dir(s->days->dir) ||
		       unlinkat(s->days->dir, s->file, 0) ||
		       sync_dir(s->days->dir)
		   ? -1
		   : 0;
}

/* With both files open. */
static int
pack_open_day(struct pack *p, off_t *bytes)
{
	char name[DAY_FILE_SIZE];
	struct stat st;
	int bad;

	/* Lines that are compressed already stay with their like. */
	if (!p->kind)
		p->kind = PACKED_ZSTD;
	day_file_packed_name(name, p->swap.file, p->kind);
	if (fstat(p->swap.old, &st))
		return -1;
	p->plain = st.st_size;
	if (write_packed(p) || check_packed(p) || fstat(p->swap.new, &st) ||
	    day_lock_take(p->swap.days, p->swap.file, p->swap.old))
		return -1;
	*bytes = st.st_size;
	bad = swap_files(p, name);
	lock_release(p->swap.old);
	return bad;
}

static int
pack_once(struct pack *p, const struct journal_days *days,
	  const struct journal_day *day, off_t *bytes, struct error *e)
{
	int bad = -1;

	if (journal_swap_open(&p->swap, days, day->file)) {
		error_set(e, "cannot compress %s: %s", day->file,
			  day_lock_error(errno));
	} else if (day_reader_open(&p->day, days->dir, day->file)) {
		day_reader_explain(&p->day, e);
	} else {
		p->kind = day->packed.kind;
		bad = pack_open_day(p, bytes);
		if (bad && errno == EBADMSG)
			day_reader_explain(&p->day, e);
		else if (bad)
			error_set(e, "cannot compress %s: %s", day->file,
				  day_lock_error(errno));
		day_reader_close(&p->day);
	}
	/* After a rename the name is gone already. */
	journal_swap_close(&p->swap, !bad);
	return bad;
}

int
journal_pack_day(const struct journal_days *days, const struct journal_day *day,
		 const struct journal_pack_progress *progress, off_t *bytes,
		 struct error *e)
{
	int bad, tries = 0;

	do {
		struct pack p = { .progress = progress };

		bad = pack_once(&p, days, day, bytes, e);
		buffer_free(&p.piece);
	} while (bad && errno == ESTALE && ++tries < JOURNAL_SWAP_TRIES);
	return bad;
}
