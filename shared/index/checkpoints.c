/* checkpoints - the journal's day files, and how far each was folded. */

#include "checkpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/str.h"
#include "journal/day_file.h"

#define FINGERPRINT_BYTES 64

int
checkpoints_open(struct checkpoints *d, int dir, struct index *ix)
{
	*d = (struct checkpoints){ .dir = dir };
	d->stored_count = index_meta_checkpoints(ix, &d->stored);
	if (d->stored_count < 0) {
		errno = 0;
		return -1;
	}
	d->count = scandirat(dir, ".", &d->at, day_file_is_name, alphasort);
	if (d->count >= 0)
		return 0;
	free(d->stored);
	return -1;
}

void
checkpoints_close(struct checkpoints *d)
{
	while (d->count > 0)
		free(d->at[--d->count]);
	free(d->at);
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

struct checkpoint
checkpoints_get(const struct checkpoints *d, const char *file,
		const struct stat *st)
{
	const struct checkpoint *stored = find_stored(d, file);
	struct checkpoint p = { .inode = st->st_ino };

	str_copy(p.file, sizeof p.file, file);
	p.offset = stored ? stored->offset : 0;
	return p;
}

int64_t
checkpoints_fingerprint(int fd, off_t offset)
{
	char bytes[FINGERPRINT_BYTES];
	off_t from =
	    offset > (off_t)sizeof bytes ? offset - (off_t)sizeof bytes : 0;
	ssize_t n = pread(fd, bytes, (size_t)(offset - from), from);

	return (int64_t)hash_bytes(HASH_START, bytes, n > 0 ? (size_t)n : 0);
}

static bool
is_same(int dir, const struct checkpoint *p)
{
	int fd = openat(dir, p->file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && st.st_ino == p->inode &&
	       st.st_size >= p->offset &&
	       checkpoints_fingerprint(fd, p->offset) == p->fingerprint;
	close(fd);
	return same;
}

bool
checkpoints_are_valid(const struct checkpoints *d)
{
	const char *last =
	    d->stored_count ? d->stored[d->stored_count - 1].file : "";
	struct stat st;
	int i;

	for (i = 0; i < d->stored_count; i++)
		if (!is_same(d->dir, &d->stored[i]))
			return false;
	for (i = 0; i < d->count && strcmp(d->at[i]->d_name, last) < 0; i++)
		if (!find_stored(d, d->at[i]->d_name) &&
		    fstatat(d->dir, d->at[i]->d_name, &st, 0) == 0 &&
		    st.st_size > 0)
			return false;
	return true;
}

uint64_t
checkpoints_unread_bytes(const struct checkpoints *d)
{
	uint64_t bytes = 0;
	struct stat st;
	int i;

	for (i = 0; i < d->count; i++) {
		const char *file = d->at[i]->d_name;

		if (fstatat(d->dir, file, &st, 0) == 0)
			bytes +=
			    (uint64_t)(st.st_size -
				       checkpoints_get(d, file, &st).offset);
	}
	return bytes;
}
