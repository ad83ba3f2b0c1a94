/* journal_follow - reads the lines that are appended to the journal. */

#include "journal_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "day_file.h"
#include "day_reader.h"
#include "journal_resume.h"

/* The last days, which programs may still write to. */
#define DAYS_OPEN 2

/* How long programs may write to a file that was moved away. */
#define REPLACED_GRACE_SECONDS 3

/* Bytes read at a time. */
#define PIECE ((size_t)64 << 10)

static struct followed_file *
add(struct journal_follow *f, const struct journal_days *d, const char *file)
{
	struct followed_file *added;
	struct stat st;
	int fd;

	if (f->count == JOURNAL_FOLLOW_FILES_MAX)
		return NULL;
	fd = journal_days_open_file(d, file, O_RDONLY);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st)) {
		close(fd);
		return NULL;
	}
	added = &f->at[f->count++];
	*added = (struct followed_file){ .fd = fd, .inode = st.st_ino };
	snprintf(added->file, sizeof added->file, "%s", file);
	return added;
}

static void
stop_following(struct journal_follow *f, size_t i)
{
	close(f->at[i].fd);
	memmove(f->at + i, f->at + i + 1, (--f->count - i) * sizeof *f->at);
}

/*
 * The index of the earliest day that programs may still write to.  After the
 * clock was set back there are files of later days, too.
 */
static size_t
oldest_of(const struct journal_days *d)
{
	time_t before = time(NULL) - (DAYS_OPEN - 1) * 86400L;
	size_t i = d->count > DAYS_OPEN ? d->count - DAYS_OPEN : 0;
	char file[DAY_FILE_SIZE];

	day_file_name(file, before);
	while (i > 0 && strcmp(d->at[i - 1].file, file) >= 0)
		i--;
	return i;
}

int
journal_follow_start(struct journal_follow *f, const char *state_dir,
		     const struct journal_days *d, struct error *e)
{
	size_t i = oldest_of(d);

	*f = (struct journal_follow){ .state_dir = state_dir };
	if (d->count)
		snprintf(f->oldest, sizeof f->oldest, "%s", d->at[i].file);
	for (; i < d->count; i++) {
		struct followed_file *added = add(f, d, d->at[i].file);

		if (added)
			added->offset =
			    day_reader_end(&DAY_READER_OF(added->fd));
		if (added ? added->offset < 0 : errno != ENOENT)
			return error_set(
			    e, "cannot read journal/%s:", d->at[i].file);
	}
	return 0;
}

void
journal_follow_end(struct journal_follow *f)
{
	while (f->count)
		stop_following(f, f->count - 1);
	buffer_free(&f->piece);
}

struct followed_file *
journal_follow_find(struct journal_follow *f, const char *file)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (!f->at[i].replaced_at && strcmp(f->at[i].file, file) == 0)
			return &f->at[i];
	return NULL;
}

/* Reads the whole lines after the last one that was read. */
static void
read_new_lines(struct journal_follow *f, struct followed_file *followed,
	       journal_follow_fn *fn, void *arg)
{
	struct buffer *b = &f->piece;
	struct stat st;

	if (fstat(followed->fd, &st) == 0 && st.st_size < followed->offset)
		followed->offset = journal_resume_shortened(followed->fd);
	for (b->len = 0;;) {
		ssize_t n = pread(followed->fd, buffer_reserve(b, PIECE), PIECE,
				  followed->offset + (off_t)b->len);
		size_t from = 0, fresh = b->len;
		const char *end;

		if (n <= 0)
			return;
		b->len += (size_t)n;
		while ((end = memchr(b->at + fresh, '\n', b->len - fresh))) {
			fresh = (size_t)(end - b->at) + 1;
			fn(arg, b->at + from, fresh - 1 - from);
			from = fresh;
		}
		followed->offset += (off_t)from;
		memmove(b->at, b->at + from, b->len - from);
		b->len -= from;
	}
}

static void
check_day(struct journal_follow *f, const struct journal_days *d,
	  const struct journal_day *day, journal_follow_fn *fn, void *arg)
{
	struct followed_file *old = journal_follow_find(f, day->file), *new;

	if (strcmp(day->file, f->oldest) < 0 ||
	    (old && old->inode == day->inode))
		return;
	new = add(f, d, day->file);
	if (!new || !old)
		return;
	/* Lines that were appended before the file was replaced. */
	read_new_lines(f, old, fn, arg);
	old->replaced_at = time(NULL);
	new->offset = journal_resume_replaced(old->fd, old->offset, new->fd);
}

void
journal_follow_poll(struct journal_follow *f, journal_follow_fn *fn, void *arg)
{
	time_t now = time(NULL);
	struct journal_days d;
	size_t i;

	if (journal_days_open(&d, f->state_dir) == 0) {
		for (i = 0; i < d.count; i++)
			check_day(f, &d, &d.at[i], fn, arg);
		if (d.count > 0 &&
		    strcmp(d.at[oldest_of(&d)].file, f->oldest) > 0)
			snprintf(f->oldest, sizeof f->oldest, "%s",
				 d.at[oldest_of(&d)].file);
		journal_days_close(&d);
	}
	for (i = 0; i < f->count; i++)
		read_new_lines(f, &f->at[i], fn, arg);
	for (i = f->count; i-- > 0;)
		if ((f->at[i].replaced_at &&
		     now - f->at[i].replaced_at > REPLACED_GRACE_SECONDS) ||
		    strcmp(f->at[i].file, f->oldest) < 0)
			stop_following(f, i);
}
