/* checkpoints - the journal's days, and how far each was folded. */

#include "checkpoints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"

#define FINGERPRINT_BYTES 64

int
checkpoints_open(struct checkpoints *d, int dir, struct index *ix)
{
	*d = (struct checkpoints){ .days.dir = -1 };
	d->stored_count = index_meta_checkpoints(ix, &d->stored);
	if (d->stored_count < 0) {
		errno = 0;
		return -1;
	}
	if (journal_days_list(&d->days, dir) == 0)
		return 0;
	free(d->stored);
	return -1;
}

void
checkpoints_close(struct checkpoints *d)
{
	journal_days_free(&d->days);
	free(d->stored);
}

static const struct checkpoint *
find_stored(const struct checkpoints *d, const char *file)
{
	int i;

	for (i = 0; i < d->stored_count; i++)
		if (strcmp(d->stored[i].file, file) == 0)
			return &d->stored[i];
	return NULL;
}

static const struct journal_day *
find_day(const struct checkpoints *d, const char *file)
{
	size_t i;

	for (i = 0; i < d->days.count; i++)
		if (strcmp(d->days.at[i].file, file) == 0)
			return &d->days.at[i];
	return NULL;
}

/* Has the day the files that it had when the checkpoint was stored? */
static bool
has_same_files(const struct journal_day *day, const struct checkpoint *p)
{
	return p->inode == day->inode && p->packed_id == day->packed.id;
}

int
checkpoints_open_day(const struct checkpoints *d, const struct journal_day *day,
		     struct day_reader *r, struct checkpoint *p)
{
	const struct checkpoint *stored = find_stored(d, day->file);
	bool known = stored && has_same_files(day, stored);
	int bad = known ? day_reader_open_known(r, d->days.dir, day,
						stored->packed_bytes)
			: day_reader_open(r, d->days.dir, day->file);

	*p = (struct checkpoint){
		.inode = day->inode,
		.packed_id = day->packed.id,
		.packed_bytes = r->packed_bytes,
		.offset = stored ? stored->offset : 0,
		.fingerprint = stored ? stored->fingerprint : 0,
	};
	str_copy(p->file, sizeof p->file, day->file);
	return bad;
}

int64_t
checkpoints_fingerprint(struct day_reader *r, off_t offset)
{
	char bytes[FINGERPRINT_BYTES];
	off_t from =
	    offset > (off_t)sizeof bytes ? offset - (off_t)sizeof bytes : 0;
	ssize_t n =
	    day_reader_read_all(r, bytes, (size_t)(offset - from), from);

	return (int64_t)hash_bytes(HASH_START, bytes, n > 0 ? (size_t)n : 0);
}

/*
 * A file that was replaced may hold other lines, even if its end is the same.
 * Only when a file was compressed, or when lines were appended to a compressed
 * day, other files hold the same lines.
 */
static bool
was_replaced(const struct journal_day *day, const struct checkpoint *p)
{
	const bool is_packed_anew =
	    day->packed.id && day->packed.id != p->packed_id;

	if (p->inode)
		return day->inode != p->inode && !is_packed_anew;
	return day->packed.id != p->packed_id;
}

/* 1 or 0; or -1 with the reason. */
static int
is_same(const struct checkpoints *d, const struct checkpoint *p,
	struct error *e)
{
	const struct journal_day *day = find_day(d, p->file);
	struct checkpoint now;
	struct day_reader r;
	off_t size;
	bool same;

	if (!day || was_replaced(day, p))
		return 0;
	if (checkpoints_open_day(d, day, &r, &now))
		return errno == ENOENT ? 0 : day_reader_explain(&r, e);
	size = day_reader_size(&r);
	same = size >= p->offset;
	/* A compressed file that has not changed need not be unpacked. */
	if (same && !(has_same_files(day, p) && p->offset <= r.packed_bytes))
		same = checkpoints_fingerprint(&r, p->offset) == p->fingerprint;
	day_reader_close(&r);
	return same;
}

int
checkpoints_are_valid(const struct checkpoints *d, struct error *e)
{
	const char *last =
	    d->stored_count ? d->stored[d->stored_count - 1].file : "";
	size_t n;
	int i;

	for (i = 0; i < d->stored_count; i++) {
		int same = is_same(d, &d->stored[i], e);

		if (same != 1)
			return same;
	}
	for (n = 0; n < d->days.count; n++) {
		const struct journal_day *day = &d->days.at[n];

		if (strcmp(day->file, last) >= 0)
			break;
		if (journal_days_bytes(day) > 0 && !find_stored(d, day->file))
			return 0;
	}
	return 1;
}

uint64_t
checkpoints_unread_bytes(const struct checkpoints *d)
{
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < d->days.count; i++) {
		const struct journal_day *day = &d->days.at[i];

		bytes +=
		    (uint64_t)index_meta_unread(find_stored(d, day->file), day);
	}
	return bytes;
}

bool
checkpoints_differ(const struct checkpoints *d, const struct checkpoint *p)
{
	const struct checkpoint *stored = find_stored(d, p->file);

	return stored && (stored->inode != p->inode ||
			  stored->packed_id != p->packed_id ||
			  stored->packed_bytes != p->packed_bytes);
}
